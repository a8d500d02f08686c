import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { funnelRows } from "../../api/questions/funnel.ts";
import { scopeOf, type Asker } from "../../api/plan.ts";
import { migrateStore } from "../../infra/commands/migrate.ts";
import { EVENT_TYPES } from "../../schemas/event-types.ts";
import { FunnelQuestion } from "../../schemas/questions/funnel.ts";
import { tryEverything } from "../oracle/brute-force.ts";
import { startOwnStore, type OwnStore } from "./own-store.ts";

const DAY_MS = 86_400_000;
const [FROM, TO] = [Date.UTC(2026, 0, 5), Date.UTC(2026, 0, 8)];
/** Three minutes of the log are not in the figures yet. */
const [NOW, BEHIND_MS] = [Date.UTC(2026, 0, 7, 12), 180_000];
const LETTERS = ["a", "b", "c", "g", "h"];

/** A journey as the test knows it: its events by time, each a letter. */
interface Visit {
  readonly site: string;
  readonly events: readonly { readonly letter: string; readonly at: number }[];
}

/** Around the borders of the range and of what is open, with ties, and longer or shorter than windows. */
const visits: fc.Arbitrary<readonly Visit[]> = fc.array(
  fc
    .record({
      site: fc.constantFrom("north", "south"),
      start: fc.oneof(
        fc.integer({ min: FROM - DAY_MS, max: TO + DAY_MS }),
        fc.integer({ min: FROM - 7_200_000, max: FROM + 7_200_000 }),
        fc.integer({ min: NOW - 7_200_000, max: NOW }),
      ),
      events: fc.array(
        fc.record({
          letter: fc.constantFrom(...LETTERS),
          after: fc.constantFrom(0, 0, 60_000, 1_800_000, 7_200_000),
        }),
        { minLength: 1, maxLength: 6 },
      ),
    })
    .map(({ site, start, events }) => {
      let at = start;
      return { site, events: events.map(({ letter, after }) => ({ letter, at: (at += after) })) };
    }),
  { minLength: 300, maxLength: 300 },
);

const typeOf = (letter: string) => EVENT_TYPES.find((facts) => facts.letter === letter)!.type;
const type = fc.constantFrom(...LETTERS).map(typeOf);
const questions = fc
  .record({
    steps: fc.array(fc.record({ type }), { minLength: 1, maxLength: 4 }),
    order: fc.constantFrom("ordered", "strict", "unordered"),
    window: fc.constantFrom("1m", "30m", "3h", "1d"),
    by: fc.constantFrom([], ["site"]),
    exclude: fc.array(fc.record({ type, from: fc.nat(3), to: fc.nat(3) }), { maxLength: 2 }),
  })
  .map(({ exclude, ...rest }) => ({
    ...rest,
    range: { from: new Date(FROM).toISOString(), to: new Date(TO).toISOString() },
    exclude: exclude.filter(({ from, to }) => from >= 1 && from < to && to <= rest.steps.length),
  }));

let own: OwnStore;

beforeAll(async () => {
  own = await startOwnStore();
  await migrateStore(own.store);
}, 60_000);

afterAll(() => own.stop());

/** Puts them into a tenant's table, as the fold would: equal times are spelled with "=". */
async function insert(tenant: string, all: readonly Visit[]): Promise<void> {
  const text = (value: string) => `'${value}'`;
  const instant = (ms: number) => `fromUnixTimestamp64Milli(${String(ms)}, 'UTC')`;
  const rows = all.map(({ site, events }, index) => {
    const [first, last] = [events[0]!, events.at(-1)!];
    const variant = events.map(({ letter, at }, place) => {
      return (place > 0 && events[place - 1]!.at === at ? "=" : "") + letter;
    });
    const since = events.map(({ at }) => at - first.at);
    const cells = [
      text(tenant),
      instant(first.at),
      text(`j${String(index)}`),
      "1",
      instant(first.at),
    ];
    return `(${[...cells, instant(last.at), text(site), text(variant.join("")), `[${since.join()}]`].join()})`;
  });
  await own.store.command(
    `INSERT INTO journeys (tenant, minted, journey, version, started, last, site, variant, step_ms) VALUES ${rows.join()}`,
  );
}

const WINDOWS: Readonly<Record<string, number>> = {
  "1m": 60_000,
  "30m": 1_800_000,
  "3h": 10_800_000,
  "1d": DAY_MS,
};

/** Units and open ones, by step and site, by trying everything. */
function expected(
  all: readonly Visit[],
  question: FunnelQuestion,
): ReadonlyMap<string, readonly number[]> {
  const window = WINDOWS[question.window]!;
  const found = new Map<string, number[]>();
  for (const { site, events } of all) {
    const times = tryEverything({
      at: events.map(({ at }) => at),
      matches: events.map(({ letter }) =>
        question.steps.map((step) => step.type === typeOf(letter)),
      ),
      excluded: events.map(({ letter }) =>
        question.exclude.map((one) => one.type === typeOf(letter)),
      ),
      steps: question.steps.length,
      order: question.order,
      window,
      exclusions: question.exclude.map(({ from, to }) => ({ from: from - 1, to: to - 1 })),
    });
    if (times === undefined || times[0]! < FROM || times[0]! >= TO) continue;
    const isOpen = times[0]! > NOW - BEHIND_MS - window && times.length < question.steps.length;
    times.forEach((_, step) => {
      const key = JSON.stringify([question.by.length === 0 ? "" : site, step + 1]);
      const [units, open] = found.get(key) ?? [0, 0];
      found.set(key, [units! + 1, open! + (isOpen ? 1 : 0)]);
    });
  }
  return found;
}

test("a funnel over the store is what trying everything counts, on both of its ways", async () => {
  let tenants = 0;
  const asked = fc.asyncProperty(
    visits,
    fc.array(questions, { minLength: 20, maxLength: 20 }),
    async (all, many) => {
      const tenant = `t${String((tenants += 1))}`;
      await insert(tenant, all);
      const asker: Asker = {
        tenant,
        timezone: "UTC",
        now: NOW,
        sites: [],
        allowedSites: undefined,
      };
      for (const body of many) {
        const question = FunnelQuestion.parse(body);
        const scope = scopeOf({ ...question, compare: undefined }, asker);
        const rows = await funnelRows(
          own.store,
          scope,
          question,
          BEHIND_MS,
          new AbortController().signal,
        );
        const counted = rows.filter(({ units }) => units !== 0);
        const got = counted.map(({ site = "", step, units, open }) => [
          JSON.stringify([site, step]),
          [units, open],
        ]);
        expect(new Map(got as [string, number[]][]), JSON.stringify(body)).toEqual(
          expected(all, question),
        );
      }
    },
  );
  await fc.assert(asked, { numRuns: 10, endOnFailure: true });
}, 240_000);
