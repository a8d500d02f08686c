import { Matching } from "./matching.ts";
import type { FunnelRules, UnitEvents } from "./rules.ts";

/**
 * Where each step is reached if the window never ends, and what then could void it. A place is that
 * of an event in its unit; of events of one time it is the first one's.
 */
export interface Chain {
  readonly places: readonly number[];
  /** Of each exclusion the first excluded event after its first step; -1 without one. */
  readonly excluded: readonly number[];
}

/**
 * What may come of the run that starts at an event. A window only cuts chains short: the longest then
 * counts, and of equals the first. Several there are in a strict funnel alone, where events of one time
 * at the start may be used up or stand before it.
 */
export type Run = readonly Chain[];

/** Where a run starts: at an event, which stands in one of the unit's moments. */
interface Start {
  readonly event: number;
  readonly moments: readonly Moment[];
  /** Which of the moments is the event's. */
  readonly at: number;
}

/** Events of one time. */
type Moment = readonly number[];

/** Every run of a unit that differs from the others. Times are looked at for their order, never for how far apart they are. */
export function runsOf(unit: UnitEvents, rules: FunnelRules): readonly Run[] {
  const runs = new Map<string, Run>();
  const moments = momentsOf(unit);
  for (const [at, moment] of moments.entries()) {
    for (const event of moment) {
      if (event >= unit.starts) continue;
      const chains = placesFrom({ event, moments, at }, unit, rules);
      if (chains.length === 0) continue;
      const run = chains.map((places) => {
        return { places, excluded: excludedAfter(places, unit, rules) };
      });
      runs.set(JSON.stringify(chains), run);
    }
  }
  return [...runs.values()];
}

function placesFrom(
  start: Start,
  unit: UnitEvents,
  rules: FunnelRules,
): readonly (readonly number[])[] {
  switch (rules.order) {
    case "ordered":
      return unit.serves(start.event, 0) ? [ordered(start, unit, rules)] : [];
    case "strict":
      return unit.serves(start.event, 0) ? strict(start, unit, rules) : [];
    case "unordered":
      return servesAny(start.event, unit, rules) ? [unordered(start, unit, rules)] : [];
    default:
      return rules.order satisfies never;
  }
}

/** Goes through the moments of the run, and takes as many steps at each as its events can serve. */
function ordered(start: Start, unit: UnitEvents, { steps }: FunnelRules): readonly number[] {
  const { moments, at } = start;
  const places: number[] = [];
  push(places, moments[at], 1 + prefixServed(unit, othersOf(start), 1, steps));
  for (let next = at + 1; next < moments.length && places.length < steps; next += 1) {
    push(places, moments[next], prefixServed(unit, moments[next], places.length, steps));
  }
  return places;
}

/**
 * Events of one time stand in whichever order is best. What is not needed at the first moment stands
 * before the start; from a moment in the middle nothing may be left over. So the first moment decides:
 * the more steps it serves, the earlier they are, but fewer may lead further.
 */
function strict(
  start: Start,
  unit: UnitEvents,
  { steps }: FunnelRules,
): readonly (readonly number[])[] {
  const { moments, at } = start;
  const found: (readonly number[])[] = [];
  for (let most = prefixServed(unit, othersOf(start), 1, steps); most >= 0; most -= 1) {
    const places: number[] = [];
    push(places, moments[at], 1 + most);
    for (const moment of moments.slice(at + 1)) {
      const taken = prefixServed(unit, moment, places.length, steps);
      push(places, moment, taken);
      if (taken < moment.length) break;
    }
    if (places.length > (found.at(-1)?.length ?? 0)) found.push(places);
  }
  return found;
}

/** As many different steps as the events can serve that have happened by then. */
function unordered(
  { moments, at }: Start,
  unit: UnitEvents,
  { steps }: FunnelRules,
): readonly number[] {
  const places: number[] = [];
  const matching = new Matching((event, step) => unit.serves(event, step));
  for (let next = at; next < moments.length && places.length < steps; next += 1) {
    const moment = moments[next] ?? [];
    push(places, moment, moment.filter((event) => matching.join(event, steps)).length);
  }
  return places;
}

/** The events of the same time as the start. */
function othersOf({ event, moments, at }: Start): Moment {
  return (moments[at] ?? []).filter((other) => other !== event);
}

function push(places: number[], moment: Moment = [], steps: number): void {
  for (let step = 0; step < steps; step += 1) places.push(moment[0] as number);
}

function servesAny(event: number, unit: UnitEvents, { steps }: FunnelRules): boolean {
  for (let step = 0; step < steps; step += 1) if (unit.serves(event, step)) return true;
  return false;
}

/** How many steps from this one on the events can serve, each event one. */
function prefixServed(unit: UnitEvents, events: Moment = [], step: number, steps: number): number {
  const [single] = events;
  if (single === undefined) return 0;
  if (events.length === 1) return step < steps && unit.serves(single, step) ? 1 : 0;
  const matching = new Matching((event, served) => unit.serves(event, served));
  while (step + matching.size < steps && matching.serve(step + matching.size, events)) continue;
  return matching.size;
}

function excludedAfter(
  places: readonly number[],
  unit: UnitEvents,
  { exclusions }: FunnelRules,
): readonly number[] {
  return exclusions.map(({ from }, exclusion) => {
    const place = places[from];
    if (place === undefined) return -1;
    const after = unit.times[place] as number;
    for (let event = place; event < unit.times.length; event += 1) {
      if ((unit.times[event] as number) > after && unit.isExcluded(event, exclusion)) return event;
    }
    return -1;
  });
}

/** The events of a unit, those of one time together. */
function momentsOf({ times }: UnitEvents): readonly Moment[] {
  const moments: Moment[] = [];
  for (let event = 0; event < times.length;) {
    const at = times[event];
    const moment: number[] = [];
    for (; times[event] === at && event < times.length; event += 1) moment.push(event);
    moments.push(moment);
  }
  return moments;
}
