import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseQuestion } from "../../api/parse-question.ts";
import { scopeOf, type Asker } from "../../api/plan.ts";
import { pathRows } from "../../api/questions/paths.ts";
import { migrateStore } from "../../infra/commands/migrate.ts";
import type { Row } from "../../schemas/answer.ts";
import { describeColumn } from "../../schemas/columns.ts";
import { columnsOf } from "../../schemas/questions/columns.ts";
import { JourneysQuestion } from "../../schemas/questions/journeys.ts";
import { PathsQuestion } from "../../schemas/questions/paths.ts";
import { customersOf, listOf } from "./list-of.ts";
import { startOwnStore, type OwnStore } from "./own-store.ts";
import { FROM, inOrder, insertVisits, NOW, ofCustomers, TO, typeOf, visits } from "./visits.ts";

const ASKER: Asker = {
  tenant: "cells",
  timezone: "UTC",
  now: NOW,
  // Grains of the first journey are in the time zone of its site.
  sites: [{ id: "north", name: "North", region: "up", timezone: "Asia/Tokyo", hours: [] }],
  allowedSites: undefined,
};
const RANGE = { from: new Date(FROM).toISOString(), to: new Date(TO).toISOString() };
const { signal } = new AbortController();
const all = fc
  .sample(visits, { numRuns: 1, seed: 8 })[0]!
  .map((visit, index) => ({ ...inOrder(visit), journey: `j${String(index)}` }));
const counted = all.filter(({ events: [first] }) => first!.at >= FROM && first!.at < TO);

let own: OwnStore;

beforeAll(async () => {
  own = await startOwnStore();
  await migrateStore(own.store);
  await insertVisits(own.store, ASKER.tenant, all);
}, 60_000);

afterAll(() => own.stop());

async function paths(body: object): Promise<readonly Row[]> {
  const question = PathsQuestion.parse({ range: RANGE, times: false, unit: "customer", ...body });
  const scope = scopeOf({ ...question, compare: undefined }, ASKER);
  return (await pathRows(own.store, scope, question, signal)).rows;
}

const list = (body: object) =>
  listOf(own.store, ASKER, { range: RANGE, unit: "customer", ...body });

/** How many customers a cell's list is of; it has all of their journeys in the range. */
async function behind(body: object, among = counted): Promise<number> {
  const rows = await list(body);
  const journeys = new Set(rows.map(({ journey }) => journey));
  const theirs = new Set(
    all.filter(({ journey }) => journeys.has(journey)).map(({ customer }) => customer),
  );
  expect(theirs.has("")).toBe(false);
  expect(rows.length).toBe(among.filter(({ customer }) => theirs.has(customer)).length);
  expect(theirs.size).toBe(customersOf(rows));
  return theirs.size;
}

/** What finds a row's customers, and how many they are. */
type CellsOf = (row: Row) => readonly (readonly [cell: object, figure: unknown])[];

const takers = (between: string): [asked: object, of: CellsOf] => [
  { kind: "handovers", between },
  ({ from, to, journeys }) => [[{ hands_over: { between, from, to } }, journeys]],
];

const KINDS: readonly [asked: object, of: CellsOf][] = [
  [
    { kind: "variants" },
    ({ variant, journeys }) => [[{ variant: String(variant).split(" > ") }, journeys]],
  ],
  [
    { kind: "rework" },
    ({ type, rework, journeys }) => [
      [{ repeats: type }, Math.round(Number(rework) * Number(journeys))],
      [{ in_a_row: [type] }, journeys],
    ],
  ],
  [{ kind: "loops" }, ({ type, via, journeys }) => [[{ in_a_row: [type, via, type] }, journeys]]],
  takers("site"),
  takers("desk"),
];

test.each(KINDS)("behind %j of customers are as many customers as it says", async (asked, of) => {
  const rows = await paths(asked);
  expect(rows.length).toBeGreaterThan(1);
  for (const row of rows.slice(0, 20)) {
    for (const [cell, figure] of of(row)) expect(await behind(cell)).toBe(figure);
  }
});

