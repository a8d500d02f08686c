import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scopeOf, type Asker } from "../../api/plan.ts";
import { cohortRows } from "../../api/questions/cohorts.ts";
import { satisfactionRows } from "../../api/questions/satisfaction.ts";
import { migrateStore } from "../../infra/commands/migrate.ts";
import { CohortsQuestion } from "../../schemas/questions/cohorts.ts";
import { SatisfactionQuestion } from "../../schemas/questions/satisfaction.ts";
import { customersOf, listOf } from "./list-of.ts";
import { startOwnStore, type OwnStore } from "./own-store.ts";

const DAY_MS = 86_400_000;
const START = Date.UTC(2025, 0, 6); // a Monday
const NOW = Date.UTC(2025, 5, 18, 12);
const { signal } = new AbortController();

let own: OwnStore;
let tenants = 0;

beforeAll(async () => {
  own = await startOwnStore();
  await migrateStore(own.store);
}, 60_000);

afterAll(() => own.stop());

interface Came {
  readonly customer: string;
  readonly site: string;
  readonly at: number;
  readonly waited: number;
  /** -1 when nobody answered. */
  readonly nps: number;
}

function cameOften(customers: number): fc.Arbitrary<readonly Came[]> {
  const came = fc.record({
    customer: fc.nat(customers).map((who) => (who === 0 ? "" : `c${String(who)}`)),
    site: fc.constantFrom("north", "south"),
    at: fc.integer({ min: START, max: NOW - 1 }),
    waited: fc.integer({ min: 0, max: 1_500_000 }),
    nps: fc.integer({ min: -1, max: 10 }),
  });
  return fc.array(came, { minLength: 400, maxLength: 400 });
}

async function keep(all: readonly Came[]): Promise<Asker> {
  const tenant = `t${String((tenants += 1))}`;
  const rows = all.map(({ customer, site, at, waited, nps }, index) => {
    const started = `fromUnixTimestamp64Milli(${String(at)}, 'UTC')`;
    const csat = Math.ceil(nps / 2);
    const answer = nps < 0 ? "[], [], []" : `['survey'], [${String(nps)}], [${String(csat)}]`;
    return `('${tenant}', ${started}, 'j${String(index)}', 1, ${started}, ${started}, '${site}', '${customer}', 'served', ${String(waited)}, ${answer})`;
  });
  await own.store.command(
    `INSERT INTO journeys (tenant, minted, journey, version, started, last, site, customer, status, wait_ms, review_form, review_nps, review_csat) VALUES ${rows.join()}`,
  );
  return { tenant, timezone: "UTC", now: NOW, sites: [], allowedSites: undefined };
}

const monthOf = (at: number) => new Date(at).toISOString().slice(0, 7);
const weekOf = (at: number) => Math.floor((at - START) / (7 * DAY_MS));

test("cohorts hold those who came first then, and how many came in each month or week after it", async () => {
  const property = fc.asyncProperty(cameOften(120), async (all) => {
    const asker = await keep(all);
    const [from, to] = [Date.UTC(2025, 1, 1), Date.UTC(2025, 4, 1)];
    const range = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
    for (const every of ["month", "week"] as const) {
      const question = CohortsQuestion.parse({ range, every });
      const scope = scopeOf({ ...question, compare: undefined }, asker);
      const rows = await cohortRows(own.store, scope, question, signal);
      const number = (at: number) => (every === "week" ? weekOf(at) : Number(monthOf(at).slice(5)));
      const known = [...new Set(all.map(({ customer }) => customer))].filter((who) => who !== "");
      const wanted = new Map<string, [number, number]>();
      for (const who of known) {
        const times = all.filter(({ customer }) => customer === who).map(({ at }) => at);
        const first = Math.min(...times);
        if (first < from || first >= to) continue;
        for (let age = 1; number(first) + age < number(NOW); age += 1) {
          const key = `${String(number(first))} ${String(age)}`;
          const [customers = 0, returned = 0] = wanted.get(key) ?? [];
          const came = times.some((at) => number(at) === number(first) + age);
          wanted.set(key, [customers + 1, returned + (came ? 1 : 0)]);
        }
      }
      const found = rows.map(({ cohort, age, customers, returned }) => {
        const key = `${String(number(Date.parse(String(cohort))))} ${String(age)}`;
        return [key, [customers, returned]] as const;
      });
      expect(wanted.size).toBeGreaterThan(5);
      expect(new Map(found)).toEqual(wanted);
    }
  });
  await fc.assert(property, { numRuns: 5, endOnFailure: true });
}, 60_000);

