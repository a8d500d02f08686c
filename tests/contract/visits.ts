import fc from "fast-check";
import type { Store } from "../../infra/store/port.ts";
import { EVENT_TYPES } from "../../schemas/event-types.ts";

const DAY_MS = 86_400_000;
export const [FROM, TO] = [Date.UTC(2026, 0, 5), Date.UTC(2026, 0, 8)];
export const NOW = Date.UTC(2026, 0, 7, 12);
export const LETTERS = ["a", "b", "c", "g", "h"];

/** A journey as the test knows it: its events by time, each a letter. */
export interface Visit {
  readonly site: string;
  /** Empty when nobody knows who came. */
  readonly customer: string;
  readonly events: readonly Happened[];
}

export interface Happened {
  readonly letter: string;
  readonly at: number;
  /** Where the journey is by then. */
  readonly site: string;
  /** What the event itself says; may be empty. */
  readonly desk: string;
}

/** Around the borders of the range and of what is open, with ties, and longer or shorter than windows. */
export const visits: fc.Arbitrary<readonly Visit[]> = fc
  .array(
    fc
      .record({
        site: fc.constantFrom("north", "south"),
        isKnown: fc.boolean(),
        start: fc.oneof(
          fc.integer({ min: FROM - DAY_MS, max: TO + DAY_MS }),
          fc.integer({ min: FROM - 7_200_000, max: FROM + 7_200_000 }),
          fc.integer({ min: NOW - 7_200_000, max: NOW }),
        ),
        events: fc.array(
          fc.record({
            letter: fc.constantFrom(...LETTERS),
            after: fc.constantFrom(0, 0, 60_000, 1_800_000, 7_200_000),
            moves: fc.constantFrom(undefined, undefined, undefined, "north", "south"),
            desk: fc.constantFrom("", "d1", "d2"),
          }),
          { minLength: 1, maxLength: 6 },
        ),
      })
      .map(({ site, isKnown, start, events }) => {
        let [at, where] = [start, site];
        const happened = events.map(({ letter, after, moves, desk }) => {
          if (after > 0) where = moves ?? where; // at one time there is one site
          return { letter, at: (at += after), site: where, desk };
        });
        return { site, isKnown, events: happened };
      }),
    { minLength: 300, maxLength: 300 },
  )
  // Few journeys a customer: the oracle tries every assignment of their events.
  .map((all) =>
    all.map(({ isKnown, ...visit }, index) => ({
      ...visit,
      customer: isKnown ? `c${String(index % 80)}` : "",
    })),
  );

function factsOf(letter: string) {
  return EVENT_TYPES.find((facts) => facts.letter === letter)!;
}

export const typeOf = (letter: string) => factsOf(letter).type;

/** Events in the order of a journey: by time, then by the rank of their type. */
export function inOrder(visit: Visit): Visit {
  const rank = (letter: string) => EVENT_TYPES.findIndex((facts) => facts.letter === letter);
  const events = [...visit.events].sort((a, b) => a.at - b.at || rank(a.letter) - rank(b.letter));
  return { ...visit, events };
}

/** What the journeys of each known customer make together: by time, type and journey. */
export function ofCustomers(
  counted: readonly (Visit & { readonly journey: string })[],
): readonly Visit[] {
  const known = [...new Set(counted.map(({ customer }) => customer))].filter((who) => who !== "");
  return known.map((customer) => {
    const theirs = counted
      .filter((visit) => visit.customer === customer)
      .sort((a, b) => (a.journey < b.journey ? -1 : 1));
    return inOrder({ customer, site: "", events: theirs.flatMap(({ events }) => events) });
  });
}

/** Puts them into a tenant's table, as the fold would: equal times are spelled with "=". */
export async function insertVisits(
  store: Store,
  tenant: string,
  all: readonly Visit[],
): Promise<void> {
  const text = (value: string) => `'${value}'`;
  const instant = (ms: number) => `fromUnixTimestamp64Milli(${String(ms)}, 'UTC')`;
  const rows = all.map(({ site, customer, events }, index) => {
    const [first, last] = [events[0]!, events.at(-1)!];
    const variant = events.map(({ letter, at }, place) => {
      return (place > 0 && events[place - 1]!.at === at ? "=" : "") + letter;
    });
    const since = events.map(({ at }) => at - first.at);
    const codes = events.map(({ letter }) => factsOf(letter).code);
    const cells = [
      text(tenant),
      instant(first.at),
      text(`j${String(index)}`),
      "1",
      instant(first.at),
    ];
    const spelled = [text(site), text(customer), text(variant.join(""))];
    const traits = events.map((event) => {
      const differs =
        (event.site === site ? "" : `site=${event.site}\\t`) +
        (event.desk === "" ? "" : `desk=${event.desk}\\t`);
      return text(differs === "" ? "" : `\\t${differs}`);
    });
    const lists = [codes, since, traits].map((list) => `[${list.join()}]`);
    return `(${[...cells, instant(last.at), ...spelled, ...lists].join()})`;
  });
  await store.command(
    `INSERT INTO journeys (tenant, minted, journey, version, started, last, site, customer, variant, step_codes, step_ms, step_traits) VALUES ${rows.join()}`,
  );
}
