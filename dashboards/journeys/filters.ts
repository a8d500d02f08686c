import type { EventType } from "../../schemas/event-types.ts";
import { LASTING_TRAITS, type OwnTrait, type Trait } from "../../schemas/traits.ts";

/** What an event must say to serve a step: of each trait one of these values. */
export type Filter = Readonly<Partial<Record<Trait, readonly string[]>>>;

/** One trait of a filter; any of the values will do. */
export type Condition = readonly [trait: Trait, values: readonly string[]];

/** A step or an exclusion; one without a filter takes every event of its type. */
export interface Filtered {
  readonly type: EventType;
  readonly where?: Filter;
}

/** As many as the API takes, and as long. */
export const MOST_FILTERS = 16;
export const MOST_VALUES = 100;
export const MOST_LETTERS_OF_VALUE = 256;

const TICKET = ["desk", "reason", "to"] as const;
const WAIT = ["queue", "reason"] as const;
const SERVICE = ["mode", "desk", "reason"] as const;
const REVIEW = ["form", "nps"] as const;

/** What events of a type say of themselves, as `schemas/event.ts` has it. */
export const SAYS = {
  "ticket.issued": TICKET,
  "wait.started": WAIT,
  "ticket.called": TICKET,
  "wait.ended": WAIT,
  "wait.abandoned": WAIT,
  "ticket.no_show": TICKET,
  "service.started": SERVICE,
  "service.ended": [...SERVICE, "outcome"],
  "ticket.transferred": TICKET,
  "ticket.cancelled": TICKET,
  "review.requested": REVIEW,
  "review.submitted": REVIEW,
  "review.answered": REVIEW,
} as const satisfies Record<EventType, readonly OwnTrait[]>;

/** What can be asked of events of a type: what holds by then, and what they say themselves. */
export const traitsOf = (type: EventType): readonly Trait[] => [...LASTING_TRAITS, ...SAYS[type]];

/** The conditions of a filter, in the order in which they were made. */
export const conditionsOf = (where: Filter = {}): readonly Condition[] =>
  Object.entries(where) as [Trait, readonly string[]][];

/** A trait with other values; without any it is not asked. */
export function withValues(where: Filter, trait: Trait, values: readonly string[]): Filter {
  const kept = [...new Set(values)].slice(0, MOST_VALUES);
  const { [trait]: _, ...others } = where;
  return kept.length === 0 ? others : { ...where, [trait]: kept };
}

/** Of a filter what events of a type can say. */
export const sayable = (type: EventType, where: Filter | undefined): Filter =>
  Object.fromEntries(conditionsOf(where).filter(([trait]) => traitsOf(type).includes(trait)));

/** As a part of a step: a filter that asks nothing is none. */
export const asPart = (where: Filter): { readonly where?: Filter } =>
  conditionsOf(where).length === 0 ? {} : { where };

/** How many filters differ; equal ones count once. */
export function countFilters(asked: readonly Filtered[]): number {
  const spelled = asked.flatMap(({ where }) => (where ? [JSON.stringify(where)] : []));
  return new Set(spelled).size;
}
