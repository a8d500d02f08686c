import { runsOf, type Chain, type Run } from "./chains.ts";
import type { FunnelRules, UnitEvents } from "./rules.ts";

/** Whether an event lies inside the window of the run that starts at another; both are places. */
export type Within = (start: number, place: number) => boolean;

/**
 * The one evaluator of funnels: whatever asks for levels or times asks this. The level of a unit is
 * the best of its runs that no exclusion voids, and what returns are the places at which the counting
 * run reached each step; undefined for a unit that is not in the funnel.
 * Source: METRICS.md, Funnels.
 *
 * @param times of the unit's events, or their ranks: only their order counts
 */
export function convert(
  runs: readonly Run[],
  times: ArrayLike<number>,
  { exclusions }: FunnelRules,
  within: Within,
): readonly number[] | undefined {
  let best: readonly number[] | undefined;
  for (const run of runs) {
    const [chain, places] = longest(run, within);
    const isVoid = exclusions.some(({ from, to }, exclusion) => {
      const event = chain.excluded[exclusion] as number;
      if (places.length <= from || event === -1) return false;
      const before = places[to];
      return before === undefined
        ? within(places[0] as number, event)
        : (times[event] as number) < (times[before] as number);
    });
    if (isVoid) continue;
    if (best === undefined || countsBefore(places, best, times)) best = places;
  }
  return best;
}

/** The same for a unit whose times are known, in ms. */
export function convertUnit(unit: UnitEvents, rules: FunnelRules): readonly number[] | undefined {
  const { times } = unit;
  const at = (place: number) => times[place] as number;
  const within: Within = (start, place) => at(place) - at(start) <= rules.windowMs;
  return convert(runsOf(unit, rules), times, rules, within);
}

/** What the window leaves of a run: its longest chain, and of equals the first. */
function longest(run: Run, within: Within): readonly [Chain, readonly number[]] {
  const cut = run.map((chain) => {
    const { places } = chain;
    const end = places.findIndex((place) => !within(places[0] as number, place));
    return [chain, end === -1 ? places : places.slice(0, end)] as const;
  });
  return cut.reduce((best, other) => (other[1].length > best[1].length ? other : best));
}

/** The higher level; of those the first to reach it, then the latest to start, then the earliest on its way. */
function countsBefore(
  a: readonly number[],
  b: readonly number[],
  times: ArrayLike<number>,
): boolean {
  if (a.length !== b.length) return a.length > b.length;
  const at = (place: number | undefined) => times[place as number] as number;
  const [reachedA, reachedB] = [at(a.at(-1)), at(b.at(-1))];
  const [startA, startB] = [at(a[0]), at(b[0])];
  if (reachedA !== reachedB) return reachedA < reachedB;
  if (startA !== startB) return startA > startB;
  const differs = a.findIndex((place, step) => at(place) !== at(b[step]));
  return differs !== -1 && at(a[differs]) < at(b[differs]);
}
