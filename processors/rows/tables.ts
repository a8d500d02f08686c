import type { Arrival, Event } from "../event.ts";
import type { Journey, Review } from "../journey.ts";
import type { Moment } from "../moments.ts";
import type { Wait } from "../waits.ts";
import { column, listColumn, tableOf, type ArrowColumn, type Table } from "./arrow.ts";
import {
  dictionary,
  hash64,
  int64,
  int8,
  nullableInt64,
  nullableTimestamp,
  timestamp,
  uint16,
  uint32,
  uint8,
  utf8,
  type Encode,
} from "./cells.ts";

/** The columns of `events`, and of `employee_answers`. */
const EVENT_COLUMNS: readonly ArrowColumn<Arrival>[] = [
  column("tenant", dictionary, ({ tenant }) => tenant),
  column("minted", timestamp, ({ minted }) => minted),
  column("journey", utf8, ({ subject }) => subject),
  column("source", dictionary, ({ event }) => event.source),
  column("id", utf8, ({ event }) => event.id),
  column("body_hash", hash64, ({ event }) => event.hash),
  column("type", dictionary, ({ event }) => event.facts.type),
  column("time", timestamp, ({ event }) => event.at),
  column("received", timestamp, ({ received }) => received),
  column("site", dictionary, ({ event }) => event.site),
  column("channel", dictionary, ({ event }) => event.channel),
  column("customer", utf8, ({ event }) => event.customer),
  column("staff", utf8, ({ staff }) => staff),
  column("data", utf8, ({ dataJson }) => dataJson),
  column("extensions", utf8, ({ extensionsJson }) => extensionsJson),
];

const ofSteps = <Cell>(
  name: string,
  encode: Encode<Cell>,
  pick: (step: Event, journey: Journey) => Cell,
) => listColumn(name, encode, (journey: Journey) => journey.steps, pick);
const ofWaits = <Cell>(
  name: string,
  encode: Encode<Cell>,
  pick: (wait: Wait, journey: Journey) => Cell,
) => listColumn(name, encode, (journey: Journey) => journey.waits, pick);
const ofReviews = <Cell>(name: string, encode: Encode<Cell>, pick: (review: Review) => Cell) =>
  listColumn(name, encode, (journey: Journey) => journey.reviews, pick);

/** The columns of `journeys`. */
export const JOURNEY_COLUMNS: readonly ArrowColumn<Journey>[] = [
  column("tenant", dictionary, (journey) => journey.tenant),
  column("minted", timestamp, (journey) => journey.minted),
  column("journey", utf8, (journey) => journey.subject),
  column("version", uint32, (journey) => journey.version),
  column("started", timestamp, (journey) => journey.started),
  column("last", timestamp, (journey) => journey.last),
  column("closes_at", timestamp, (journey) => journey.closesAt),
  column("site", dictionary, (journey) => journey.site),
  column("channel", dictionary, (journey) => journey.channel),
  column("service", dictionary, (journey) => journey.service),
  column("segment", dictionary, (journey) => journey.segment),
  column("priority", dictionary, (journey) => journey.priority),
  column("mode", dictionary, (journey) => journey.mode),
  column("customer", utf8, (journey) => journey.customer),
  column("outcome", dictionary, (journey) => journey.outcome),
  column("status", dictionary, (journey) => journey.status),
  column("wait_started", nullableTimestamp, (journey) => journey.waits[0]?.from),
  column("wait_ms", nullableInt64, (journey) => durationOf(journey.waits[0])),
  column("total_wait_ms", nullableInt64, totalWait),
  column("announced_ms", nullableInt64, (journey) => journey.waits[0]?.announcedMs),
  column("handle_ms", nullableInt64, (journey) => journey.handleMs),
  column("waiting_since", nullableTimestamp, waitingSince),
  column("transfers", uint16, (journey) => Math.min(journey.transfers, 65_535)),
  column("abandoned_after_transfer", uint8, abandonedAfterTransfer),
  column("suspect", dictionary, suspectReason),
  column("negative_duration", uint8, (journey) => journey.negativeDuration),
  column("conflicting_id", uint8, (journey) => journey.conflictingId),
  column("variant", dictionary, (journey) => journey.variant),
  ofSteps("step_codes", uint8, ({ facts }) => facts.code),
  ofSteps("step_ms", int64, ({ at }, { started }) => at - started),
  listColumn(
    "step_traits",
    dictionary,
    ({ traits }: Journey) => traits,
    (spelled) => spelled,
  ),
  ofWaits("wait_queues", dictionary, ({ queue }) => queue),
  ofWaits("wait_from_ms", int64, ({ from }, { started }) => from - started),
  ofWaits("wait_until_ms", int64, ({ until }, { started }) =>
    until === undefined ? -1 : until - started,
  ),
  ofReviews("review_at", timestamp, ({ at }) => at),
  ofReviews("review_form", dictionary, ({ answer }) => answer.form),
  ofReviews("review_nps", int8, ({ answer }) => answer.nps),
  ofReviews("review_csat", int8, ({ answer }) => answer.csat),
  ofReviews("review_ces", int8, ({ answer }) => answer.ces),
  ofReviews("review_ces_version", int8, ({ answer }) => answer.cesVersion),
  ofReviews("review_welcome", int8, ({ answer }) => answer.welcome),
  ofReviews("review_listening", int8, ({ answer }) => answer.listening),
  ofReviews("review_efficiency", int8, ({ answer }) => answer.efficiency),
];

