import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scopeOf, type Asker } from "../../api/plan.ts";
import { pathRows } from "../../api/questions/paths.ts";
import { migrateStore } from "../../infra/commands/migrate.ts";
import { PathsQuestion } from "../../schemas/questions/paths.ts";
import type { Row } from "../../schemas/answer.ts";
import { startOwnStore, type OwnStore } from "./own-store.ts";
import {
  FROM,
  inOrder,
  insertVisits,
  NOW,
  ofCustomers,
  TO,
  typeOf,
  visits,
  type Visit,
} from "./visits.ts";

let own: OwnStore;
let tenants = 0;

beforeAll(async () => {
  own = await startOwnStore();
  await migrateStore(own.store);
}, 60_000);

afterAll(() => own.stop());

const RANGE = { from: new Date(FROM).toISOString(), to: new Date(TO).toISOString() };

async function ask(tenant: string, body: object): Promise<readonly Row[]> {
  const asker: Asker = { tenant, timezone: "UTC", now: NOW, sites: [], allowedSites: undefined };
  const question = PathsQuestion.parse({ range: RANGE, ...body });
  const scope = scopeOf(question, asker);
  const { rows } = await pathRows(own.store, scope, question, new AbortController().signal);
  return rows;
}

/** Visits as the fold orders them, and those whose first event lies in the range. */
function ordered(all: readonly Visit[]) {
  const sorted = all.map((visit, index) => ({ ...inOrder(visit), journey: `j${String(index)}` }));
  const counted = sorted.filter(({ events: [first] }) => first!.at >= FROM && first!.at < TO);
  return { sorted, counted };
}

/** Every pair of neighbours, one by one, with the ms between them. */
function pairs(counted: readonly Visit[]): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  const put = (site: string, from: string, to: string, ms: number) => {
    const key = JSON.stringify([site, from, to]);
    found.set(key, [...(found.get(key) ?? []), ms]);
  };
  for (const { site, events } of counted) {
    put(site, "start", typeOf(events[0]!.letter), NaN);
    for (let i = 1; i < events.length; i += 1) {
      const [a, b] = [events[i - 1]!, events[i]!];
      put(site, typeOf(a.letter), typeOf(b.letter), b.at - a.at);
    }
    put(site, typeOf(events.at(-1)!.letter), "end", NaN);
  }
  return found;
}

function percentile(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.floor(share * sorted.length)]!;
  return Number.isNaN(value) ? null : value / 1000;
}

