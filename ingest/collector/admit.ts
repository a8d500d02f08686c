import type { z } from "zod";
import { LIMITS, REJECT_REASONS, type RejectReason } from "../../schemas/admission.ts";
import type { Erasable } from "../../schemas/erasure.ts";
import { EVENT_ATTRIBUTES, EVENT_SCHEMAS } from "../../schemas/event.ts";
import { EVENT_TYPES, type EventType } from "../../schemas/event-types.ts";
import { readInstant } from "../../schemas/instant.ts";
import { timeOfJourneyId } from "../../schemas/journey-id.ts";
import { nearest } from "../../schemas/nearest.ts";
import { TOO_DEEP_TO_KEEP } from "../../schemas/reject.ts";
import { maskVerbatim } from "./mask.ts";
import { BadStructure, checkKeys, normalForm } from "./normal-form.ts";
import type { Pseudonym } from "./pseudonyms.ts";
import { validators } from "./validators.ts";

/** What becomes of one event at the door. */
export type Admission =
  | { readonly kind: "keep"; readonly event: AdmittedEvent }
  | { readonly kind: "reject"; readonly refusal: Refusal };

export interface AdmittedEvent {
  readonly id: string;
  readonly subject: string;
  readonly source: string;
  readonly stored: StoredForm;
}

/** An event as it is stored, once it is JSON: pseudonymised, masked, its keys in order. */
export interface StoredForm {
  readonly type: EventType;
  readonly time: string;
  readonly customer?: string | undefined;
  readonly data?: unknown;
}

export interface Refusal {
  readonly id: string | undefined;
  readonly reason: RejectReason;
  readonly path: string;
  readonly detail: string;
  /** The event without what identifies people, as JSON; what is kept of it. */
  readonly body: string;
}

export interface AdmitDeps {
  readonly pseudonym: Pseudonym;
  /** Whether somebody asked for it to be erased; undefined when nobody ever did. */
  readonly isErased?: ((event: Erasable) => boolean) | undefined;
  /** ms since 1970. */
  readonly now: () => number;
  /** How far ahead of `now` a sender's clock may be, in ms. */
  readonly skewMs: number;
}

const validatorOf = validators("event");
export const DAY_MS = 86_400_000;
/** No event is older, in ms since 1970. */
export const EARLIEST = Date.UTC(1900, 0, 1);
const TYPES: readonly string[] = EVENT_TYPES.map(({ type }) => type);

/** Checks one event and gives it the form in which it is stored. Pure but for the clock. */
export function admit({ pseudonym, isErased, now, skewMs }: AdmitDeps) {
  return function admit(candidate: unknown): Admission {
    if (typeof candidate !== "object" || candidate === null || Array.isArray(candidate)) {
      return reject("not-an-object", "", candidate, pseudonym);
    }
    const raw = candidate as Record<string, unknown>;
    const type = raw["type"] as EventType;
    const isValid = validatorOf(type);
    if (isValid === undefined) {
      return reject("unknown-type", "type", raw, pseudonym, unknownType(type));
    }
    if (!isValid(raw)) {
      const checked = EVENT_SCHEMAS[type].safeParse(raw);
      if (!checked.success) {
        const issue = firstIssue(checked.error);
        return reject("invalid", issue.path, raw, pseudonym, issue.message);
      }
    }
    const event = raw as unknown as Known;
    const late = checkTimes(event, now() + skewMs);
    if (late !== undefined) return reject(late, "time", raw, pseudonym);
    try {
      const stored = storedForm(event, pseudonym);
      if (isTooLarge(stored)) return reject("event-too-large", "", raw, pseudonym);
      const { id, subject, source } = event;
      const { customer } = stored;
      if (isErased?.({ subject, customer, at: readInstant(event.time) }) === true) {
        return { kind: "reject", refusal: { ...ERASED, id } };
      }
      return { kind: "keep", event: { id, subject, source, stored } };
    } catch (error) {
      if (error instanceof BadStructure) return reject(error.reason, error.path, raw, pseudonym);
      throw error;
    }
  };
}

/** Nothing of it is kept, not even as a reject. */
const ERASED = { reason: "erased", path: "", detail: REJECT_REASONS.erased, body: "" } as const;

/** What every event has, once it is valid. */
interface Known {
  readonly id: string;
  readonly source: string;
  readonly type: EventType;
  readonly subject: string;
  readonly time: string;
  readonly site?: string;
  readonly channel?: string;
  readonly customer?: string;
  readonly staff?: string;
  readonly data?: unknown;
}

function checkTimes({ time, subject }: Known, latest: number): RejectReason | undefined {
  const at = readInstant(time);
  if (at > latest) return "future-time";
  if (!(at >= EARLIEST)) return "time-out-of-range";
  const minted = timeOfJourneyId(subject);
  return minted !== undefined && minted > latest + DAY_MS ? "minted-in-future" : undefined;
}

