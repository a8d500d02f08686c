import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { funnelRows } from "../../api/questions/funnel.ts";
import { scopeOf, type Asker } from "../../api/plan.ts";
import { migrateStore } from "../../infra/commands/migrate.ts";
import { FunnelQuestion } from "../../schemas/questions/funnel.ts";
import { tryEverything } from "../oracle/brute-force.ts";
import { startOwnStore, type OwnStore } from "./own-store.ts";
import {
  FROM,
  insertVisits,
  LETTERS,
  NOW,
  TO,
  typeOf,
  visits,
  type Happened,
  type Visit,
} from "./visits.ts";

const DAY_MS = 86_400_000;
/** Three minutes of the log are not in the figures yet. */
const BEHIND_MS = 180_000;

const type = fc.constantFrom(...LETTERS).map(typeOf);
const where = fc.constantFrom(
  undefined,
  undefined,
  { site: ["north"] },
  { desk: ["d1", "d2"] },
  { site: ["south"], desk: ["d1", ""] },
);
const questions = fc
  .record({
    steps: fc.array(fc.record({ type, where }), { minLength: 1, maxLength: 3 }),
    order: fc.constantFrom("ordered", "strict", "unordered"),
    window: fc.constantFrom("1m", "30m", "3h", "1d"),
    unit: fc.constantFrom("journey", "journey", "customer"),
    attribution: fc.constantFrom("first", "first", "last", 1, 2, 3),
    by: fc.constantFrom([], ["site"], ["day"], ["hour_of_day", "site"]),
    times: fc.boolean(),
    exclude: fc.array(fc.record({ type, where, from: fc.nat(3), to: fc.nat(3) }), { maxLength: 2 }),
  })
  .map(({ exclude, attribution, ...rest }) => ({
    ...rest,
    attribution: attribution === 3 && rest.steps.length < 3 ? "last" : attribution,
    range: { from: new Date(FROM).toISOString(), to: new Date(TO).toISOString() },
    exclude: exclude.filter(({ from, to }) => from >= 1 && from < to && to <= rest.steps.length),
  }))
  .map((question) => ({
    ...question,
    attribution: question.attribution === 2 && question.steps.length < 2 ? 1 : question.attribution,
  }));

let own: OwnStore;

beforeAll(async () => {
  own = await startOwnStore();
  await migrateStore(own.store);
}, 60_000);

afterAll(() => own.stop());

const WINDOWS: Readonly<Record<string, number>> = {
  "1m": 60_000,
  "30m": 1_800_000,
  "3h": 10_800_000,
  "1d": DAY_MS,
};

/** What a row must say: units, open ones, and the times from the step before as they are sorted. */
interface Expected {
  units: number;
  open: number;
  readonly took: number[];
}

/**
 * Journeys, or what all journeys of a customer make together between the range's start and its last
 * window's end: in an order of which events come first, at one time, decides nothing but the touch.
 */
function unitsOf(all: readonly Visit[], question: FunnelQuestion): readonly Visit[] {
  const { unit, window, order, steps, exclude } = question;
  if (unit === "journey") return all;
  const named = [...steps, ...exclude];
  const filters = [
    ...new Set(named.flatMap(({ where }) => (where ? [JSON.stringify(where)] : []))),
  ];
  const passed = (event: Happened) =>
    filters.reduce((bits, filter, index) => {
      const type = typeOf(event.letter);
      return bits + (takes({ type, where: JSON.parse(filter) }, event) ? 1 << index : 0);
    }, 0);
  const matters = (event: Happened) => order === "strict" || named.some((one) => takes(one, event));
  const known = [...new Set(all.map(({ customer }) => customer))].filter((who) => who !== "");
  return known.map((who) => ({
    site: "",
    customer: who,
    events: all
      .filter(({ customer }) => customer === who)
      .flatMap(({ events }) => events)
      .filter((event) => event.at >= FROM && event.at < TO + WINDOWS[window]! && matters(event))
      .sort(
        (a, b) =>
          a.at - b.at ||
          a.letter.localeCompare(b.letter) ||
          passed(a) - passed(b) ||
          a.site.localeCompare(b.site),
      ),
  }));
}

