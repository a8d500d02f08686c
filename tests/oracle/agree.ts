import fc from "fast-check";
import type { convertUnit } from "../../api/funnel/convert.ts";
import { tryEverything } from "./brute-force.ts";
import { populations, triedOf, unitOf, type Population } from "./populations.ts";

export interface Difference {
  readonly population: Population;
  readonly unit: number;
  readonly found: readonly number[] | undefined;
  readonly right: readonly number[] | undefined;
}

/** The first unit of a population about which evaluator and oracle say different things. */
export function differenceIn(
  population: Population,
  evaluate: typeof convertUnit,
): Difference | undefined {
  for (const [unit, events] of population.units.entries()) {
    const asked = unitOf(population, events);
    const found = evaluate(asked, population.rules)?.map((place) => asked.times[place]!);
    const right = tryEverything(triedOf(population, events));
    if (String(found) !== String(right)) return { population, unit, found, right };
  }
  return undefined;
}

/** The smallest difference that so many populations show, if there is one. */
export function firstDifference(
  evaluate: typeof convertUnit,
  { numRuns, seed }: { readonly numRuns: number; readonly seed?: number },
): Difference | undefined {
  const agree = fc.property(populations(), (population) => {
    return differenceIn(population, evaluate) === undefined;
  });
  const { counterexample } = fc.check(agree, { numRuns, ...(seed === undefined ? {} : { seed }) });
  const smallest = counterexample?.[0];
  return smallest && differenceIn(smallest, evaluate);
}
