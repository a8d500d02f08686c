import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scopeOf, type Asker } from "../../api/plan.ts";
import { pathRows } from "../../api/questions/paths.ts";
import { migrateStore } from "../../infra/commands/migrate.ts";
import { PathsQuestion } from "../../schemas/questions/paths.ts";
import type { Row } from "../../schemas/answer.ts";
import { EVENT_TYPES } from "../../schemas/event-types.ts";
import { startOwnStore, type OwnStore } from "./own-store.ts";
import { FROM, insertVisits, NOW, TO, typeOf, visits, type Visit } from "./visits.ts";

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
  const scope = scopeOf({ ...question, compare: undefined }, asker);
  const { rows } = await pathRows(own.store, scope, question, new AbortController().signal);
  return rows;
}

/** Events in the order of a journey: by time, then by the rank of their type. */
function inOrder({ events }: Visit) {
  const rank = (letter: string) => EVENT_TYPES.findIndex((facts) => facts.letter === letter);
  return [...events].sort((a, b) => a.at - b.at || rank(a.letter) - rank(b.letter));
}

/** Visits as the fold orders them, and those whose first event lies in the range. */
function ordered(all: readonly Visit[]) {
  const sorted = all.map((visit) => ({ ...visit, events: inOrder(visit) }));
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
