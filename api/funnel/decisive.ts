import { runsOf } from "./chains.ts";
import { convert } from "./convert.ts";
import { unitOf, type Funnel, type Spelled } from "./units.ts";

/** What of the times of a variant's journeys decides where they convert; the rest its order says. */
export interface Decisive {
  /** Pairs of places: is the second inside the window of a run that starts at the first? */
  readonly questions: readonly (readonly [start: number, place: number])[];
  /** Where such journeys reach each step; bit k of `noes` is set when question k is answered by no. */
  places(noes: number): readonly number[] | undefined;
}

/** More would have more answers than there are journeys. */
export const MOST_QUESTIONS = 16;

function look(funnel: Funnel, spelled: Spelled): Decisive {
  const { ranks, ends } = spelled;
  const runs = runsOf(unitOf(funnel, spelled, ranks), funnel.rules);
  if (ends !== undefined) {
    const places = convert(runs, ranks, funnel.rules, (start, place) => place < (ends[start] ?? 0));
    return { questions: [], places: () => places };
  }
  const bits = new Map<string, number>();
  const questions: (readonly [number, number])[] = [];
  for (const { places, excluded } of runs.flat()) {
    const [start = 0] = places;
    for (const place of [...places, ...excluded]) {
      const pair = `${String(start)} ${String(place)}`;
      if (place === -1 || ranks[place] === ranks[start] || bits.has(pair)) continue;
      bits.set(pair, questions.length);
      questions.push([start, place]);
    }
  }
  return {
    questions,
    places(noes) {
      return convert(runs, ranks, funnel.rules, (start, place) => {
        const bit = bits.get(`${String(start)} ${String(place)}`);
        return bit === undefined || ((noes >> bit) & 1) === 0;
      });
    },
  };
}

/** Of all funnels asked lately; a variant takes a kilobyte or so. */
const MOST_KEPT = 20_000;
const kept = new Map<string, Decisive>();

/**
 * What decides of a variant; kept for the next time that the funnel is asked.
 *
 * @param hash of the variant, 64 bits
 */
export function decisiveOf(funnel: Funnel, hash: string, spelled: Spelled): Decisive {
  if (spelled.ends !== undefined) return look(funnel, spelled); // too many, and each by its times
  const key = `${JSON.stringify(funnel)} ${hash}`;
  let decisive = kept.get(key);
  if (decisive === undefined) {
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(key, (decisive = look(funnel, spelled)));
  }
  return decisive;
}
