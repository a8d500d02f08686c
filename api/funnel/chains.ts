import { Matching } from "./matching.ts";
import type { FunnelRules, UnitEvents } from "./rules.ts";

/** When each step was reached in one run, in ms: the longest chain, and of those the earliest, step by step. */
export type Chain = readonly number[];

/** The chain of the run that starts at this event; empty when it starts none. */
export function chainFrom(start: number, unit: UnitEvents, rules: FunnelRules): Chain {
  switch (rules.order) {
    case "ordered":
      return unit.serves(start, 0) ? ordered(start, unit, rules) : [];
    case "strict":
      return unit.serves(start, 0) ? strict(start, unit, rules) : [];
    case "unordered":
      return unordered(start, unit, rules);
    default:
      return rules.order satisfies never;
  }
}

/** Goes through the moments of the run, and takes as many steps at each as its events can serve. */
function ordered(start: number, unit: UnitEvents, rules: FunnelRules): Chain {
  const { times } = unit;
  const chain = [times[start] as number];
  for (const moment of momentsFrom(start, unit, rules)) {
    const events = moment.filter((event) => event !== start);
    const taken = prefixServed(unit, events, chain.length, rules.steps);
    for (let step = 0; step < taken; step += 1) chain.push(times[moment[0] as number] as number);
    if (chain.length === rules.steps) break;
  }
  return chain;
}

/**
 * Events of one time stand in whichever order is best. What is not needed at the first moment stands
 * before the start; from a moment in the middle nothing may be left over. So the first moment decides:
 * the more steps it serves, the earlier they are, but fewer may lead further.
 */
function strict(start: number, unit: UnitEvents, rules: FunnelRules): Chain {
  const [first = [], ...later] = [...momentsFrom(start, unit, rules)];
  const at = unit.times[start] as number;
  const others = first.filter((event) => event !== start);
  let best: number[] = [];
  for (let most = prefixServed(unit, others, 1, rules.steps); most >= 0; most -= 1) {
    const chain = new Array<number>(1 + most).fill(at);
    for (const moment of later) {
      const taken = prefixServed(unit, moment, chain.length, rules.steps);
      const time = unit.times[moment[0] as number] as number;
      for (let step = 0; step < taken; step += 1) chain.push(time);
      if (taken < moment.length) break;
    }
    if (chain.length > best.length) best = chain;
  }
  return best;
}

/** As many different steps as the events can serve that have happened by then. */
function unordered(start: number, unit: UnitEvents, rules: FunnelRules): Chain {
  const chain: number[] = [];
  if (!servesAny(start, unit, rules)) return chain;
  const matching = new Matching((event, step) => unit.serves(event, step));
  for (const moment of momentsFrom(start, unit, rules)) {
    for (const event of moment) {
      if (matching.join(event, rules.steps)) chain.push(unit.times[event] as number);
    }
    if (chain.length === rules.steps) break;
  }
  return chain;
}

function servesAny(event: number, unit: UnitEvents, { steps }: FunnelRules): boolean {
  for (let step = 0; step < steps; step += 1) if (unit.serves(event, step)) return true;
  return false;
}

/** How many steps from this one on the events can serve, each event one. */
function prefixServed(
  unit: UnitEvents,
  events: readonly number[],
  step: number,
  steps: number,
): number {
  const matching = new Matching((event, served) => unit.serves(event, served));
  while (step + matching.size < steps && matching.serve(step + matching.size, events)) continue;
  return matching.size;
}

/** The events inside the window of a run, those of one time together; the first are those of its start. */
function* momentsFrom(
  start: number,
  { times }: UnitEvents,
  { windowMs }: FunnelRules,
): Generator<readonly number[]> {
  const end = (times[start] as number) + windowMs;
  let event = start;
  while (event > 0 && times[event - 1] === times[start]) event -= 1;
  while (event < times.length && (times[event] as number) <= end) {
    const at = times[event];
    const moment: number[] = [];
    for (; times[event] === at && event < times.length; event += 1) moment.push(event);
    yield moment;
  }
}
