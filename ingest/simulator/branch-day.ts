import type { LocalDay } from "./calendar.ts";
import { planDay, type DayPlan } from "./day-plan.ts";
import type { Timed } from "./journey-writer.ts";
import type { SimulatedSite } from "./network.ts";
import { runQueue, type Passage } from "./queue.ts";
import { between, randomOf, type Random } from "./random.ts";
import { kindOf } from "./services.ts";
import { tellJourney } from "./tell-journey.ts";
import type { DayOfSite, Leg } from "./tell-leg.ts";
import { drawTimes, visitsOf, type Visit } from "./visits.ts";

// Who is ill, on leave or in training: desks change hands from day to day.
const SPARE_STAFF = 3;

/** One site on one local day of a simulation. */
export interface SiteDay {
  readonly seed: string;
  readonly site: SimulatedSite;
  readonly day: LocalDay;
}

/** The events of a site's day, in order of time, and how many journeys they tell. */
export interface DayOfEvents {
  readonly events: readonly Timed[];
  readonly journeys: number;
}

/**
 * All events of the journeys that begin at a site on a local day; the last ones, answers to a
 * survey, fall up to `HORIZON_DAYS` later. A pure function: no other day changes it.
 */
export function branchDay({ seed, site, day }: SiteDay): DayOfEvents {
  const plan = planDay(seed, site, day);
  const random = randomOf(`${seed}/${site.id}/${day.date}`);
  const visits = visitsOf(random, seed, site, day, plan);
  const legs = queueUp(random, site, plan, visits);
  const roster = Math.max(0, ...plan.front.map(({ desks }) => desks)) + SPARE_STAFF;
  const context: DayOfSite = { seed, site, day, plan, roster };
  const events: Timed[] = [];
  visits.forEach((visit, number) => {
    tellJourney(events, random, context, { visit, number, legs: legs.get(visit) ?? [] });
  });
  return { events: events.sort((a, b) => a.at - b.at), journeys: visits.length };
}

/** Sends everybody through the front, and who belongs there or is sent on through the back. */
function queueUp(
  random: Random,
  site: SimulatedSite,
  plan: DayPlan,
  visits: readonly Visit[],
): Map<Visit, Leg[]> {
  const legs = new Map<Visit, Leg[]>();
  const run = (
    pool: "front" | "back",
    comers: readonly (readonly [Visit, Omit<Leg, "passage">])[],
  ) => {
    const passages = runQueue(
      comers.map(([, leg]) => leg.customer),
      plan[pool],
    );
    comers.forEach(([visit, leg], index) => {
      const passage = passages[index];
      if (passage) legs.set(visit, [...(legs.get(visit) ?? []), { ...leg, passage }]);
    });
  };
  const comers = visits.filter((visit) => visit.skipsQueue === undefined);
  const first = (pool: "front" | "back") =>
    comers
      .filter(({ service }) => kindOf(service).pool === pool)
      .map((visit) => [visit, { pool, service: visit.service, customer: visit }] as const);

  run("front", first("front"));
  const second = [...legs].flatMap(([visit, [leg]]) => {
    const next = leg && handOver(random, site, visit, leg.passage);
    return next ? [[visit, next] as const] : [];
  });
  run(
    "back",
    [...first("back"), ...second].sort((a, b) => a[1].customer.at - b[1].customer.at),
  );
  return legs;
}

function handOver(
  random: Random,
  site: SimulatedSite,
  visit: Visit,
  { fate, at }: Passage,
): Omit<Leg, "passage"> | undefined {
  const service = visit.transferTo;
  if (service === undefined || fate !== "served") return undefined;
  const kind = kindOf(service);
  const ready = at + visit.walkMs + visit.handleMs + Math.round(between(random, 4000, 25_000));
  const times = drawTimes(random, site, kind.handleSeconds * 1000 * 0.6, kind.sigma);
  const customer = { ...visit, ...times, at: ready, rank: 1, silent: false };
  return { pool: "back", service, customer };
}