/** The columns of `moments`. */
const MOMENT_COLUMNS: readonly ArrowColumn<Moment>[] = [
  column("tenant", dictionary, ({ journey }) => journey.tenant),
  column("minted", timestamp, ({ journey }) => journey.minted),
  column("journey", utf8, ({ journey }) => journey.subject),
  column("moment", dictionary, ({ moment }) => moment),
  column("version", uint32, ({ journey }) => journey.version),
  column("definition", uint32, ({ definition }) => definition),
  column("started", timestamp, ({ journey }) => journey.started),
  column("site", dictionary, ({ journey }) => journey.site),
  column("channel", dictionary, ({ journey }) => journey.channel),
  column("service", dictionary, ({ journey }) => journey.service),
  column("segment", dictionary, ({ journey }) => journey.segment),
  column("priority", dictionary, ({ journey }) => journey.priority),
  column("mode", dictionary, ({ journey }) => journey.mode),
  column("result", dictionary, ({ result }) => result),
  column("due_at", nullableTimestamp, ({ dueAt }) => dueAt),
  column("result_when_due", dictionary, ({ resultWhenDue }) => resultWhenDue),
];

/** An event that the processor refused, or a collector before it. */
export interface Reject {
  readonly tenant: string;
  readonly received: number;
  readonly reject: string;
  readonly reason: string;
  readonly path: string;
  readonly detail: string;
  readonly key: string;
  readonly parsed: boolean;
  readonly body: string;
}

/** The columns of `rejects`. */
export const REJECT_COLUMNS: readonly ArrowColumn<Reject>[] = [
  column("tenant", dictionary, ({ tenant }) => tenant),
  column("received", timestamp, ({ received }) => received),
  column("reject", utf8, ({ reject }) => reject),
  column("reason", dictionary, ({ reason }) => reason),
  column("path", utf8, ({ path }) => path),
  column("detail", utf8, ({ detail }) => detail),
  column("key", dictionary, ({ key }) => key),
  column("parsed", uint8, ({ parsed }) => parsed),
  column("body", utf8, ({ body }) => body),
];

/** The tables of the store that a batch writes, by their names; empty once they are encoded. */
export interface Tables {
  readonly events: Table<Arrival>;
  readonly journeys: Table<Journey>;
  readonly moments: Table<Moment>;
  readonly employee_answers: Table<Arrival>;
  readonly rejects: Table<Reject>;
}

export function openTables(): Tables {
  return {
    events: tableOf(EVENT_COLUMNS),
    journeys: tableOf(JOURNEY_COLUMNS),
    moments: tableOf(MOMENT_COLUMNS),
    employee_answers: tableOf(EVENT_COLUMNS),
    rejects: tableOf(REJECT_COLUMNS),
  };
}

function durationOf(wait: Wait | undefined): number | undefined {
  return wait?.until === undefined ? undefined : wait.until - wait.from;
}

function totalWait({ waits }: Journey): number | undefined {
  let total: number | undefined;
  for (const wait of waits) {
    const duration = durationOf(wait);
    if (duration !== undefined) total = (total ?? 0) + duration;
  }
  return total;
}

function waitingSince({ waits }: Journey): number | undefined {
  return waits.find((wait) => wait.end === "waiting")?.from;
}

function abandonedAfterTransfer({ waits }: Journey): boolean {
  return waits.some((wait, index) => index > 0 && wait.afterTransfer && wait.end === "abandoned");
}

function suspectReason({ waits }: Journey): string {
  return waits.some((wait) => wait.suspect) ? "service-before-wait-end" : "";
}
