import { SAME_TIME } from "../schemas/event-types.ts";
import type { Event, EventData } from "./event.ts";
import type { ClosesAt } from "./places.ts";
import { waitsOf, type Wait, type WaitEnd } from "./waits.ts";

/** The last answer of a customer on one form. Scores that were not given are -1. */
export interface Review {
  readonly at: number;
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
  readonly reviews: readonly Review[];
}

/** The distinct events of one journey: what of each identity counts, and how many were seen. */
export interface JourneyEvents {
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
    tenant: first.tenant,
    subject: first.subject,
    minted: first.minted,
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
    const { data } = step;
    if (facts.site === "") facts.site = step.site;
    if (facts.channel === "") facts.channel = step.channel;
    if (facts.customer === "") facts.customer = step.customer;
    if (facts.service === "") facts.service = data.service ?? "";
    if (facts.segment === "") facts.segment = data.segment ?? "";
    if (facts.priority === "" && data.priority !== undefined)
      facts.priority = String(data.priority);
    if (facts.mode === "") facts.mode = data.mode ?? "";
    if (data.outcome !== undefined) facts.outcome = data.outcome;
    if (step.type === "ticket.transferred") facts.transfers += 1;
    if (step.type === "ticket.cancelled") facts.hasCancelled = true;
    if (step.type === "service.started" || step.type === "service.ended") facts.hasService = true;
  }
  return facts;
}

/** Time in service: each start with the next end. An end that only comes before its start is no duration. */
function handleTime(steps: readonly Event[]): { ms: number | undefined; negative: boolean } {
  let ms: number | undefined;
  let since: number | undefined;
  let orphan = false;
  for (const step of steps) {
    if (step.type === "service.started") {
      since ??= step.at;
    } else if (step.type === "service.ended") {
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
  for (const { at, letter } of steps) {
    if (at === before) variant += SAME_TIME;
    variant += letter;
    before = at;
  }
  return variant;
}

const NO_REVIEWS: readonly Review[] = [];

function reviewsOf(steps: readonly Event[]): readonly Review[] {
  let byForm: Map<string, Review> | undefined;
  for (const { type, at, data } of steps) {
    if (type !== "review.submitted") continue;
    const review = readReview(at, data);
    byForm ??= new Map();
    byForm.delete(review.form); // so that the map is in the order of the last answers
    byForm.set(review.form, review);
  }
  return byForm === undefined ? NO_REVIEWS : [...byForm.values()];
}

function readReview(at: number, data: EventData): Review {
  return {
    at,
    form: data.form ?? "survey",
    nps: data.nps ?? -1,
    csat: data.csat ?? -1,
    ces: data.ces?.score ?? -1,
    cesVersion: data.ces === undefined ? -1 : data.ces.version === "v1" ? 1 : 2,
    welcome: data.attitudes?.welcome ?? -1,
    listening: data.attitudes?.listening ?? -1,
    efficiency: data.attitudes?.efficiency ?? -1,
  };
}
