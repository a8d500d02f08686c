import { EVENT_TYPES, SAME_TIME, type EventType } from "../../schemas/event-types.ts";
import type { FunnelRules, UnitEvents } from "./rules.ts";

/** A funnel over types of events. */
export interface Funnel {
  readonly rules: FunnelRules;
  /** The type of each step. */
  readonly steps: readonly EventType[];
  /** What each exclusion of the rules names. */
  readonly excluded: readonly EventType[];
}

/** What a variant says: types in their order, and which of them came at one time. */
export interface Spelled {
  readonly types: readonly EventType[];
  /** Equal for events of one time, else rising: order without duration. */
  readonly ranks: readonly number[];
}

const TYPE_OF = new Map<string, EventType>(EVENT_TYPES.map(({ letter, type }) => [letter, type]));

/** Reads a variant, as `processors/journey.ts` spells it. Letters that nobody knows are no type. */
export function spell(variant: string): Spelled {
  const types: EventType[] = [];
  const ranks: number[] = [];
  let rank = -1;
  let isSameTime = false;
  for (const letter of variant) {
    if (letter === SAME_TIME) {
      isSameTime = true;
      continue;
    }
    if (!isSameTime) rank += 1;
    isSameTime = false;
    types.push(TYPE_OF.get(letter) as EventType);
    ranks.push(rank);
  }
  return { types, ranks };
}

/** The events of a journey as the evaluator takes them; times are instants, or ranks where only order counts. */
export function unitOf(
  { steps, excluded }: Funnel,
  { types }: Spelled,
  times: ArrayLike<number>,
): UnitEvents {
  return {
    times,
    serves: (event, step) => types[event] === steps[step],
    isExcluded: (event, exclusion) => types[event] === excluded[exclusion],
  };
}
