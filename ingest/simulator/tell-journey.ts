import { writeJourney, type JourneyWriter, type Timed } from "./journey-writer.ts";
import { between, type Random } from "./random.ts";
import { tellReviews } from "./reviews.ts";
import { tellLeg, type DayOfSite, type Leg } from "./tell-leg.ts";
import type { Visit } from "./visits.ts";

/** One visit, with its number of the day and its waits. */
export interface VisitedLegs {
  readonly visit: Visit;
  readonly number: number;
  readonly legs: readonly Leg[];
}

/** Appends the events of one visit, reviews included. */
export function tellJourney(
  events: Timed[],
  random: Random,
  context: DayOfSite,
  { visit, number, legs }: VisitedLegs,
): void {
  const { seed, site, day, plan } = context;
  const isKiosk = visit.skipsQueue === "kiosk";
  const writer = writeJourney(events, {
    seed,
    site,
    date: day.date,
    number,
    startsAt: visit.at,
    channel: isKiosk ? "kiosk" : site.channel,
    customer: visit.customer,
  });
  if (isKiosk) {
    tellSelfService(writer, visit);
    return;
  }
  tellTicket(writer, visit);
  if (visit.skipsQueue === "cancels") {
    const after = Math.round(between(random, 15_000, 150_000));
    writer.say("ticket.cancelled", visit.at + after, { reason: "customer" });
    return;
  }
  const ends = legs.map((leg, index) =>
    tellLeg(writer, random, context, { visit, leg, index, next: legs[index + 1] }),
  );
  const [first, last] = [ends[0], ends.at(-1)];
  if (first === undefined || last === undefined) return;
  tellReviews(writer, random, {
    site,
    service: visit.service,
    language: visit.language,
    waitSeconds: first.waitSeconds,
    announcedSeconds: first.announcedSeconds,
    ending: last.ending,
    endsAt: last.endsAt,
    transferred: legs.length > 1,
    improved: plan.improved,
  });
}

function tellTicket(writer: JourneyWriter, visit: Visit): void {
  const { service, segment, appointment, rank, at } = visit;
  const priority = appointment ? "appointment" : "reduced-mobility";
  if (rank > 1) writer.say("ticket.issued", at, { service, segment });
  else if (!appointment) writer.say("ticket.issued", at, { service, segment, priority });
  else writer.say("ticket.issued", at, { service, segment, priority, appointment });
}

function tellSelfService(writer: JourneyWriter, { at, handleMs }: Visit): void {
  const endsAt = at + Math.round(handleMs * 0.7);
  writer.say("service.started", at, { mode: "kiosk" });
  writer.say("service.ended", endsAt, { mode: "kiosk", outcome: "resolved" });
}
