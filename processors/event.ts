import { EVENT_ATTRIBUTES } from "../schemas/event.ts";
import { TYPE_FACTS, type EventType, type TypeFacts } from "../schemas/event-types.ts";
import { readInstant } from "../schemas/instant.ts";
import { mintedOf } from "../schemas/journey-id.ts";
import type { Hash64 } from "../schemas/text-hash.ts";
import { TextMemory } from "../schemas/texts/text-memory.ts";
import { ownTraits } from "./own-traits.ts";
import { Recent } from "../schemas/texts/recent.ts";

/**
 * An event as the fold sees it. Memory holds them by the hundred thousand, so they are slim: what
 * only the store needs is in the {@link Arrival}. Times in ms since 1970, absent texts empty.
 */
export interface Event {
  readonly facts: TypeFacts;
  readonly at: number;
  readonly source: string;
  readonly id: string;
  readonly site: string;
  readonly channel: string;
  readonly customer: string;
  readonly said: Said;
  /** Of its body: equal bodies have equal hashes, and of two under one identity the smaller counts. */
  readonly hash: Hash64;
}

/** What the fold reads of an event's `data`; absent texts are empty. */
export interface Said {
  readonly service: string;
  readonly segment: string;
  readonly priority: string;
  readonly mode: string;
  readonly queue: string;
  readonly announcedMs: number | undefined;
  readonly outcome: string;
  /** Its own traits, spelled. */
  readonly own: string;
  readonly answer: Answer | undefined;
}

/** What a customer answered on one form. Scores that were not given are -1. */
export interface Answer {
  readonly form: string;
  readonly nps: number;
  readonly csat: number;
  readonly ces: number;
  /** 1 or 2; -1 without a score. */
  readonly cesVersion: number;
  readonly welcome: number;
  readonly listening: number;
  readonly efficiency: number;
}

/** An admitted event on its way from the log into its journey and into the store. */
export interface Arrival {
  readonly tenant: string;
  readonly subject: string;
  /** The time of the journey's key. */
  readonly minted: number;
  /** When it was first taken in. */
  readonly received: number;
  readonly staff: string;
  readonly isEmployees: boolean;
  /** With sorted keys, as admission writes it. */
  readonly dataJson: string;
  readonly extensionsJson: string;
  readonly event: Event;
}

/** A CloudEvent out of the log, before anybody has looked at it. */
export type LoggedEvent = Readonly<Record<string, unknown>>;

/** Reads one admitted event; undefined when it is none, which only a foreign writer can cause. */
export function readEvent(
  logged: LoggedEvent,
  tenant: string,
  received: number,
): Arrival | undefined {
  const { id, source, subject, type, time } = logged;
  const facts = TYPE_FACTS.get(type as EventType);
  if (typeof id !== "string" || typeof source !== "string" || typeof subject !== "string") {
    return undefined;
  }
  const at = typeof time === "string" ? readInstant(time) : Number.NaN;
  if (facts === undefined || Number.isNaN(at)) return undefined;
  const { data } = logged;
  if (data !== undefined && !isObject(data)) return undefined;
  const site = textOf(logged["site"]);
  const channel = textOf(logged["channel"]);
  const customer = textOf(logged["customer"]);
  const staff = textOf(logged["staff"]);
  const dataJson = data === undefined ? "" : JSON.stringify(data);
  const event = {
    facts,
    at,
    source: known(source),
    id,
    site: known(site),
    channel: known(channel),
    customer,
    said: data === undefined ? NOTHING : saidOf(facts.type, data, dataJson),
  };
  const arrival = {
    tenant,
    subject,
    minted: mintedOf(subject),
    received,
    staff,
    isEmployees: data?.["respondent"] === "employee",
    dataJson,
    extensionsJson: extensionsOf(logged),
  };
  return { ...arrival, event: { ...event, hash: bodyHash(event, arrival) } };
}

/** Where texts of events are looked at. */
export const texts = new TextMemory();

type Told = Pick<Arrival, "subject" | "staff" | "dataJson" | "extensionsJson">;

/** The hash of its text in the usual form, from the type on: what stands before is its identity. */
export function bodyHash(
  { facts, at, site, channel, customer }: Omit<Event, "source" | "id" | "said" | "hash">,
  { subject, staff, dataJson, extensionsJson }: Told,
): Hash64 {
  const time = new Date(at).toISOString();
  const absent = undefined; // which JSON leaves out
  const head = JSON.stringify({
    ...{ time, subject, site: site || absent, channel: channel || absent },
    ...{ customer: customer || absent, staff: staff || absent },
  }).slice(1, -1);
  const data = dataJson === "" ? "" : `,"data":${dataJson}`;
  const extensions = extensionsJson === "" ? "" : `,"extensions":${extensionsJson}`;
  return texts.hashOf(`${facts.type}",${head}${data}${extensions}}`);
}

/** What an event says that has no data. */
export const NOTHING: Said = {
  service: "",
  segment: "",
  priority: "",
  mode: "",
  queue: "",
  announcedMs: undefined,
  outcome: "",
  own: "",
  answer: undefined,
};

/**
 * Parsing makes a copy of each text, and events repeat themselves: sites, queues, "at desk 3, by
 * parcel". What repeats is held once: less to hold, and less for V8 to collect.
 */
const words = new Recent<string>(20_000);
const heard = new Recent<Said>(20_000);
const LONGEST = 160;

/** The same text, held once. */
export function known(word: string): string {
  return word.length > LONGEST ? word : (words.get(word) ?? words.set(word, word));
}

function saidOf(type: EventType, data: Data, dataJson: string): Said {
  if (type === "review.submitted" || dataJson.length > LONGEST) return readData(type, data);
  return heard.get(dataJson) ?? heard.set(dataJson, readData(type, data));
}

type Data = Readonly<Record<string, unknown>>;

/** What the fold reads of an event's `data`. A value that admission would have refused says nothing. */
export function readData(type: EventType, data: Data | undefined): Said {
  if (data === undefined) return NOTHING;
  const { service, segment, priority, mode, queue, announced, outcome } = data;
  const answer = type === "review.submitted" ? readAnswer(data) : undefined;
  return {
    service: known(textOf(service)),
    segment: known(textOf(segment)),
    priority: typeof priority === "number" ? String(priority) : textOf(priority),
    mode: known(textOf(mode)),
    queue: known(textOf(queue)),
    announcedMs: typeof announced === "number" ? Math.round(announced * 1000) : undefined,
    outcome: known(textOf(outcome)),
    own: known(ownTraits(data, answer)),
    answer,
  };
}

function readAnswer({ form, ces, attitudes, ...data }: Data): Answer {
  const effort = isObject(ces) ? ces : undefined;
  const felt = isObject(attitudes) ? attitudes : {};
  return {
    form: textOf(form) || "survey",
    nps: scoreOf(data["nps"]),
    csat: scoreOf(data["csat"]),
    ces: scoreOf(effort?.["score"]),
    cesVersion: effort === undefined ? -1 : effort["version"] === "v1" ? 1 : 2,
    welcome: scoreOf(felt["welcome"]),
    listening: scoreOf(felt["listening"]),
    efficiency: scoreOf(felt["efficiency"]),
  };
}

function scoreOf(value: unknown): number {
  return typeof value === "number" ? value : -1;
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
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
    a.at - b.at ||
    a.facts.rank - b.facts.rank ||
    compareText(a.source, b.source) ||
    compareText(a.id, b.id)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
