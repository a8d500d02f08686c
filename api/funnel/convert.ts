import { chainFrom, type Chain } from "./chains.ts";
import type { FunnelRules, UnitEvents } from "./rules.ts";

/** How far a unit came: what its counting run did. */
export interface Conversion {
  /** How many steps it reached, at least one. */
  readonly level: number;
  /** When each of them was reached, in ms; the first is the unit's entry. */
  readonly times: Chain;
}

/**
 * The one evaluator of funnels: whatever asks for levels or times asks this. The level of a unit is
 * the best of its runs that no exclusion voids; undefined when it has none, and is not in the funnel.
 * Source: METRICS.md, Funnels.
 */
export function convert(unit: UnitEvents, rules: FunnelRules): Conversion | undefined {
  let best: Chain | undefined;
  for (let start = 0; start < unit.times.length; start += 1) {
    const chain = chainFrom(start, unit, rules);
    if (chain.length === 0 || isVoid(chain, unit, rules)) continue;
    if (best === undefined || countsBefore(chain, best)) best = chain;
  }
  return best && { level: best.length, times: best };
}

/** The higher level; of those the first to reach it, then the latest to start, then the earliest on its way. */
function countsBefore(a: Chain, b: Chain): boolean {
  const [reachedA, reachedB] = [a.at(-1) as number, b.at(-1) as number];
  const [startA, startB] = [a[0] as number, b[0] as number];
  if (a.length !== b.length) return a.length > b.length;
  if (reachedA !== reachedB) return reachedA < reachedB;
  if (startA !== startB) return startA > startB;
  const differs = a.findIndex((time, step) => time !== b[step]);
  return differs !== -1 && (a[differs] as number) < (b[differs] as number);
}

/** Whether something excluded happened between two steps; while the second is not reached, to the window's end. */
function isVoid(chain: Chain, unit: UnitEvents, { exclusions, windowMs }: FunnelRules): boolean {
  const end = (chain[0] as number) + windowMs;
  return exclusions.some(({ from, to }, exclusion) => {
    const after = chain[from];
    if (after === undefined) return false;
    const before = chain[to] ?? end + 1; // whole milliseconds: the end is inside
    for (let event = 0; event < unit.times.length; event += 1) {
      const at = unit.times[event] as number;
      if (at > after && at < before && unit.isExcluded(event, exclusion)) return true;
    }
    return false;
  });
}