test("behind each cell of cohorts are the journeys of as many customers as came again then", async () => {
  const property = fc.asyncProperty(cameOften(120), async (all) => {
    const asker = await keep(all);
    const [from, to] = [Date.UTC(2025, 1, 1), Date.UTC(2025, 4, 1)];
    const range = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
    for (const [every, by] of [
      ["month", []],
      ["month", ["site"]],
      ["week", ["site"]],
    ] as const) {
      const question = CohortsQuestion.parse({ range, every, by });
      const scope = scopeOf({ ...question, compare: undefined }, asker);
      const rows = await cohortRows(own.store, scope, question, signal);
      expect(rows.length).toBeGreaterThan(5);
      for (const { cohort, age, site, customers, returned } of rows.slice(0, 30)) {
        const first = site === undefined ? {} : { first: { site: [site] } };
        const cell = { cohort, every };
        const list = (one: object) =>
          listOf(own.store, asker, { range, returned: { ...cell, ...one }, ...first });
        const then = await list({ age });
        expect(customersOf(then)).toBe(returned);
        expect(customersOf(await list({ age: 0 }))).toBe(customers);
        for (const { started } of then) {
          const [came, began] = [Date.parse(String(started)), Date.parse(String(cohort))];
          const since =
            every === "week"
              ? weekOf(came) - weekOf(began)
              : Number(monthOf(came).slice(5)) - Number(monthOf(began).slice(5));
          expect(since).toBe(age);
        }
      }
    }
    const now = { cohort: "2025-04-01", age: 2 };
    expect(await listOf(own.store, asker, { range, returned: now })).toEqual([]); // June is not over
  });
  await fc.assert(property, { numRuns: 2, endOnFailure: true });
}, 60_000);

test("behind each bucket of satisfaction are the journeys that answered, content or not", async () => {
  const property = fc.asyncProperty(cameOften(5), async (all) => {
    const asker = await keep(all);
    const range = { from: new Date(START).toISOString(), to: new Date(NOW).toISOString() };
    for (const score of ["nps", "csat"] as const) {
      const question = SatisfactionQuestion.parse({
        ...{ range, score, by: ["site"] },
        wait_edges_seconds: [60, 300, 600],
      });
      const scope = scopeOf({ ...question, compare: undefined }, asker);
      const rows = await satisfactionRows(own.store, scope, question, signal);
      expect(rows.length).toBe(6);
      for (const { site, wait_from_seconds, wait_to_seconds, content, content_n: n } of rows) {
        const bucket = { score, wait_from_seconds, wait_to_seconds };
        const count = async (more: object) => {
          const satisfaction = { ...bucket, ...more };
          return (await listOf(own.store, asker, { range, where: { site: [site] }, satisfaction }))
            .length;
        };
        const isContent = Math.round(Number(content) * Number(n));
        expect(await count({})).toBe(n);
        expect(await count({ which: "content" })).toBe(isContent);
        expect(await count({ which: "discontent" })).toBe(Number(n) - isContent);
      }
    }
  });
  await fc.assert(property, { numRuns: 3, endOnFailure: true });
}, 60_000);

test("satisfaction by wait counts each answer in its bucket, by site and in all", async () => {
  const property = fc.asyncProperty(cameOften(5), async (all) => {
    const asker = await keep(all);
    const edges = [60, 300, 600];
    const range = { from: new Date(START).toISOString(), to: new Date(NOW).toISOString() };
    const question = SatisfactionQuestion.parse({ range, wait_edges_seconds: edges, by: ["site"] });
    const scope = scopeOf({ ...question, compare: undefined }, asker);
    const rows = await satisfactionRows(own.store, scope, question, signal);
    expect(rows.length).toBe(6);
    for (const row of rows) {
      const [least, most] = [row["wait_from_seconds"], row["wait_to_seconds"] ?? Infinity];
      const answered = all.filter(({ site, waited, nps }) => {
        const seconds = waited / 1000;
        return (
          site === row["site"] && nps >= 0 && seconds >= Number(least) && seconds < Number(most)
        );
      });
      expect(row["content_n"]).toBe(answered.length);
      const content = answered.filter(({ nps }) => nps >= 7).length;
      expect(row["content"]).toBe(content / answered.length);
    }
  });
  await fc.assert(property, { numRuns: 5, endOnFailure: true });
}, 60_000);

test("the bend is the end of the last bucket before content is established to fall", async () => {
  const minutes = Array.from({ length: 20 }, (_, minute) => minute);
  const all = minutes.flatMap((minute) =>
    Array.from({ length: 100 }, (_, index) => {
      const content = minute < 8 ? 80 : 55; // of a hundred
      return {
        ...{ customer: "", site: "north", at: START + index },
        ...{ waited: minute * 60_000, nps: index < content ? 9 : 3 },
      };
    }),
  );
  const asker = await keep(all);
  const question = SatisfactionQuestion.parse({
    range: { from: new Date(START).toISOString(), to: new Date(NOW).toISOString() },
    wait_edges_seconds: [0, 120, 240, 360, 480, 600, 900],
  });
  const scope = scopeOf({ ...question, compare: undefined }, asker);
  const rows = await satisfactionRows(own.store, scope, question, signal);
  expect(rows.filter((row) => row["bend"]).map((row) => row["wait_to_seconds"])).toEqual([480]);
  expect(rows.map((row) => row["lower"])).toEqual([false, false, false, false, true, true, true]);
  const calm = { ...question, where: { site: ["nobody"] } };
  const none = await satisfactionRows(
    own.store,
    scopeOf({ ...calm, compare: undefined }, asker),
    question,
    signal,
  );
  expect(none).toEqual([]);
});
