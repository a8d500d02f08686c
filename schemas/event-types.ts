/**
 * The thirteen types, in the order in which events of equal time stand in a journey.
 * `letter` spells variants and `code` fills step arrays: both are stored, so this table is
 * append-only and closed.
 */
export const EVENT_TYPES = [
  { type: "ticket.issued", letter: "a", code: 1 },
  { type: "wait.started", letter: "b", code: 2 },
  { type: "ticket.called", letter: "c", code: 3 },
  { type: "wait.ended", letter: "d", code: 4 },
  { type: "wait.abandoned", letter: "e", code: 5 },
  { type: "ticket.no_show", letter: "f", code: 6 },
  { type: "service.started", letter: "g", code: 7 },
  { type: "service.ended", letter: "h", code: 8 },
  { type: "ticket.transferred", letter: "i", code: 9 },
  { type: "ticket.cancelled", letter: "j", code: 10 },
  { type: "review.requested", letter: "k", code: 11 },
  { type: "review.submitted", letter: "l", code: 12 },
  { type: "review.answered", letter: "m", code: 13 },
] as const;

export type EventType = (typeof EVENT_TYPES)[number]["type"];

/** What a type stands for wherever events are stored and sorted. */
export interface TypeFacts {
  readonly type: EventType;
  /** Breaks ties of time. */
  readonly rank: number;
  readonly letter: string;
  readonly code: number;
}

export const TYPE_FACTS: ReadonlyMap<EventType, TypeFacts> = new Map(
  EVENT_TYPES.map((facts, rank) => [facts.type, { ...facts, rank }]),
);

/** What spells a type in variants; nothing for the start and the end of a journey. */
export function letterOf(type: EventType | "start" | "end"): string {
  return type === "start" || type === "end" ? "" : (TYPE_FACTS.get(type)?.letter ?? "");
}

/** Stands in a variant before an event at the same millisecond as the one before it: `ab=cd`. */
export const SAME_TIME = "=";