test("edges, variants and rework are what the events say, one by one", async () => {
  const property = fc.asyncProperty(visits, async (all) => {
    const tenant = `t${String((tenants += 1))}`;
    const { sorted, counted } = ordered(all);
    await insertVisits(own.store, tenant, sorted);

    const edges = await ask(tenant, { kind: "edges", by: ["site"] });
    const found = edges.map((row) => [
      JSON.stringify([row["site"], row["from"], row["to"]]),
      [row["count"], row["p50_seconds"], row["p90_seconds"]],
    ]);
    const wanted = [...pairs(counted)].map(([key, gaps]) => [
      key,
      [gaps.length, percentile(gaps, 0.5), percentile(gaps, 0.9)],
    ]);
    expect(new Map(found as [string, unknown][])).toEqual(new Map(wanted as [string, unknown][]));
    const shares = edges.map((row) =>
      Math.round(Number(row["of_from"]) * Number(row["of_from_n"])),
    );
    expect(shares).toEqual(edges.map((row) => row["count"]));

    const untimed = await ask(tenant, { kind: "edges", by: ["site"], times: false });
    expect(untimed).toEqual(edges.map(({ p50_seconds: _, p90_seconds: __, ...row }) => row));
    const around = await ask(tenant, { kind: "edges", by: ["site"], around: "ticket.called" });
    expect(around).toEqual(
      edges.filter((row) => [row["from"], row["to"]].includes("ticket.called")),
    );

    const variants = await ask(tenant, { kind: "variants" });
    const counts = new Map<string, number>();
    for (const { events } of counted) {
      const name = events.map(({ letter }) => typeOf(letter)).join(" > ");
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    expect(new Map(variants.map((row) => [row["variant"], row["journeys"]]))).toEqual(counts);
    expect(variants.every((row) => row["share_n"] === counted.length)).toBe(true);

    const rework = await ask(tenant, { kind: "rework" });
    for (const row of rework) {
      const times = counted.map(
        ({ events }) => events.filter(({ letter }) => typeOf(letter) === row["type"]).length,
      );
      expect(row["journeys"]).toBe(times.filter((n) => n > 0).length);
      expect(row["rework"]).toBe(times.filter((n) => n > 1).length / Number(row["journeys"]));
      expect(row["extra"]).toBe(times.reduce((sum, n) => sum + Math.max(0, n - 1), 0));
    }
  });
  await fc.assert(property, { numRuns: 5, endOnFailure: true });
}, 120_000);

/** Texts and how often each came. */
function tally(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

test("edges, variants, loops and handovers of customers go across their journeys", async () => {
  const property = fc.asyncProperty(visits, async (all) => {
    const tenant = `t${String((tenants += 1))}`;
    const { sorted, counted } = ordered(all);
    await insertVisits(own.store, tenant, sorted);
    for (const unit of ["journey", "customer"]) {
      const units = unit === "journey" ? counted : ofCustomers(counted);
      const ways = units.map(({ events }) => events.map(({ letter }) => typeOf(letter)));

      const edges = await ask(tenant, { kind: "edges", unit });
      const edge = units.flatMap(({ events }) =>
        events.slice(1).map((b, i) => {
          return {
            from: typeOf(events[i]!.letter),
            to: typeOf(b.letter),
            ms: b.at - events[i]!.at,
          };
        }),
      );
      for (const { from, to, count, p50_seconds: p50 } of edges) {
        if (from === "start" || to === "end") continue;
        const gaps = edge.filter((one) => one.from === from && one.to === to).map(({ ms }) => ms);
        expect([count, p50]).toEqual([gaps.length, percentile(gaps, 0.5)]);
      }
      const inner = edges.filter(({ from, to }) => from !== "start" && to !== "end");
      expect(inner.reduce((sum, { count }) => sum + Number(count), 0)).toBe(edge.length);

      const variants = await ask(tenant, { kind: "variants", unit });
      expect(new Map(variants.map((row) => [row["variant"], row["journeys"]]))).toEqual(
        tally(ways.map((way) => way.join(" > "))),
      );
      for (const { variant, p50_seconds: p50 } of variants.slice(0, 5)) {
        const same = units.filter((_, i) => ways[i]!.join(" > ") === variant);
        const took = same.map(({ events }) => events.at(-1)!.at - events[0]!.at);
        expect(p50).toBe(percentile(took, 0.5));
      }

      const loops = await ask(tenant, { kind: "loops", unit });
      const found = ways.map((way) =>
        way.flatMap((type, i) =>
          type === way[i + 2] && type !== way[i + 1] ? [`${type} ${way[i + 1]!}`] : [],
        ),
      );
      expect(
        new Map(loops.map((row) => [`${String(row["type"])} ${String(row["via"])}`, row["count"]])),
      ).toEqual(tally(found.flat()));
      expect(
        new Map(
          loops.map((row) => [`${String(row["type"])} ${String(row["via"])}`, row["journeys"]]),
        ),
      ).toEqual(tally(found.flatMap((some) => [...new Set(some)])));

      for (const between of ["site", "desk"] as const) {
        const handovers = await ask(tenant, { kind: "handovers", between, unit });
        const moves = units.map(({ events }) => {
          const said = events.map((event) => event[between]).filter((value) => value !== "");
          return said.flatMap((value, i) =>
            i > 0 && said[i - 1] !== value ? [`${said[i - 1]!} ${value}`] : [],
          );
        });
        const key = (row: Row) => `${String(row["from"])} ${String(row["to"])}`;
        expect(new Map(handovers.map((row) => [key(row), row["count"]]))).toEqual(
          tally(moves.flat()),
        );
        expect(new Map(handovers.map((row) => [key(row), row["journeys"]]))).toEqual(
          tally(moves.flatMap((some) => [...new Set(some)])),
        );
      }
    }
  });
  await fc.assert(property, { numRuns: 4, endOnFailure: true });
}, 120_000);

test("paths of one period or segment are compared with those of another", async () => {
  const tenant = `t${String((tenants += 1))}`;
  const [all] = fc.sample(visits, { numRuns: 1, seed: 3 });
  await insertVisits(own.store, tenant, ordered(all!).sorted);
  const compare = { where: { site: ["south"] } };
  for (const [kind, count, rate] of [
    ["edges", "count", "of_from"],
    ["variants", "journeys", "share"],
    ["rework", "journeys", "rework"],
    ["loops", "journeys", "share"],
    ["handovers", "count", "of_from"],
  ] as const) {
    const asked = { kind, between: "desk" };
    const north = await ask(tenant, { ...asked, where: { site: ["north"] } });
    const south = await ask(tenant, { ...asked, ...compare });
    const both = await ask(tenant, { ...asked, where: { site: ["north"] }, compare });
    expect(both.length).toBeGreaterThan(1);
    both.forEach((row, index) => {
      expect(row).toMatchObject(north[index]!);
      const name = (one: Row) =>
        [one["from"], one["to"], one["variant"], one["type"], one["via"]].join();
      const other = south.find((one) => name(one) === name(row));
      expect(row[`${count}_before`]).toBe(other?.[count] ?? 0);
      expect(row[`${rate}_before`]).toBe(other?.[rate] ?? null);
      expect([true, false, null]).toContain(row[`${rate}_significant`]);
    });
  }
});