/** The envelope in one order, then the extensions in the order of their names. */
function storedForm(event: Known, pseudonym: Pseudonym): StoredForm {
  const { customer, staff, data } = event;
  // One literal, so that all events share a shape: what is undefined JSON leaves out.
  const stored = {
    specversion: "1.0",
    id: wellFormed(event.id, "id"),
    source: wellFormed(event.source, "source"),
    type: event.type,
    time: event.time,
    subject: wellFormed(event.subject, "subject"),
    site: wellFormed(event.site, "site"),
    channel: event.channel,
    customer: customer && pseudonym(wellFormed(customer, "customer")),
    staff: staff && pseudonym(wellFormed(staff, "staff")),
    data: data === undefined ? undefined : storedData(data),
  };
  const values = event as unknown as Readonly<Record<string, unknown>>;
  const extensions: string[] = [];
  for (const key in values) if (!EVENT_ATTRIBUTES.has(key)) extensions.push(key);
  if (extensions.length === 0) return stored;
  checkKeys(Object.keys(values), "");
  const more = extensions.sort().map((key) => [key, normalForm(values[key], 2, key)] as const);
  return Object.fromEntries([...Object.entries(stored), ...more]) as typeof stored;
}

/** Nearly all events are far below the limit, and then nothing needs to be written to see it. */
function isTooLarge(stored: object): boolean {
  if (roomFor(stored) <= LIMITS.eventBytes) return false;
  return Buffer.byteLength(JSON.stringify(stored)) > LIMITS.eventBytes;
}

/** Never less than the bytes of a value as JSON. */
function roomFor(value: unknown): number {
  if (typeof value === "string") return 2 + 6 * value.length; // "\u0000" is the longest character
  if (typeof value !== "object" || value === null) return 25; // as -1.2345678901234567e-300
  let room = 2;
  for (const key in value) {
    room += 4 + 6 * key.length + roomFor((value as Readonly<Record<string, unknown>>)[key]);
  }
  return room;
}

function wellFormed<T extends string | undefined>(text: T, path: string): T {
  if (text?.isWellFormed() === false) throw new BadStructure("not-well-formed", path);
  return text;
}

/** The data of an event without what gives a person away, and with its keys in order. */
export function storedData(data: unknown): unknown {
  return maskData(normalForm(data, 2, "data"));
}

function maskData(data: unknown): unknown {
  if (typeof data !== "object" || data === null || !("verbatim" in data)) return data;
  const { verbatim } = data;
  return typeof verbatim === "string" ? { ...data, verbatim: maskVerbatim(verbatim) } : data;
}

function reject(
  reason: RejectReason,
  path: string,
  raw: unknown,
  pseudonym: Pseudonym,
  detail?: string,
): Admission {
  const id = typeof raw === "object" && raw !== null && "id" in raw ? raw.id : undefined;
  return {
    kind: "reject",
    refusal: {
      id: typeof id === "string" ? id.slice(0, 256).toWellFormed() : undefined,
      reason,
      path,
      detail: detail === undefined ? REJECT_REASONS[reason] : `${REJECT_REASONS[reason]} ${detail}`,
      body: rejectedBody(raw, pseudonym),
    },
  };
}

const KEPT_BYTES = LIMITS.eventBytes;

/** A refused event is kept without what identifies people, and never larger than a good one. */
function rejectedBody(raw: unknown, pseudonym: Pseudonym): string {
  return shorten(stringify(withoutPersons(raw, pseudonym, 1)));
}

// At any level: events wrapped once too often are refused, and the people in them are people.
function withoutPersons(value: unknown, pseudonym: Pseudonym, depth: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (depth > 2 * LIMITS.depth) return TOO_DEEP_TO_KEEP;
  const safe = (inner: unknown) => withoutPersons(inner, pseudonym, depth + 1);
  if (Array.isArray(value)) return value.map(safe);
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]: [string, unknown]) => {
      if (key === "customer" || key === "staff") return [key, personOf(inner, pseudonym)];
      if (key === "verbatim" && typeof inner === "string") return [key, maskVerbatim(inner)];
      return [key, safe(inner)];
    }),
  );
}

const PERSON = EVENT_SCHEMAS["ticket.issued"].shape.customer.unwrap();

/**
 * A pseudonym; in a list where it stands for what is no valid customer. A text would be one: sent
 * again, an event that was refused because of its customer would be admitted, and everybody whose
 * name was `null` would be the same person.
 */
function personOf(value: unknown, pseudonym: Pseudonym): unknown {
  const { success, data } = PERSON.safeParse(value);
  if (success && data.isWellFormed()) return pseudonym(data);
  const [inner] = Array.isArray(value) && value.length === 1 ? (value as unknown[]) : [value];
  return [pseudonym(textOf(inner))]; // of a list of one: so that it stays what it is when it comes again
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : stringify(value);
}

// JSON.stringify recurses: a structure of ten thousand levels overflows its stack.
function stringify(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return `"${TOO_DEEP_TO_KEEP}"`;
  }
}

/** At most as many bytes as an event may have, cut between characters. */
export function shorten(text: string): string {
  const wellFormed = text.toWellFormed();
  if (wellFormed.length <= KEPT_BYTES / 3) return wellFormed;
  const bytes = Buffer.from(wellFormed, "utf8");
  if (bytes.length <= KEPT_BYTES) return wellFormed;
  return bytes
    .subarray(0, KEPT_BYTES)
    .toString("utf8")
    .replace(/\uFFFD$/, "");
}

function unknownType(type: unknown): string {
  if (typeof type !== "string") return "It must be a text.";
  const near = nearest(type, TYPES);
  return near === undefined ? "" : `Did you mean ${near}?`;
}

function firstIssue(error: z.ZodError): { path: string; message: string } {
  const issue = error.issues[0];
  if (issue === undefined) return { path: "", message: "" };
  const path = issue.path.map(String).join(".");
  return { path, message: `${path}: ${issue.message}.` };
}
