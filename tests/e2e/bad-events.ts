/** Events that no sender should send, and what they are told. */

import { uuidv7, uuidv7obj } from "uuidv7";
import type { RejectReason } from "../../schemas/admission.ts";

type Json = Record<string, unknown>;

/** Who must not be recognised in anything that is kept. */
export const PERSON = {
  customer: "Jeanne Plain-Customer",
  staff: "Paul Plain-Staff",
  email: "jeanne@plain.example",
} as const;
export const PLAIN = /Plain-Customer|Plain-Staff|plain\.example/i;

const SAID = `Nobody answered me at ${PERSON.email}, I am still waiting.`;

/** An event whose one fault is what is changed in it; undefined takes an attribute away. */
export function eventWith(changes: Json = {}): Json {
  return {
    specversion: "1.0",
    id: uuidv7(),
    source: "urn:test:bad",
    type: "ticket.issued",
    time: new Date().toISOString(),
    subject: uuidv7(),
    site: "bad",
    channel: "office",
    customer: PERSON.customer,
    staff: PERSON.staff,
    data: { service: "bad" },
    ...changes,
  };
}

const ticket = (data: Json) => eventWith({ data: { service: "bad", ...data } });
const wait = (data: unknown) => eventWith({ type: "wait.started", data });
const service = (data: Json) =>
  eventWith({ type: "service.ended", data: { outcome: "resolved", ...data } });
const review = (data: Json) =>
  eventWith({ type: "review.submitted", data: { verbatim: SAID, ...data } });

/** A journey's id that was minted so many ms from now. */
export function subjectMintedIn(ms: number): string {
  const hex = uuidv7obj().toHex();
  const stamp = (Date.now() + ms).toString(16).padStart(12, "0");
  return `${stamp.slice(0, 8)}-${stamp.slice(8)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Objects or arrays, one in the other, as text: JSON.stringify would overflow its stack. */
export function nested(levels: number, kind: "object" | "array"): string {
  const [open, shut] = kind === "object" ? ['{"a":', "}"] : ["[", "]"];
  return `${open.repeat(levels)}1${shut.repeat(levels)}`;
}

export function keys(count: number): Json {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${String(index)}`, 1]));
}

/** An event of exactly so many bytes as it is stored. */
export function eventOfBytes(bytes: number, changes: Json = {}): Json {
  const event = { ...eventWith(changes), note: "" };
  const rest = bytes - Buffer.byteLength(JSON.stringify(event));
  return { ...event, note: "x".repeat(rest) };
}

/** JSON text with a piece put in place of the value that stands for it. */
const withText = (event: Json, piece: string) => JSON.stringify(event).replace('"PIECE"', piece);

export interface BadEvent {
  /** The event as JSON text. */
  readonly text: string;
  readonly reason: RejectReason;
  /** Which attribute is at fault, where one is. */
  readonly path?: string;
  /** What the answer's text says. */
  readonly says: RegExp;
}

const invalid = (event: Json, path: string, says = new RegExp(path)): BadEvent => ({
  text: JSON.stringify(event),
  reason: "invalid",
  path,
  says,
});
const refused = (
  text: string | Json,
  reason: RejectReason,
  says: RegExp,
  path?: string,
): BadEvent => ({
  text: typeof text === "string" ? text : JSON.stringify(text),
  reason,
  says,
  ...(path === undefined ? {} : { path }),
});

const WELL_FORMED = /half a surrogate pair.*valid Unicode/;
const KEYS = /__proto__, constructor and prototype are not allowed/;

