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
  readonly events: readonly { readonly letter: string; readonly at: number }[];
}

/** Around the borders of the range and of what is open, with ties, and longer or shorter than windows. */
export const visits: fc.Arbitrary<readonly Visit[]> = fc.array(
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

function factsOf(letter: string) {
  return EVENT_TYPES.find((facts) => facts.letter === letter)!;
}

export const typeOf = (letter: string) => factsOf(letter).type;

/** Puts them into a tenant's table, as the fold would: equal times are spelled with "=". */
export async function insertVisits(
  store: Store,
  tenant: string,
  all: readonly Visit[],
): Promise<void> {
  const text = (value: string) => `'${value}'`;
  const instant = (ms: number) => `fromUnixTimestamp64Milli(${String(ms)}, 'UTC')`;
  const rows = all.map(({ site, events }, index) => {
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
    const spelled = text(variant.join(""));
    const lists = [`[${codes.join()}]`, `[${since.join()}]`];
    return `(${[...cells, instant(last.at), text(site), spelled, ...lists].join()})`;
  });
  await store.command(
    `INSERT INTO journeys (tenant, minted, journey, version, started, last, site, variant, step_codes, step_ms) VALUES ${rows.join()}`,
  );
}
