import { SAME_TIME } from "../schemas/event-types.ts";
import type { Answer, Event } from "./event.ts";
import type { ClosesAt } from "./places.ts";
import { traitsOf } from "./traits.ts";
import { waitsOf, type Wait, type WaitEnd } from "./waits.ts";

/** The last answer of a customer on one form. */
export interface Review {
  readonly at: number;
  readonly answer: Answer;
}

/** What is known of a journey: a function of the set of its events. Times in ms since 1970. */
export interface Journey {
  readonly tenant: string;
  readonly subject: string;
  readonly minted: number;
  /** The number of distinct events folded, of which a larger one replaces a smaller. */
  readonly version: number;
  readonly started: number;
  readonly last: number;
  readonly closesAt: number;
  readonly site: string;
  readonly channel: string;
  readonly service: string;
  readonly segment: string;
  readonly priority: string;
  readonly mode: string;
  readonly customer: string;
  readonly outcome: string;
  readonly status: WaitEnd | "none";
  readonly waits: readonly Wait[];
  readonly handleMs: number | undefined;
  readonly transfers: number;
  readonly negativeDuration: boolean;
  readonly conflictingId: boolean;
  readonly variant: string;
  /** The events that count, in order. */
  readonly steps: readonly Event[];
  /** Of each step, spelled. */
  readonly traits: readonly string[];
  readonly reviews: readonly Review[];
}

/** The distinct events of one journey: what of each identity counts, and how many were seen. */
export interface JourneyEvents {
  readonly tenant: string;
  readonly subject: string;
  /** The time of the journey's key. */
  readonly minted: number;
  /** In order; at least one. */
  readonly counting: readonly Event[];
  /** Distinct bodies, those included that lost to a smaller hash. */
  readonly distinct: number;
}

/** Folds one journey. Any order, duplication and batching of its events gives the same result. */
export function foldJourney(events: JourneyEvents, closesAt: ClosesAt): Journey {
  const steps = events.counting;
  const first = steps[0];
  const last = steps.at(-1);
  if (first === undefined || last === undefined) throw new Error("A journey has an event.");
  const waits = waitsOf(steps);
  const handle = handleTime(steps);
  const facts = gather(steps);
  return {
    tenant: events.tenant,
    subject: events.subject,
    minted: events.minted,
    version: events.distinct,
    started: first.at,
    last: last.at,
    closesAt: closesAt(facts.site, last.at),
    ...facts,
    status: statusOf(waits, facts),
    waits,
    handleMs: handle.ms,
    negativeDuration: handle.negative || waits.some((wait) => wait.negative),
    conflictingId: events.distinct > steps.length,
    variant: variantOf(steps),
    steps,
    traits: traitsOf(steps, facts),
    reviews: reviewsOf(steps),
  };
}

function statusOf(
  waits: readonly Wait[],
  facts: { readonly hasService: boolean; readonly hasCancelled: boolean },
): WaitEnd | "none" {
  const first = waits[0];
  if (first !== undefined) return first.end;
  if (facts.hasService) return "served";
  return facts.hasCancelled ? "cancelled" : "none";
}

/** A dimension is the value of the earliest event that carries it; the outcome is the last one. */
function gather(steps: readonly Event[]) {
  const facts = {
    site: "",
    channel: "",
    service: "",
    segment: "",
    priority: "",
    mode: "",
    customer: "",
    outcome: "",
    transfers: 0,
    hasService: false,
    hasCancelled: false,
  };
  for (const step of steps) {
    const { said } = step;
    const { type } = step.facts;
    if (facts.site === "") facts.site = step.site;
    if (facts.channel === "") facts.channel = step.channel;
    if (facts.customer === "") facts.customer = step.customer;
    if (facts.service === "") facts.service = said.service;
    if (facts.segment === "") facts.segment = said.segment;
    if (facts.priority === "") facts.priority = said.priority;
    if (facts.mode === "") facts.mode = said.mode;
    if (said.outcome !== "") facts.outcome = said.outcome;
    if (type === "ticket.transferred") facts.transfers += 1;
    if (type === "ticket.cancelled") facts.hasCancelled = true;
    if (type === "service.started" || type === "service.ended") facts.hasService = true;
  }
  return facts;
}

/** Time in service: each start with the next end. An end that only comes before its start is no duration. */
function handleTime(steps: readonly Event[]): { ms: number | undefined; negative: boolean } {
  let ms: number | undefined;
  let since: number | undefined;
  let orphan = false;
  for (const step of steps) {
    const { type } = step.facts;
    if (type === "service.started") {
      since ??= step.at;
    } else if (type === "service.ended") {
      if (since === undefined) orphan = true;
      else ms = (ms ?? 0) + step.at - since;
      since = undefined;
    }
  }
  return { ms, negative: orphan && since !== undefined };
}

function variantOf(steps: readonly Event[]): string {
  let variant = "";
  let before: number | undefined;
  for (const { at, facts } of steps) {
    if (at === before) variant += SAME_TIME;
    variant += facts.letter;
    before = at;
  }
  return variant;
}

const NO_REVIEWS: readonly Review[] = [];

function reviewsOf(steps: readonly Event[]): readonly Review[] {
  let byForm: Map<string, Review> | undefined;
  for (const { at, said } of steps) {
    const { answer } = said;
    if (answer === undefined) continue;
    byForm ??= new Map();
    byForm.delete(answer.form); // so that the map is in the order of the last answers
    byForm.set(answer.form, { at, answer });
  }
  return byForm === undefined ? NO_REVIEWS : [...byForm.values()];
}
