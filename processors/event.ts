import { EVENT_ATTRIBUTES } from "../schemas/event.ts";
import { TYPE_FACTS, type EventType } from "../schemas/event-types.ts";
import { mintedOf } from "../schemas/journey-id.ts";
import { bodyHash, type BodyHash } from "./body-hash.ts";

/** An admitted event as the processor sees it: times in ms since 1970, absent texts empty. */
export interface Event {
  readonly tenant: string;
  readonly subject: string;
  /** The time of the journey's key. */
  readonly minted: number;
  readonly source: string;
  readonly id: string;
  readonly type: EventType;
  /** Of its type: the place among events of equal time, the number and the letter that are stored. */
  readonly rank: number;
  readonly code: number;
  readonly letter: string;
  readonly at: number;
  /** When it was first taken in. */
  readonly received: number;
  readonly site: string;
  readonly channel: string;
  readonly customer: string;
  readonly staff: string;
  readonly data: EventData;
  /** Emptied once they are encoded: memory holds events by the hundred thousand, and needs them no more. */
  dataJson: string;
  extensionsJson: string;
  readonly hash: BodyHash;
}

/** The attributes of `data` that the fold reads; admission has checked them. */
export interface EventData {
  readonly service?: string;
  readonly segment?: string;
  readonly priority?: string | number;
  readonly mode?: string;
  readonly queue?: string;
  /** Seconds. */
  readonly announced?: number;
  readonly outcome?: string;
  readonly form?: string;
  readonly nps?: number;
  readonly csat?: number;
  readonly ces?: { readonly version: "v1" | "v2"; readonly score: number };
  readonly attitudes?: {
    readonly welcome?: number;
    readonly listening?: number;
    readonly efficiency?: number;
  };
  readonly respondent?: string;
}

/** A CloudEvent out of the log, before anybody has looked at it. */
export type LoggedEvent = Readonly<Record<string, unknown>>;

const NO_DATA: EventData = {};

/** Reads one admitted event; undefined when it is none, which only a foreign writer can cause. */
export function readEvent(
  logged: LoggedEvent,
  tenant: string,
  received: number,
): Event | undefined {
  const { id, source, subject, type, time } = logged;
  const facts = TYPE_FACTS.get(type as EventType);
  if (typeof id !== "string" || typeof source !== "string" || typeof subject !== "string") {
    return undefined;
  }
  const at = typeof time === "string" ? Date.parse(time) : Number.NaN;
  if (facts === undefined || Number.isNaN(at)) return undefined;
  const data = logged["data"] as EventData | undefined;
  const dataJson = data === undefined ? "" : JSON.stringify(data);
  const extensionsJson = extensionsOf(logged);
  const body = {
    type: type as EventType,
    at,
    site: textOf(logged["site"]),
    channel: textOf(logged["channel"]),
    customer: textOf(logged["customer"]),
    staff: textOf(logged["staff"]),
    dataJson,
    extensionsJson,
  };
  return {
    tenant,
    subject,
    minted: mintedOf(subject),
    source,
    id,
    rank: facts.rank,
    code: facts.code,
    letter: facts.letter,
    received,
    data: data ?? NO_DATA,
    hash: bodyHash(body),
    ...body,
  };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function extensionsOf(logged: LoggedEvent): string {
  let extensions: Record<string, unknown> | undefined;
  for (const key in logged) {
    if (!EVENT_ATTRIBUTES.has(key)) (extensions ??= {})[key] = logged[key];
  }
  return extensions === undefined ? "" : JSON.stringify(extensions);
}

/** The order inside a journey: time, rank of the type, source, id. Arrival never counts. */
export function inOrder(a: Event, b: Event): number {
  return (
    a.at - b.at || a.rank - b.rank || compareText(a.source, b.source) || compareText(a.id, b.id)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
