import { EVENT_TYPES, SAME_TIME, type EventType } from "../../schemas/event-types.ts";
import type { StepFilter } from "../../schemas/questions/funnel.ts";
import type { FunnelRules, UnitEvents } from "./rules.ts";

/** What a step, or an exclusion, takes: a type, and only events that pass a filter where there is one. */
export interface Named {
  readonly type: EventType;
  /** Its place among the funnel's filters. */
  readonly filter: number | undefined;
}

/** A funnel over events. */
export interface Funnel {
  readonly rules: FunnelRules;
  readonly unit: "journey" | "customer";
  readonly steps: readonly Named[];
  /** What each exclusion of the rules names. */
  readonly excluded: readonly Named[];
  /** All that differ. */
  readonly filters: readonly StepFilter[];
}

/** The events of many units at once: types in their order, which came at one time, which pass what. */
export interface Spelled {
  readonly types: readonly (EventType | undefined)[];
  /** Equal for events of one time, else rising: order without duration. */
  readonly ranks: readonly number[];
  /** Bit k of an event's is set when it passes filter k; of types that no filter asks for, 0. */
  readonly marks: readonly number[];
  /** Runs start at the first so many events. */
  readonly starts: number;
  /** Where times are known as well: of each start how many events happen before its window ends. */
  readonly ends?: readonly number[];
  /** Events so late that a unit which enters there may still convert; where times are known. */
  readonly recent?: readonly boolean[];
}

const TYPE_OF = new Map<string, EventType>(EVENT_TYPES.map(({ letter, type }) => [letter, type]));
const TYPE_OF_CODE = new Map<number, EventType>(EVENT_TYPES.map(({ code, type }) => [code, type]));

/** The codes of the types that a filter is asked of, or `all` that the funnel names. */
export function codesOf(
  { steps, excluded }: Pick<Funnel, "steps" | "excluded">,
  which: "filtered" | "all",
): readonly number[] {
  const asked = [...steps, ...excluded].filter(
    ({ filter }) => which === "all" || filter !== undefined,
  );
  return EVENT_TYPES.filter(({ type }) => asked.some((named) => named.type === type)).map(
    ({ code }) => code,
  );
}

/**
 * Reads a variant, as `processors/journey.ts` spells it. Letters that nobody knows are no type.
 *
 * @param marks of the events whose types are filtered, in their order
 */
export function spell(variant: string, funnel: Funnel, marks: readonly number[] = []): Spelled {
  const filtered = new Set(codesOf(funnel, "filtered").map((code) => TYPE_OF_CODE.get(code)));
  const spelled: { type: EventType | undefined; rank: number; mark: number }[] = [];
  let rank = -1;
  let marked = 0;
  let isSameTime = false;
  for (const letter of variant) {
    if (letter === SAME_TIME) {
      isSameTime = true;
      continue;
    }
    if (!isSameTime) rank += 1;
    isSameTime = false;
    const type = TYPE_OF.get(letter);
    const mark = type !== undefined && filtered.has(type) ? (marks[marked++] ?? 0) : 0;
    spelled.push({ type, rank, mark });
  }
  return {
    types: spelled.map(({ type }) => type),
    ranks: spelled.map((event) => event.rank),
    marks: spelled.map(({ mark }) => mark),
    starts: spelled.length,
  };
}

/** Where the parts of a symbol lie, the mark lowest; a symbol is an event of a customer in one number. */
export const SYMBOL = {
  ...({ codeBits: 5, markBits: 16 } as const),
  /** As the event before it. */
  sameTime: 1 << 21,
  /** After the period. */
  late: 1 << 22,
  /** Who enters there may still convert. */
  recent: 1 << 23,
} as const;

/**
 * Reads the events of a customer; what comes after the period starts no run.
 *
 * @param ends of each event that may start a run how many events happen before its window ends
 */
export function spellSymbols(
  symbols: readonly number[],
  ends: readonly number[],
  { rules, steps }: Funnel,
): Spelled {
  const types = symbols.map((symbol) =>
    TYPE_OF_CODE.get(bitsOf(symbol, SYMBOL.markBits, SYMBOL.codeBits)),
  );
  // Of events of one time the first stands for all: what is said of a start holds for its moment.
  const moments: { end: number; isRecent: boolean }[] = [];
  let starting = 0;
  const ranks = symbols.map((symbol, event) => {
    if ((symbol & SYMBOL.sameTime) === 0) moments.push({ end: 0, isRecent: false });
    const moment = moments.at(-1);
    const mayStart = rules.order === "unordered" || types[event] === steps[0]?.type;
    if (moment !== undefined && mayStart) {
      moment.end = ends[starting++] ?? 0;
      moment.isRecent = (symbol & SYMBOL.recent) !== 0;
    }
    return moments.length - 1;
  });
  const late = symbols.findIndex((symbol) => (symbol & SYMBOL.late) !== 0);
  return {
    types,
    ranks,
    marks: symbols.map((symbol) => bitsOf(symbol, 0, SYMBOL.markBits)),
    starts: late === -1 ? symbols.length : late,
    ends: ranks.map((rank) => moments[rank]?.end ?? 0),
    recent: ranks.map((rank) => moments[rank]?.isRecent ?? false),
  };
}

function bitsOf(number: number, from: number, count: number): number {
  return (number >> from) & ((1 << count) - 1);
}

/** The events of a unit as the evaluator takes them; times are instants, or ranks where only order counts. */
export function unitOf(
  { steps, excluded }: Funnel,
  { types, marks, starts }: Spelled,
  times: ArrayLike<number>,
): UnitEvents {
  const is = (event: number, { type, filter }: Named) =>
    types[event] === type && (filter === undefined || (((marks[event] ?? 0) >> filter) & 1) === 1);
  return {
    times,
    starts,
    serves: (event, step) => is(event, steps[step] as Named),
    isExcluded: (event, exclusion) => is(event, excluded[exclusion] as Named),
  };
}
