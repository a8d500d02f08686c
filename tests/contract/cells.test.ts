import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scopeOf, type Asker } from "../../api/plan.ts";
import { funnelRows } from "../../api/questions/funnel.ts";
import { pathRows } from "../../api/questions/paths.ts";
import { migrateStore } from "../../infra/commands/migrate.ts";
import type { Row } from "../../schemas/answer.ts";
import { FunnelQuestion } from "../../schemas/questions/funnel.ts";
import { PathsQuestion } from "../../schemas/questions/paths.ts";
import { listOf } from "./list-of.ts";
import { startOwnStore, type OwnStore } from "./own-store.ts";
import { FROM, insertVisits, NOW, TO, typeOf, visits } from "./visits.ts";

const TENANT = "cells";
const BEHIND_MS = 60_000;
const ASKER: Asker = {
  tenant: TENANT,
  timezone: "UTC",
  now: NOW,
  sites: [],
  allowedSites: undefined,
};
const RANGE = { from: new Date(FROM).toISOString(), to: new Date(TO).toISOString() };
const { signal } = new AbortController();
const [ISSUED, CALLED, STARTED] = ["ticket.issued", "ticket.called", "service.started"] as const;

let own: OwnStore;
const [all] = fc.sample(visits, { numRuns: 1, seed: 5 });

beforeAll(async () => {
  own = await startOwnStore();
  await migrateStore(own.store);
  await insertVisits(own.store, TENANT, all!);
}, 60_000);

afterAll(() => own.stop());

async function funnel(body: object): Promise<readonly Row[]> {
  const question = FunnelQuestion.parse({ range: RANGE, times: false, ...body });
  return funnelRows(own.store, scopeOf(question, ASKER), question, BEHIND_MS, signal);
}

async function paths(body: object): Promise<readonly Row[]> {
  const question = PathsQuestion.parse({ range: RANGE, times: false, ...body });
  const scope = scopeOf({ ...question, compare: undefined }, ASKER);
  return (await pathRows(own.store, scope, question, signal)).rows;
}

/** How many journeys are listed behind a cell. */
async function listed(body: object): Promise<number> {
  return (await listOf(own.store, ASKER, { range: RANGE, ...body }, BEHIND_MS)).length;
}

const FUNNELS = [
  { window: "1d" },
  { window: "30m" },
  { window: "3h", order: "unordered" },
  { window: "3h", order: "strict" },
  { window: "3h", exclude: [{ type: "wait.started", from: 1, to: 2 }] },
  { window: "3h", exclude: [{ type: "wait.started", where: { desk: ["d1"] }, from: 1, to: 2 }] },
].map((rest) => ({ steps: [ISSUED, CALLED, STARTED].map((type) => ({ type })), ...rest }));

test.each(FUNNELS)(
  "behind each cell of a funnel are as many journeys as it says: %j",
  async (asked) => {
    const rows = await funnel({ ...asked, by: ["site"] });
    expect(rows.length).toBe(6);
    for (const row of rows) {
      const where = { site: [row["site"]] };
      const cell = { ...asked, step: row["step"] };
      expect(await listed({ where, funnel: cell })).toBe(row["units"]);
      expect(await listed({ where, funnel: { ...cell, came: "open" } })).toBe(row["open"]);
      const before = rows.find(
        (one) => one["site"] === row["site"] && one["step"] === Number(row["step"]) - 1,
      );
      if (before === undefined) continue;
      const closed = ({ units, open }: Row) => Number(units) - Number(open);
      expect(await listed({ where, funnel: { ...cell, came: "lost" } })).toBe(
        closed(before) - closed(row),
      );
    }
  },
);

test.each(FUNNELS)(
  "parts add up to the whole, and no level exceeds the one before: %j",
  async (asked) => {
    const units = (rows: readonly Row[], step: number) =>
      rows
        .filter((row) => row["step"] === step)
        .reduce((sum, row) => sum + Number(row["units"]), 0);
    const whole = await funnel(asked);
    expect(units(whole, 1)).toBeGreaterThan(50);
    for (const by of [["site"], ["day"], ["site", "hour_of_day"]]) {
      const parts = await funnel({ ...asked, by });
      for (const step of [1, 2, 3]) expect(units(parts, step)).toBe(units(whole, step));
    }
    expect(units(whole, 2)).toBeLessThanOrEqual(units(whole, 1));
    expect(units(whole, 3)).toBeLessThanOrEqual(units(whole, 2));
    const north = await funnel({ ...asked, where: { site: ["north"] } });
    const south = await funnel({ ...asked, except: { site: ["north"] } });
    for (const step of [1, 2, 3]) {
      expect(units(north, step) + units(south, step)).toBe(units(whole, step));
    }
    const timed = await funnel({ ...asked, times: true });
    expect(timed.map(({ step, units: n, open }) => [step, n, open])).toEqual(
      whole.map(({ step, units: n, open }) => [step, n, open]),
    );
  },
);

