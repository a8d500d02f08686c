/**
 * A little language for journeys, so that a test reads like one:
 *
 *     journey("issued 0 service=parcel", "called 10", "no_show 12", "service.started 31 site=S1")
 *
 * A line is a type (`issued` is `ticket.issued`), seconds after {@link START}, and attributes. Those
 * of the envelope go there, the others into `data`, dots making objects: `attitudes.welcome=4`.
 */

import { tableFromIPC } from "apache-arrow";
import fc from "fast-check";
import { normalForm } from "../../ingest/collector/normal-form.ts";
import { readEvent, type Arrival } from "../../processors/event.ts";
import { foldJourney, type Journey } from "../../processors/journey.ts";
import { JourneySet } from "../../processors/memory.ts";
import { arrowStream } from "../../processors/rows/arrow.ts";
import { JOURNEY_COLUMNS } from "../../processors/rows/tables.ts";
import { EVENT_TYPES } from "../../schemas/event-types.ts";

/** Second 0 of every journey: Tuesday 12 March 2024, 08:00 UTC. */
export const START = Date.UTC(2024, 2, 12, 8);
export const DAY_MS = 86_400_000;
export const TENANT = "acme";

/** A UUIDv7 minted at an instant (ms since 1970); `nth` tells those of one millisecond apart. */
export function subjectAt(minted: number, nth = 0): string {
  const time = minted.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${nth.toString(16).padStart(12, "0")}`;
}

const SUBJECT = subjectAt(START);

const TYPES: readonly string[] = EVENT_TYPES.map(({ type }) => type);
const ENVELOPE = new Set(["id", "source", "site", "channel", "customer", "staff"]);

type Json = Record<string, unknown>;

/** A line as the CloudEvent that a service would send. */
export function cloudEvent(line: string, subject = SUBJECT, id = "1"): Json {
  const [word = "", seconds = "", ...attributes] = line.split(" ");
  const type = word.includes(".") ? word : `ticket.${word}`;
  if (!TYPES.includes(type)) throw new Error(`"${line}" starts with no type of event.`);
  const time = new Date(START + Math.round(Number(seconds) * 1000)).toISOString();
  const event: Json = { specversion: "1.0", id, source: "test", type, time, subject };
  const data: Json = {};
  for (const attribute of attributes) {
    const [name = "", value = ""] = attribute.split("=");
    if (ENVELOPE.has(name)) event[name] = value;
    else put(data, name.split("."), readValue(value));
  }
  return Object.keys(data).length === 0 ? event : { ...event, data: normalForm(data, 2, "data") };
}

function put(target: Json, [name = "", ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) target[name] = value;
  else put((target[name] ??= {}) as Json, rest, value);
}

function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Lines as events of one journey; a line's place is its event's id, unless it says `id=`. */
export function eventsOf(lines: readonly string[], subject = SUBJECT): readonly Arrival[] {
  return lines.map((line, index) => {
    const event = readEvent(cloudEvent(line, subject, String(index)), TENANT, START);
    if (event === undefined) throw new Error(`"${line}" is no event.`);
    return event;
  });
}

/** The set of some events of one journey. */
export function setOf(arrivals: readonly Arrival[]): JourneySet {
  const { tenant, subject, minted } = arrivals[0] as Arrival;
  const set = new JourneySet(tenant, subject, minted);
  for (const { event } of arrivals) set.add(event);
  return set;
}

/** Closes a day after the last event, as a site without hours does. */
export const aDayLater = (_site: string, last: number) => last + DAY_MS;

/** The journey that lines tell. */
export function journey(...lines: readonly string[]): Journey {
  return foldJourney(setOf(eventsOf(lines)), aDayLater);
}

/** The row of the journey that lines tell as the store gets it, read back out of Arrow. */
export function rowOf(...lines: readonly string[]): Readonly<Record<string, unknown>> {
  const table = tableFromIPC(arrowStream(JOURNEY_COLUMNS, [journey(...lines)]));
  const row = table.get(0)?.toJSON() ?? {};
  return Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, plain(cell)]));
}

function plain(cell: unknown): unknown {
  if (typeof cell === "bigint") return Number(cell);
  const isList = typeof cell === "object" && cell !== null && Symbol.iterator in cell;
  return isList ? Array.from(cell as Iterable<unknown>, plain) : cell;
}

const maybe = (line: fc.Arbitrary<string>) => fc.option(line, { nil: undefined });
const later = (max: number) => fc.integer({ min: 0, max });

/** Visits as they happen: a ticket, a wait, calls, a service or not, a transfer or not, an answer. */
const realisticLines: fc.Arbitrary<readonly string[]> = fc
  .record({
    place: fc.constantFrom(" site=S1 channel=office", " site=S2 channel=phone", ""),
    ticket: fc.boolean(),
    wait: maybe(fc.constantFrom(" queue=A", " queue=B announced=120", "")),
    calls: fc.array(later(600), { maxLength: 3 }),
    absent: fc.boolean(),
    ending: fc.constantFrom("served", "abandoned", "cancelled", "open"),
    waitEnded: fc.boolean(),
    handle: later(900),
    transfer: maybe(fc.constantFrom("served", "abandoned", "open")),
    answer: maybe(
      fc.constantFrom(" nps=9 attitudes.welcome=5", " nps=3 csat=1", " form=complaint"),
    ),
  })
  .map((visit) => {
    const lines: string[] = [];
    const tell = (word: string, at: number, more = "") => lines.push(`${word} ${at}${more}`);
    if (visit.ticket) tell("issued", 0, ` service=parcel${visit.place}`);
    if (visit.wait !== undefined) tell("wait.started", 1, visit.wait);
    const calls = visit.calls.toSorted((a, b) => a - b);
    for (const at of calls) tell("called", at + 2);
    let at = (calls.at(-1) ?? 60) + 4;
    if (visit.absent) tell("no_show", at - 1);
    if (visit.ending === "abandoned") tell("wait.abandoned", at);
    if (visit.ending === "cancelled") tell("cancelled", at);
    if (visit.ending === "served") {
      if (visit.waitEnded) tell("wait.ended", at);
      tell("service.started", at, visit.place);
      tell("service.ended", (at += visit.handle), " outcome=resolved");
    }
    if (visit.transfer !== undefined) {
      tell("transferred", (at += 5), " to=desk2");
      if (visit.transfer === "abandoned") tell("wait.abandoned", at + 90);
      if (visit.transfer === "served") tell("service.started", at + 30);
    }
    if (visit.answer !== undefined) tell("review.submitted", at + 3600, visit.answer);
    return lines.length === 0 ? ["issued 0"] : lines;
  });

/** What clocks, retries and careless senders make of them: ties, backward times, shared identities. */
export const nastyLines: fc.Arbitrary<readonly string[]> = fc.array(
  fc
    .tuple(
      fc.constantFrom(...TYPES),
      fc.oneof(later(8), fc.constantFrom(3.001, 8.5, 13.5, 40)),
      fc.constantFrom("a", "b", "c", "d", "e", "f", "g", "h"),
      fc.constantFrom("kiosk", "desk"),
      fc.constantFrom(
        "",
        " site=S1",
        " site=S2 channel=phone customer=h1.x",
        " service=parcel segment=pro",
        " queue=A announced=5",
        " outcome=resolved",
        " nps=9 attitudes.welcome=4",
        " form=complaint nps=2",
      ),
    )
    .map(([type, at, id, source, more]) => `${type} ${at} id=${id} source=${source}${more}`),
  { minLength: 1, maxLength: 14 },
);

/** Any journey, as lines. */
export const anyLines = fc.oneof(realisticLines, nastyLines);

/** The same things in another order, some of them twice or thrice. */
export function shaken<T>(things: readonly T[]): fc.Arbitrary<readonly T[]> {
  return fc
    .array(fc.nat({ max: Math.max(0, things.length - 1) }), { maxLength: things.length })
    .chain((again) => {
      const all = [...things, ...again.map((index) => things[index] as T)];
      return fc.shuffledSubarray(all, { minLength: all.length });
    });
}