function takes(
  { type: named, where: filter = {} }: FunnelQuestion["steps"][0],
  { letter, site, desk }: Happened,
): boolean {
  const { site: sites = [site], desk: desks = [desk] } = filter;
  return typeOf(letter) === named && sites.includes(site) && desks.includes(desk);
}

/** By group and step, by trying everything. */
function expected(
  all: readonly Visit[],
  question: FunnelQuestion,
): ReadonlyMap<string, readonly unknown[]> {
  const window = WINDOWS[question.window]!;
  const found = new Map<string, Expected>();
  for (const { site, events } of unitsOf(all, question)) {
    const times = tryEverything({
      at: events.map(({ at }) => at),
      matches: events.map((event) => question.steps.map((step) => takes(step, event))),
      excluded: events.map((event) => question.exclude.map((named) => takes(named, event))),
      steps: question.steps.length,
      order: question.order,
      window,
      until: question.unit === "customer" ? TO : Infinity,
      exclusions: question.exclude.map(({ from, to }) => ({ from: from - 1, to: to - 1 })),
    });
    if (times === undefined || times[0]! < FROM || times[0]! >= TO) continue;
    const isOpen = times[0]! > NOW - BEHIND_MS - window && times.length < question.steps.length;
    const day = new Date(times[0]!).toISOString().slice(0, 10);
    const { attribution } = question;
    const touch = attribution === "first" ? 1 : attribution === "last" ? times.length : attribution;
    const isOwn = question.unit === "journey" && attribution === "first";
    const touched = events.find(({ at }) => at === times[touch - 1])?.site ?? "";
    const values: Record<string, unknown> = {
      site: isOwn ? site : touched,
      day,
      hour_of_day: new Date(times[0]!).getUTCHours(),
    };
    times.forEach((at, step) => {
      const key = JSON.stringify([...question.by.map((name) => values[name]), step + 1]);
      let row = found.get(key);
      if (row === undefined) found.set(key, (row = { units: 0, open: 0, took: [] }));
      row.units += 1;
      row.open += isOpen ? 1 : 0;
      if (step > 0) row.took.push(at - times[step - 1]!);
    });
  }
  return new Map(
    [...found].map(([key, { units, open, took }]) => {
      took.sort((a, b) => a - b);
      const at = (share: number) => took[Math.floor(share * took.length)]! / 1000;
      const mean = took.reduce((sum, ms) => sum + ms, 0) / took.length / 1000;
      const times = took.length === 0 ? [null, null, null] : [at(0.5), at(0.9), mean.toFixed(6)];
      return [key, question.times ? [units, open, ...times] : [units, open]];
    }),
  );
}

test("a funnel over the store is what trying everything counts, on both of its ways", async () => {
  let tenants = 0;
  const asked = fc.asyncProperty(
    visits,
    fc.array(questions, { minLength: 20, maxLength: 20 }),
    async (all, many) => {
      const tenant = `t${String((tenants += 1))}`;
      await insertVisits(own.store, tenant, all);
      const asker: Asker = {
        tenant,
        timezone: "UTC",
        now: NOW,
        sites: [],
        allowedSites: undefined,
      };
      for (const body of many) {
        const question = FunnelQuestion.parse(body);
        const scope = scopeOf(question, asker);
        const rows = await funnelRows(
          own.store,
          scope,
          question,
          BEHIND_MS,
          new AbortController().signal,
        );
        const counted = rows.filter(({ units }) => units !== 0);
        const got = counted.map((row) => {
          const key = JSON.stringify([...question.by.map((name) => row[name]), row["step"]]);
          const mean = row["mean_seconds"];
          const times = [
            row["median_seconds"],
            row["p90_seconds"],
            typeof mean === "number" ? mean.toFixed(6) : mean,
          ];
          const { units, open } = row;
          return [key, question.times ? [units, open, ...times] : [units, open]] as const;
        });
        expect(new Map(got), JSON.stringify(body)).toEqual(expected(all, question));
      }
    },
  );
  await fc.assert(asked, { numRuns: 6, endOnFailure: true });
}, 240_000);
