import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scopeOf, type Asker } from "../../api/plan.ts";
import { trendRows } from "../../api/questions/trend.ts";
import { migrateStore } from "../../infra/commands/migrate.ts";
import { TrendQuestion } from "../../schemas/questions/trend.ts";
import { customersOf, listOf } from "./list-of.ts";
import { startOwnStore, type OwnStore } from "./own-store.ts";

const DAY_MS = 86_400_000;
const [FROM, TO] = [Date.UTC(2026, 0, 5), Date.UTC(2026, 2, 1)];
const NOW = Date.UTC(2026, 4, 1);
const WITHIN_MS = 90 * DAY_MS;

interface Answered {
  readonly site: string;
  readonly customer: string;
  readonly form: string;
  readonly nps: number;
  readonly at: number;
}

/** Few customers, who answer again and again; also at the same time, and exactly 90 days later. */
const answers: fc.Arbitrary<readonly Answered[]> = fc.array(
  fc
    .record({
      site: fc.constantFrom("north", "south"),
      customer: fc.constantFrom("", "h1.a", "h1.b", "h1.c", "h1.d", "h1.e", "h1.f"),
      form: fc.constantFrom("survey", "survey", "survey", "complaint"),
      nps: fc.constantFrom(-1, 0, 3, 6, 7, 8, 10),
      day: fc.constantFrom(-5, 0, 1, 7, 20, 40, 54, 80, 90, 91, 97, 110),
      ms: fc.constantFrom(0, 0, 1),
    })
    .map(({ day, ms, ...rest }) => ({ ...rest, at: FROM + day * DAY_MS + ms })),
  { minLength: 20, maxLength: 20 },
);

let own: OwnStore;

beforeAll(async () => {
  own = await startOwnStore();
  await migrateStore(own.store);
}, 60_000);

afterAll(() => own.stop());

/** Each answer in a journey of its own, which began a day before. */
async function insert(tenant: string, all: readonly Answered[]): Promise<void> {
  const text = (value: string) => `'${value}'`;
  const instant = (ms: number) => `fromUnixTimestamp64Milli(${String(ms)}, 'UTC')`;
  const rows = all.map(({ site, customer, form, nps, at }, index) => {
    const cells = [
      ...[text(tenant), instant(at - DAY_MS), text(`j${String(index)}`), "1"],
      ...[instant(at - DAY_MS), instant(at), text(site), text(customer)],
      ...[`[${instant(at)}]`, `[${text(form)}]`, `[${String(nps)}]`],
      ...["[-1]", "[-1]", "[-1]", "[-1]", "[-1]", "[-1]"],
    ];
    return `(${cells.join()})`;
  });
  await own.store.command(
    `INSERT INTO journeys (tenant, minted, journey, version, started, last, site, customer, review_at,
      review_form, review_nps, review_csat, review_ces, review_ces_version, review_welcome,
      review_listening, review_efficiency) VALUES ${rows.join()}`,
  );
}

/** `[won back, detractors]` by site, one customer after the other. */
function expected(all: readonly Answered[]): Readonly<Record<string, [number, number]>> {
  const found: Record<string, [number, number]> = {};
  const counts = all.filter(({ customer, form }) => customer !== "" && form === "survey");
  for (const site of ["north", "south"]) {
    const lost = counts.filter(
      (one) =>
        one.site === site &&
        one.nps >= 0 &&
        one.nps <= 6 &&
        one.at >= FROM &&
        one.at < TO &&
        one.at + WITHIN_MS <= NOW,
    );
    const won = lost.filter(({ customer, at }) =>
      counts.some(
        (later) =>
          later.customer === customer &&
          later.nps >= 7 &&
          later.at > at &&
          later.at <= at + WITHIN_MS,
      ),
    );
    const persons = (some: readonly Answered[]) =>
      new Set(some.map(({ customer }) => customer)).size;
    if (lost.length > 0) found[site] = [persons(won), persons(lost)];
  }
  return found;
}

test("won back are those whom a look at every pair of answers says, and lists are of as many", async () => {
  let tenants = 0;
  const property = fc.asyncProperty(answers, async (all) => {
    const tenant = `t${String((tenants += 1))}`;
    await insert(tenant, all);
    const range = { from: new Date(FROM).toISOString(), to: new Date(TO).toISOString() };
    const question = TrendQuestion.parse({
      range,
      metrics: ["won_back"],
      by: ["site"],
    });
    const asker: Asker = { tenant, timezone: "UTC", now: NOW, sites: [], allowedSites: undefined };
    const { signal } = new AbortController();
    const { rows } = await trendRows(own.store, scopeOf(question, asker), question, signal);
    const got = rows.map((row) => {
      const n = Number(row["won_back_n"]);
      expect(row["n"]).toBe(n);
      return [row["site"], [Math.round(Number(row["won_back"]) * n), n]] as const;
    });
    expect(Object.fromEntries(got)).toEqual(expected(all));
    for (const [site, [won, lost]] of got) {
      const listed = async (which: string) => {
        const where = { site: [site] };
        const rows = await listOf(own.store, asker, { range, where, won_back: { which } });
        return customersOf(rows);
      };
      expect([await listed("won"), await listed("lost")]).toEqual([won, lost]);
    }
  });
  await fc.assert(property, { numRuns: 25, endOnFailure: true });
}, 120_000);