test("behind each cell of customers are all journeys of theirs that may be part of it", async () => {
  const asked = { steps: [{ type: ISSUED }, { type: CALLED }], window: "1d", unit: "customer" };
  const near = all!.filter(
    ({ events }) => events.at(-1)!.at >= FROM && events[0]!.at < TO + 86_400_000,
  );
  for (const { step, units } of await funnel(asked)) {
    const body = { range: RANGE, funnel: { ...asked, step } };
    const rows = await listOf(own.store, ASKER, body, BEHIND_MS);
    const customers = new Set(
      rows.map(({ journey }) => all![Number(String(journey).slice(1))]!.customer),
    );
    expect(customers.size).toBe(units);
    expect(rows[0]!["customers"]).toBe(units);
    expect(customers.size).toBeGreaterThan(10);
    const theirs = near.filter(({ customer }) => customers.has(customer)).length;
    expect(rows.length).toBe(theirs);
  }
});

test("a histogram has each unit once a step, in the bucket of its time", async () => {
  for (const asked of FUNNELS) {
    const steps = await funnel({ ...asked, times: true });
    const rows = await funnel({ ...asked, histogram: true });
    for (const { step, units, median_seconds: median } of steps.slice(1)) {
      const buckets = rows.filter((row) => row["step"] === step);
      const counts = buckets.map((row) => Number(row["units"]));
      expect(counts.reduce((sum, n) => sum + n, 0)).toBe(units);
      const under = (seconds: number) =>
        buckets
          .filter((row) => Number(row["to_seconds"] ?? Infinity) <= seconds)
          .reduce((sum, row) => sum + Number(row["units"]), 0);
      const holds = buckets.find(
        (row) =>
          Number(row["from_seconds"]) <= Number(median) &&
          Number(median) < Number(row["to_seconds"] ?? Infinity),
      )!;
      const before = under(Number(holds["from_seconds"]));
      expect(before).toBeLessThanOrEqual(Number(units) / 2);
      expect(before + Number(holds["units"])).toBeGreaterThanOrEqual(Number(units) / 2);
    }
  }
});

test("a comparison with other journeys says what a question about them says", async () => {
  for (const asked of FUNNELS) {
    const where = { site: ["south"] };
    const both = await funnel({ ...asked, where: { site: ["north"] }, compare: { where } });
    const [north, south] = [
      await funnel({ ...asked, where: { site: ["north"] } }),
      await funnel({ ...asked, where }),
    ];
    both.forEach((row, index) => {
      expect(row).toMatchObject(north[index]!);
      expect(row["units_before"]).toBe(south[index]!["units"]);
      expect(row["of_previous_before"]).toBe(south[index]!["of_previous"]);
    });
  }
});

test("explain counts each journey that may enter once", async () => {
  for (const asked of FUNNELS) {
    for (const times of [false, true]) {
      const rows = await funnel({ ...asked, times, explain: true });
      const sum = rows.reduce((total, row) => total + Number(row["journeys"]), 0);
      const overlapping = all!.filter(
        ({ events }) => events.at(-1)!.at >= FROM && events[0]!.at < TO,
      );
      expect(sum).toBe(overlapping.length);
    }
  }
});

test("explain gives the one statement that finds all figures, its values written in", async () => {
  for (const asked of FUNNELS) {
    const [figures, ways] = [await funnel(asked), await funnel({ ...asked, explain: true })];
    const sql = String(ways.find(({ way }) => way === "by_place")?.["sql"]);
    expect(sql).not.toMatch(/\{\w+: ?\w+/);
    const [found] = await own.store.query<Record<string, number>>(sql);
    figures.forEach(({ units, open }, index) => {
      const n = String(index + 1);
      expect([found?.[`units_${n}`], found?.[`open_${n}`]]).toEqual([units, open]);
    });
  }
});

test("behind variants, edges and repeated steps are the journeys that they count", async () => {
  for (const row of (await paths({ kind: "variants" })).slice(0, 20)) {
    expect(await listed({ variant: String(row["variant"]).split(" > ") })).toBe(row["journeys"]);
  }
  for (const row of await paths({ kind: "rework" })) {
    const repeated = Math.round(Number(row["rework"]) * Number(row["journeys"]));
    expect(await listed({ repeats: row["type"] })).toBe(repeated);
    expect(await listed({ in_a_row: [row["type"]] })).toBe(row["journeys"]);
  }
  const inside = all!.filter(({ events: [first] }) => first!.at >= FROM && first!.at < TO);
  for (const { from, to } of await paths({ kind: "edges" })) {
    const taking = inside.filter(({ events }) => {
      const way = ["start", ...events.map(({ letter }) => typeOf(letter)), "end"];
      return way.some((type, i) => type === from && way[i + 1] === to);
    });
    expect(await listed({ follows: { from, to } }), `${String(from)} > ${String(to)}`).toBe(
      taking.length,
    );
  }
});

test("a comparison says what was before, and whether it has changed", async () => {
  const [asked] = FUNNELS;
  const half = { from: new Date(FROM).toISOString(), to: new Date((FROM + TO) / 2).toISOString() };
  const other = { from: half.to, to: new Date(TO).toISOString() };
  const [now, before] = [
    await funnel({ ...asked, range: half }),
    await funnel({ ...asked, range: other }),
  ];
  const both = await funnel({ ...asked, range: half, compare: other });
  both.forEach((row, index) => {
    expect(row).toMatchObject(now[index]!);
    expect(row["units_before"]).toBe(before[index]!["units"]);
    expect(row["of_entered_before"]).toBe(before[index]!["of_entered"]);
    expect(row["of_previous_before"]).toBe(before[index]!["of_previous"]);
  });
  expect(both[0]!["of_entered_significant"]).toBeNull();
  expect([true, false]).toContain(both[2]!["of_entered_significant"]);
});