/** What is wrong with them, and what their senders are told. */
export const BAD_EVENTS: Readonly<Record<string, BadEvent>> = {
  "null instead of an event": refused("null", "not-an-object", /JSON object/),
  "a number instead of an event": refused("42", "not-an-object", /JSON object/),
  "a text instead of an event": refused('"ticket.issued"', "not-an-object", /JSON object/),
  "true instead of an event": refused("true", "not-an-object", /JSON object/),
  "an array inside the array": refused("[[{}]]", "not-an-object", /JSON object/),

  "no type": refused(eventWith({ type: undefined }), "unknown-type", /must be a text/, "type"),
  "a number as its type": refused(eventWith({ type: 7 }), "unknown-type", /a text/, "type"),
  "a type with a slip": refused(
    eventWith({ type: "ticket.issue" }),
    "unknown-type",
    /Did you mean ticket\.issued\?/,
    "type",
  ),
  "a type that is the language's own": refused(
    eventWith({ type: "constructor" }),
    "unknown-type",
    /thirteen/,
    "type",
  ),
  "the type __proto__": refused(
    eventWith({ type: "__proto__" }),
    "unknown-type",
    /thirteen/,
    "type",
  ),
  "a type far from any": refused(
    eventWith({ type: "x".repeat(5_000) }),
    "unknown-type",
    /see \/docs/,
    "type",
  ),

  "no specversion": invalid(eventWith({ specversion: undefined }), "specversion", /1\.0/),
  "an old specversion": invalid(eventWith({ specversion: "0.3" }), "specversion", /1\.0/),
  "no id": invalid(eventWith({ id: undefined }), "id"),
  "an empty id": invalid(eventWith({ id: "" }), "id"),
  "a number as its id": invalid(eventWith({ id: 17 }), "id", /string/),
  "an id of 257 characters": invalid(eventWith({ id: "i".repeat(257) }), "id", /256/),
  "no source": invalid(eventWith({ source: undefined }), "source"),
  "a source with a line break": invalid(eventWith({ source: "a\nb" }), "source", /control/),
  "no subject": invalid(eventWith({ subject: undefined }), "subject"),
  "an empty subject": invalid(eventWith({ subject: "" }), "subject"),
  "a subject of 129 characters": invalid(eventWith({ subject: "s".repeat(129) }), "subject", /128/),
  "a subject with NUL in it": invalid(eventWith({ subject: "a\u0000b" }), "subject", /control/),
  "a subject with DEL in it": invalid(eventWith({ subject: "a\u007fb" }), "subject", /control/),
  "an object as its subject": invalid(eventWith({ subject: { id: 1 } }), "subject", /string/),
  "a subject minted two days ahead": refused(
    eventWith({ subject: subjectMintedIn(2 * 86_400_000) }),
    "minted-in-future",
    /clock/,
  ),
  "a site of 129 characters": invalid(eventWith({ site: "s".repeat(129) }), "site", /128/),
  "a number as its site": invalid(eventWith({ site: 12 }), "site", /string/),
  "null as its site": invalid(eventWith({ site: null }), "site", /string/),
  "a channel that is none": invalid(eventWith({ channel: "telephone" }), "channel", /phone/),
  "an empty customer": invalid(eventWith({ customer: "" }), "customer"),
  "a number as its customer": invalid(eventWith({ customer: 4711 }), "customer", /string/),
  "an object as its customer": invalid(
    eventWith({ customer: { name: PERSON.customer, mail: PERSON.email } }),
    "customer",
    /string/,
  ),
  "a list of staff": invalid(eventWith({ staff: [PERSON.staff, PERSON.staff] }), "staff", /string/),
  "a staff of 257 characters": invalid(eventWith({ staff: "s".repeat(257) }), "staff", /256/),
  "data said to be XML": invalid(
    eventWith({ datacontenttype: "application/xml" }),
    "datacontenttype",
    /application\/json/,
  ),

  "no time": invalid(eventWith({ time: undefined }), "time"),
  "a time in words": invalid(eventWith({ time: "yesterday at noon" }), "time", /datetime/),
  "seconds since 1970 as its time": invalid(eventWith({ time: 1_754_040_000 }), "time", /string/),
  "a day without an hour": invalid(eventWith({ time: "2026-01-05" }), "time", /datetime/),
  "a time without an offset": invalid(eventWith({ time: "2026-01-05T10:00:00" }), "time"),
  "the 30th of February": invalid(eventWith({ time: "2026-02-30T10:00:00Z" }), "time"),
  "the month 13": invalid(eventWith({ time: "2026-13-01T10:00:00Z" }), "time"),
  "the hour 24": invalid(eventWith({ time: "2026-01-05T24:00:01Z" }), "time"),
  "a leap second": invalid(eventWith({ time: "2016-12-31T23:59:60Z" }), "time"),
  "a year of six digits": invalid(eventWith({ time: "+275760-09-13T00:00:00Z" }), "time"),
  "a time of 1899": refused(
    eventWith({ time: "1899-12-31T23:59:59Z" }),
    "time-out-of-range",
    /before 1900; check/,
    "time",
  ),
  "a time of the year 1": refused(
    eventWith({ time: "0001-01-01T00:00:00Z" }),
    "time-out-of-range",
    /before 1900; check/,
    "time",
  ),
  "a time of 2099": refused(
    eventWith({ time: "2099-01-01T00:00:00Z" }),
    "future-time",
    /clock/,
    "time",
  ),
  "a time in an hour": refused(
    eventWith({ time: new Date(Date.now() + 3_600_000).toISOString() }),
    "future-time",
    /clock/,
    "time",
  ),

  "no data where the service is asked for": invalid(eventWith({ data: undefined }), "data"),
  "null as its data": invalid(eventWith({ data: null }), "data"),
  "a list as its data": invalid(eventWith({ data: ["service", "bad"] }), "data"),
  "a text as its data": invalid(eventWith({ data: "service=bad" }), "data"),
  "no service on a ticket": invalid(eventWith({ data: {} }), "data.service"),
  "an empty service": invalid(ticket({ service: "" }), "data.service"),
  "a number as its service": invalid(ticket({ service: 3 }), "data.service", /string/),
  "yes as an appointment": invalid(ticket({ appointment: "yes" }), "data.appointment", /boolean/),
  "an announced wait below zero": invalid(wait({ announced: -1 }), "data.announced"),
  "an announced wait as a text": invalid(wait({ announced: "60" }), "data.announced", /number/),
  "an announced wait of centuries": invalid(wait({ announced: 1e12 }), "data.announced"),
  "a position of one and a half": invalid(wait({ position: 1.5 }), "data.position", /int/),
  "no outcome where a service ended": invalid(service({ outcome: undefined }), "data.outcome"),
  "an outcome that is none": invalid(service({ outcome: "done" }), "data.outcome", /resolved/),
  "a mode that is none": invalid(service({ mode: "drive-in" }), "data.mode", /counter/),
  "33 marks": invalid(
    service({ marks: Array.from({ length: 33 }, () => "m") }),
    "data.marks",
    /32/,
  ),
  "an NPS of 11": invalid(review({ nps: 11 }), "data.nps", /10/),
  "an NPS of -1": invalid(review({ nps: -1 }), "data.nps", /0/),
  "an NPS of 7.5": invalid(review({ nps: 7.5 }), "data.nps", /int/),
  "an NPS of 1e999": {
    ...invalid(review({ nps: "PIECE" }), "data.nps"),
    text: withText(review({ nps: "PIECE" }), "1e999"),
  },
  "an NPS as a text": invalid(review({ nps: "9" }), "data.nps", /number/),
  "true as its NPS": invalid(review({ nps: true }), "data.nps", /number/),
  "null as its NPS": invalid(review({ nps: null }), "data.nps", /number/),
  "a CSAT of 0": invalid(review({ csat: 0 }), "data.csat", /1/),
  "a CES without its version": invalid(review({ ces: { score: 3 } }), "data.ces.version"),
  "a CES of 8": invalid(review({ ces: { version: "v2", score: 8 } }), "data.ces.score", /7/),
  "a welcome of 6": invalid(review({ attitudes: { welcome: 6 } }), "data.attitudes.welcome", /5/),
  "one theme that is no list": invalid(review({ themes: "wait" }), "data.themes", /array/),
  "a verbatim of 10,001 characters": invalid(
    review({ verbatim: SAID.padEnd(10_001, ".") }),
    "data.verbatim",
    /10000/,
  ),
  "a language in words": invalid(review({ language: "français" }), "data.language", /fr-FR/),
  "a form that is none": invalid(review({ form: "poll" }), "data.form", /survey/),
  "a respondent that is none": invalid(
    review({ respondent: "robot" }),
    "data.respondent",
    /employee/,
  ),

  "__proto__ among its attributes": refused(
    withText(eventWith({ x: "PIECE" }), '1,"__proto__":{"admin":true}'),
    "forbidden-key",
    KEYS,
  ),
  "__proto__ in its data": refused(
    withText(ticket({ x: "PIECE" }), '1,"__proto__":{"admin":true}'),
    "forbidden-key",
    KEYS,
  ),
  "__proto__ deep in its data": refused(
    withText(ticket({ x: { y: [{ z: "PIECE" }] } }), '{"__proto__":{"admin":true}}'),
    "forbidden-key",
    KEYS,
  ),
  "__proto__ written with escapes": refused(
    withText(ticket({ x: "PIECE" }), String.raw`1,"\u005f\u005fproto\u005f\u005f":{"admin":true}`),
    "forbidden-key",
    KEYS,
  ),
  "constructor among its attributes": refused(
    withText(eventWith({ x: "PIECE" }), '1,"constructor":{"prototype":{"admin":true}}'),
    "forbidden-key",
    KEYS,
  ),
  "constructor in its data": refused(
    withText(ticket({ x: "PIECE" }), '1,"constructor":{"prototype":{"admin":true}}'),
    "forbidden-key",
    KEYS,
  ),
  "prototype in its data": refused(ticket({ prototype: { admin: true } }), "forbidden-key", KEYS),
  "half a surrogate pair in a service": refused(
    withText(ticket({ service: "PIECE" }), String.raw`"parcel \ud83d"`),
    "not-well-formed",
    WELL_FORMED,
  ),
  "half a surrogate pair in a verbatim": refused(
    withText(review({ verbatim: "PIECE" }), String.raw`"\udc00 ${SAID}"`),
    "not-well-formed",
    WELL_FORMED,
  ),
  "half a surrogate pair in a key": refused(
    withText(ticket({ x: "PIECE" }), String.raw`1,"k\ud800":1`),
    "not-well-formed",
    WELL_FORMED,
  ),
  "half a surrogate pair in its id": refused(
    withText(eventWith({ id: "PIECE" }), String.raw`"id \ud800"`),
    "not-well-formed",
    WELL_FORMED,
  ),
  "half a surrogate pair in its subject": refused(
    withText(eventWith({ subject: "PIECE" }), String.raw`"s\udfff"`),
    "not-well-formed",
    WELL_FORMED,
  ),
  "half a surrogate pair in its customer": refused(
    withText(eventWith({ customer: "PIECE" }), String.raw`"${PERSON.customer} \ud800"`),
    "not-well-formed",
    WELL_FORMED,
  ),
  "129 keys in its data": refused(ticket(keys(128)), "too-many-keys", /128 keys/),
  "129 attributes": refused(eventWith(keys(118)), "too-many-keys", /128 keys/),
  "nine levels": refused(
    withText(ticket({ x: "PIECE" }), nested(7, "object")),
    "too-deep",
    /8 levels; flatten/,
  ),
  "objects ten thousand levels deep": refused(
    withText(ticket({ x: "PIECE" }), nested(10_000, "object")),
    "too-deep",
    /8 levels; flatten/,
  ),
  "arrays ten thousand levels deep": refused(
    withText(eventWith({ x: "PIECE" }), nested(10_000, "array")),
    "too-deep",
    /8 levels; flatten/,
  ),
  "a customer ten thousand levels deep": refused(
    withText(eventWith({ customer: "PIECE" }), nested(10_000, "object")),
    "invalid",
    /customer.*string/,
    "customer",
  ),
  "64 KiB and a byte": refused(
    eventOfBytes(65_537, { customer: undefined, staff: undefined }),
    "event-too-large",
    /65,536 bytes.*shorten/,
  ),
};

/** Events that look bad and are good: they come back as they were said. */
export const STRANGE_TEXTS = [
  "'; DROP TABLE journeys; --",
  "' OR 1=1 --",
  "{tenant: String}",
  "\\'; SELECT 1; /*",
  "%27%20OR%201=1",
  '"quoted", with a comma',
  "=cmd|' /C calc'!A0",
  "Poste n° 7 – été 🏤",
  "\u202eright to left",
  "line\u2028separator",
  "null",
  "NaN",
  "__proto__",
  "constructor",
  "<script>alert(1)</script>",
] as const;
