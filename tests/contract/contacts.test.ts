import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scopeOf, type Asker } from "../../api/plan.ts";
import { trendRows } from "../../api/questions/trend.ts";
import { migrateStore } from "../../infra/commands/migrate.ts";
import { TrendQuestion } from "../../schemas/questions/trend.ts";
import { listOf } from "./list-of.ts";
import { startOwnStore, type OwnStore } from "./own-store.ts";

const DAY_MS = 86_400_000;
const [FROM, TO] = [Date.UTC(2026, 0, 5), Date.UTC(2026, 0, 12)];
const NOW = Date.UTC(2026, 0, 20);

interface Contact {
  readonly site: string;
  readonly customer: string;
  readonly service: string;
  readonly outcome: string;
  readonly started: number;
  /** Of the last event that is no review. */
  readonly ended: number;
  readonly reviewed: boolean;
}

/** Few customers and services, so that many come again; whole days apart as well, to the millisecond. */
const contacts: fc.Arbitrary<readonly Contact[]> = fc.array(
  fc
    .record({
      site: fc.constantFrom("north", "south"),
      customer: fc.constantFrom("", "h1.a", "h1.b", "h1.c", "h1.d", "h1.e", "h1.f", "h1.g"),
      service: fc.constantFrom("parcel", "account", ""),
      outcome: fc.constantFrom("resolved", "resolved", "referred", ""),
      day: fc.integer({ min: -3, max: 14 }),
      minutes: fc.constantFrom(0, 0, 90, 601),
      lasts: fc.constantFrom(0, 600_000, DAY_MS),
      reviewed: fc.boolean(),
    })
    .map(({ day, minutes, lasts, ...rest }) => {
      const started = FROM + day * DAY_MS + minutes * 60_000;
      return { ...rest, started, ended: started + lasts };
    }),
  { minLength: 60, maxLength: 60 },
);

let own: OwnStore;

beforeAll(async () => {
  own = await startOwnStore();
  await migrateStore(own.store);
}, 60_000);

afterAll(() => own.stop());

async function insert(tenant: string, all: readonly Contact[]): Promise<void> {
  const text = (value: string) => `'${value}'`;
  const instant = (ms: number) => `fromUnixTimestamp64Milli(${String(ms)}, 'UTC')`;
  const rows = all.map(({ site, customer, service, outcome, started, ended, reviewed }, index) => {
    const after = reviewed ? [ended - started, ended - started + 3 * DAY_MS] : [ended - started];
    const cells = [
      ...[text(tenant), instant(started), text(`j${String(index)}`), "1", instant(started)],
      instant(started + after.at(-1)!),
      ...[site, customer, service, outcome].map(text),
      reviewed ? "[1, 8, 12]" : "[1, 8]",
      `[0, ${after.join()}]`,
    ];
    return `(${cells.join()})`;
  });
  await own.store.command(
    `INSERT INTO journeys (tenant, minted, journey, version, started, last, site, customer, service,
      outcome, step_codes, step_ms) VALUES ${rows.join()}`,
  );
}

/** `[resolved at once, judged, came back]` by site, one journey after the other. */
function expected(
  all: readonly Contact[],
  days: number,
): Readonly<Record<string, [number, number, number]>> {
  const found: Record<string, [number, number, number]> = {};
  for (const one of all) {
    const until = one.ended + days * DAY_MS;
    if (one.customer === "" || one.outcome === "" || until > NOW) continue;
    if (one.started < FROM || one.started >= TO) continue;
    const cameAgain = all.some(
      ({ customer, service, started }) =>
        customer === one.customer &&
        service === one.service &&
        started > one.ended &&
        started <= until,
    );
    const [resolved, judged, back] = found[one.site] ?? [0, 0, 0];
    const isResolved = one.outcome === "resolved" && !cameAgain;
    found[one.site] = [resolved + (isResolved ? 1 : 0), judged + 1, back + (cameAgain ? 1 : 0)];
  }
  return found;
}

test("first-contact resolution is what a look at every pair of journeys says, and lists as many", async () => {
  let tenants = 0;
  const property = fc.asyncProperty(contacts, fc.constantFrom(1, 7, 10), async (all, days) => {
    const tenant = `t${String((tenants += 1))}`;
    await insert(tenant, all);
    const question = TrendQuestion.parse({
      range: { from: new Date(FROM).toISOString(), to: new Date(TO).toISOString() },
      metrics: ["first_contact_resolution"],
      by: ["site"],
      again_within_days: days,
    });
    const asker: Asker = { tenant, timezone: "UTC", now: NOW, sites: [], allowedSites: undefined };
    const { signal } = new AbortController();
    const { rows } = await trendRows(own.store, scopeOf(question, asker), question, signal);
    const got = rows.map(async (row) => {
      const n = Number(row["first_contact_resolution_n"]);
      expect(row["again_within_days"]).toBe(days);
      expect(row["n"]).toBe(n);
      const resolved = Math.round(Number(row["first_contact_resolution"]) * n);
      const listed = async (which: string) => {
        const contact = { again_within_days: days, which };
        const where = { site: [row["site"]] };
        return (await listOf(own.store, asker, { range: question.range, where, contact })).length;
      };
      expect(await listed("judged")).toBe(n);
      expect(await listed("resolved")).toBe(resolved);
      expect(await listed("not_resolved")).toBe(n - resolved);
      return [String(row["site"]), [resolved, n, await listed("came_back")]] as const;
    });
    expect(Object.fromEntries(await Promise.all(got))).toEqual(expected(all, days));
  });
  await fc.assert(property, { numRuns: 15, endOnFailure: true });
}, 120_000);
