import type { ServiceOutcome } from "../../schemas/event.ts";
import { dayNumber, type LocalDay } from "./calendar.ts";
import { CHARACTERS } from "./characters.ts";
import type { DayPlan } from "./day-plan.ts";
import type { JourneyWriter } from "./journey-writer.ts";
import type { SimulatedSite } from "./network.ts";
import { drawMarks, drawOutcome } from "./outcome.ts";
import { ABSENCE_MS, type Customer, type Passage } from "./queue.ts";
import { between, lognormal, type Random } from "./random.ts";
import { kindOf, type ServiceName } from "./services.ts";
import type { Visit } from "./visits.ts";

/** What all journeys of a site and day share. */
export interface DayOfSite {
  readonly seed: string;
  readonly site: SimulatedSite;
  readonly day: LocalDay;
  readonly plan: DayPlan;
  /** People who work here in turn. */
  readonly roster: number;
}

/** One wait of a journey and what came of it. */
export interface Leg {
  readonly pool: "front" | "back";
  readonly service: ServiceName;
  readonly customer: Customer & Pick<Visit, "walkMs" | "handleMs">;
  readonly passage: Passage;
}

/** How a leg ended; `endsAt` in ms since 1970. */
export interface LegEnd {
  readonly waitSeconds: number;
  readonly announcedSeconds: number;
  readonly ending: ServiceOutcome | "left" | "absent";
  readonly endsAt: number;
}

/** A leg in its journey: the first has index 0, the last no next. */
export interface LegOfVisit {
  readonly visit: Visit;
  readonly leg: Leg;
  readonly index: number;
  readonly next: Leg | undefined;
}

const PLACES = {
  office: {
    front: { queue: "counter", mode: "counter", desk: "G" },
    back: { queue: "advisor", mode: "advisor", desk: "C" },
  },
  phone: {
    front: { queue: "calls", mode: "phone", desk: "P" },
    back: { queue: "experts", mode: "phone", desk: "E" },
  },
} as const;

// Real logs have desks that start before the wait ends: two clocks, or two fingers.
const CLOCK_NOISE = { share: 0.05, mostMs: 4_000, suspectShare: 0.0008, suspectMs: 20_000 };

/** Appends one wait and its service, if it comes to that, and says how it ended. */
export function tellLeg(
  writer: JourneyWriter,
  random: Random,
  context: DayOfSite,
  step: LegOfVisit,
): LegEnd {
  const { site } = context;
  const { leg } = step;
  const { passage, customer, service } = leg;
  const place = PLACES[site.channel][leg.pool];
  const isOffice = site.channel === "office";
  // The kiosk writes the ticket first and opens the wait a moment later; a telephone has no kiosk.
  const joined = customer.at + (isOffice ? Math.round(between(random, 200, 900)) : 0);
  const announcedSeconds = announce(random, site, passage, kindOf(service).handleSeconds);
  const { queue } = place;
  const position = passage.ahead + 1;
  writer.say("wait.started", joined, { queue, position, announced: announcedSeconds });
  const at = Math.max(joined, Math.round(passage.at));
  if (passage.fate === "left") {
    const reason = at >= context.plan.closesAt ? "closing" : "gave-up";
    writer.say("wait.abandoned", at, { queue, reason });
    return { announcedSeconds, waitSeconds: (at - joined) / 1000, ending: "left", endsAt: at };
  }
  const desk = place.desk + String(passage.desk + 1);
  if (isOffice) writer.say("ticket.called", at, { desk });
  if (passage.fate === "absent") {
    if (isOffice) writer.say("ticket.no_show", at + ABSENCE_MS, { desk });
    else writer.say("wait.abandoned", at, { queue, reason: "hung-up" });
    return { announcedSeconds, waitSeconds: (at - joined) / 1000, ending: "absent", endsAt: at };
  }
  const reached = at + customer.walkMs;
  writer.say("wait.ended", reached, { queue });
  const ending = tellService(writer, random, context, step, reached, desk);
  const waitSeconds = (reached - joined) / 1000;
  return { announcedSeconds, waitSeconds, ending, endsAt: reached + customer.handleMs };
}

/** The service itself; says how it ended. */
function tellService(
  writer: JourneyWriter,
  random: Random,
  context: DayOfSite,
  { visit, leg, next }: LegOfVisit,
  reached: number,
  desk: string,
): ServiceOutcome {
  const { mode } = PLACES[context.site.channel][leg.pool];
  const staff = staffId(context, leg);
  const isPhone = context.site.channel === "phone";
  // However wrong its clock, a desk can't begin before there is a ticket.
  const earliest = leg.customer.at + 1;
  const startsAt = isPhone ? reached : Math.max(earliest, reached + clockNoise(random));
  const endsAt = reached + leg.customer.handleMs;
  writer.say("service.started", startsAt, { mode, desk }, staff);
  const outcome = next ? "referred" : drawOutcome(random, context, leg.service, visit);
  const marks = next ? undefined : drawMarks(random, outcome);
  const data = marks ? { mode, desk, outcome, marks } : { mode, desk, outcome };
  writer.say("service.ended", endsAt, data, staff);
  if (next)
    writer.say("ticket.transferred", next.customer.at, { to: next.service, reason: "expertise" });
  return outcome;
}

/** What the screen or the voice announces, in seconds: those ahead at the usual pace, with an error. */
function announce(random: Random, site: SimulatedSite, seen: Passage, handleSeconds: number) {
  const error = lognormal(random, 1, 0.25) * CHARACTERS[site.character].optimism;
  if (seen.idle || seen.open === 0) return 0;
  return Math.ceil(((((seen.ahead + 0.7) * handleSeconds) / seen.open) * error) / 60) * 60;
}

function clockNoise(random: Random): number {
  const chance = random();
  if (chance < CLOCK_NOISE.suspectShare) return -CLOCK_NOISE.suspectMs;
  if (chance < CLOCK_NOISE.share) return -Math.round(random() * CLOCK_NOISE.mostMs);
  return Math.round(random() * 900);
}

function staffId({ site, day, roster }: DayOfSite, { pool, passage }: Leg): string {
  const person = (passage.desk + dayNumber(day.date)) % roster;
  return `${pool === "front" ? "a" : "b"}-${10 + site.index}${String(person).padStart(2, "0")}`;
}
