import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scopeOf, type Asker } from "../../api/plan.ts";
import { cohortRows } from "../../api/questions/cohorts.ts";
import { satisfactionRows } from "../../api/questions/satisfaction.ts";
import { migrateStore } from "../../infra/commands/migrate.ts";
import { CohortsQuestion } from "../../schemas/questions/cohorts.ts";
import { SatisfactionQuestion } from "../../schemas/questions/satisfaction.ts";
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
    const answer = nps < 0 ? "[], []" : `['survey'], [${String(nps)}]`;
    return `('${tenant}', ${started}, 'j${String(index)}', 1, ${started}, ${started}, '${site}', '${customer}', 'served', ${String(waited)}, ${answer})`;
  });
  await own.store.command(
    `INSERT INTO journeys (tenant, minted, journey, version, started, last, site, customer, status, wait_ms, review_form, review_nps) VALUES ${rows.join()}`,
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