test.each(KINDS)(
  "behind %j of customers whose first journey was of a kind, too",
  async (asked, of) => {
    for (const by of [["site"], ["region"], ["day"], ["site", "weekday"]]) {
      const rows = await paths({ ...asked, by });
      for (const row of rows.slice(0, 12)) {
        const first = Object.fromEntries(by.map((name) => [name, [String(row[name])]]));
        for (const [cell, figure] of of(row)) expect(await behind({ first, ...cell })).toBe(figure);
      }
    }
    const where = { site: ["south"] };
    const south = counted.filter(({ site }) => site === "south");
    for (const row of (await paths({ ...asked, where })).slice(0, 12)) {
      for (const [cell, figure] of of(row))
        expect(await behind({ where, ...cell }, south)).toBe(figure);
    }
  },
);

test("behind an edge of customers are those who go that way across their journeys", async () => {
  const ways = ofCustomers(counted).map(({ events }) => [
    "start",
    ...events.map(({ letter }) => typeOf(letter)),
    "end",
  ]);
  const rows = await paths({ kind: "edges" });
  expect(rows.length).toBeGreaterThan(20);
  for (const { from, to, count } of rows) {
    const going = ways.filter((way) => way.some((type, i) => type === from && way[i + 1] === to));
    const found = await behind({ follows: { from, to } });
    expect(found, `${String(from)} > ${String(to)}`).toBe(going.length);
    expect(found).toBeLessThanOrEqual(Number(count));
  }
  expect(await behind({})).toBe(ways.length);
});

test("a page of a list says how many customers the whole list is of", async () => {
  const [whole, page] = [await list({}), await list({ limit: 5, offset: 10 })];
  expect(page.slice(0, 5)).toEqual(whole.slice(10, 15));
  expect(await listOf(own.store, ASKER, { range: RANGE, limit: 1 })).not.toHaveProperty(
    "0.customers",
  );
});

test.each([
  [{}, false],
  [{ unit: "customer" }, true],
  [{ returned: { cohort: "2026-01-01", age: 1 } }, true],
  [{ funnel: { steps: [{ type: "ticket.issued" }] } }, false],
  [{ funnel: { steps: [{ type: "ticket.issued" }], unit: "customer" } }, true],
])("the answer to %j has columns about customers: %j", async (body, isOfThem) => {
  const question = JourneysQuestion.parse(body);
  const columns = columnsOf("journeys", question);
  const told = columns.map((name) => describeColumn("journeys", name, "en").name);
  expect(told.includes("customer") && told.includes("customers")).toBe(isOfThem);
  for (const row of await listOf(own.store, ASKER, { range: RANGE, ...body })) {
    expect(Object.keys(row)).toEqual(columns);
  }
});

const FUNNEL = { steps: [{ type: "ticket.issued" }], unit: "customer" };
const RETURNED = { cohort: "2026-01-01", age: 1 };

test.each([
  [{ funnel: FUNNEL, unit: "customer" }, "unit"],
  [{ returned: RETURNED, unit: "customer" }, "unit"],
  [{ contact: {}, satisfaction: {} }, "contact"],
  [{ funnel: FUNNEL, returned: RETURNED }, "returned"],
  [{ first: { site: ["north"] } }, "first"],
  [{ first: { site: ["north"] }, funnel: FUNNEL }, "first"],
  [{ unit: "customer", first: { form: ["survey"] } }, "first.form"],
  [{ returned: RETURNED, nps: ["promoter"] }, "nps"],
  [{ returned: { cohort: "2026-01-15", age: 1 } }, "returned.cohort"],
  [{ returned: { cohort: "2026-01-01", age: 1, every: "week" } }, "returned.cohort"],
  [
    { satisfaction: { wait_from_seconds: 60, wait_to_seconds: 60 } },
    "satisfaction.wait_to_seconds",
  ],
])("%j is refused, and %s is named with what to do", (body, field) => {
  const asking = () => parseQuestion(JourneysQuestion, body);
  expect(asking).toThrow(new RegExp(`^${field}: `));
});
