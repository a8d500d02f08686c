import fc from "fast-check";
import { Site } from "../../schemas/site.ts";
import { subjectAt } from "../support/events.ts";
import { SERVICE_MS, type Visit } from "./visits.ts";

/** A tenant whose every text can be recognised, and of whom every number is known. */
export interface World {
  /** Its id, and a mark in its texts that nobody else's have. */
  readonly tenant: string;
  readonly visits: readonly Visit[];
  readonly sites: readonly Site[];
  readonly moments: readonly WorldMoment[];
}

/** A moment as it is written in `parcours.config.yaml`. */
export interface WorldMoment {
  readonly id: string;
  readonly name: { readonly en: string; readonly fr: string };
  readonly success: "wait <= 10m" | "outcome = resolved";
}

/** What both call by the same name, each meaning their own: a site, a service, a moment, some journeys. */
export const SHARED = { site: "market", service: "parcel", moment: "promise", journeys: 25 };

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Two tenants side by side, as of a moment (ms since 1970). */
export function makeWorlds(now: number, seed: number): readonly World[] {
  return [
    makeWorld("aster", { visits: 410, now, seed }),
    makeWorld("birch", { visits: 590, now, seed: seed + 1 }),
  ];
}

interface Making {
  readonly visits: number;
  readonly now: number;
  readonly seed: number;
}

function makeWorld(tenant: string, { visits, now, seed }: Making): World {
  return {
    tenant,
    sites: sitesOf(tenant),
    moments: momentsOf(tenant),
    visits: fc
      .sample(visitsOf(tenant, now), { seed, numRuns: visits })
      .map((visit, nth) => ({ ...visit, subject: subjectOf(tenant, nth, visit.started) })),
  };
}

/** The first are everybody's; of the others half carry the mark, and half the time they began. */
function subjectOf(tenant: string, nth: number, started: number): string {
  if (nth < SHARED.journeys) return subjectAt(Date.UTC(2024, 0, 1), nth);
  const own = tenant.charCodeAt(0) * 10_000 + nth;
  return nth % 2 === 0 ? `${tenant}-visit-${String(nth)}` : subjectAt(started, own);
}

function sitesOf(tenant: string): readonly Site[] {
  return [
    [SHARED.site, `${tenant}-north`, ""],
    [`${tenant}-1`, `${tenant}-north`, "Europe/Paris"],
    [`${tenant}-2`, `${tenant}-south`, "Asia/Tokyo"],
    [`${tenant}-3`, "centre", "America/New_York"],
  ].map(([id = "", region, timezone]) =>
    Site.parse({ id, name: `${id} of ${tenant}`, region, timezone }),
  );
}

function momentsOf(tenant: string): readonly WorldMoment[] {
  const name = { en: `A promise of ${tenant}`, fr: `Une promesse de ${tenant}` };
  const isFirst = tenant === "aster";
  return [
    { id: `${tenant}_short_wait`, name, success: "wait <= 10m" },
    { id: SHARED.moment, name, success: isFirst ? "wait <= 10m" : "outcome = resolved" },
  ];
}

/** Visits of the last ten weeks, and some of this hour. */
function visitsOf(tenant: string, now: number): fc.Arbitrary<Omit<Visit, "subject">> {
  const named = (kind: string, count: number, ...more: readonly string[]) =>
    fc.constantFrom(...Array.from({ length: count }, (_, n) => `${tenant}-${kind}-${n}`), ...more);
  const parts = fc.record({
    // Not from 12 to 18 days ago: there it is decided, while we ask, whether an outcome still comes.
    age: fc.oneof(
      fc.integer({ min: 25 * MINUTE_MS, max: 55 * MINUTE_MS }),
      fc.integer({ min: 30 * HOUR_MS, max: 12 * DAY_MS }),
      fc.integer({ min: 18 * DAY_MS, max: 70 * DAY_MS }),
    ),
    site: fc.constantFrom(
      ...sitesOf(tenant).map(({ id }) => id),
      `${tenant}-unknown`, // a site that was never told of
    ),
    channel: fc.constantFrom("office", "phone", "web"),
    service: named("service", 5, SHARED.service),
    segment: named("segment", 3, ""),
    priority: named("priority", 2, ""),
    ending: fc.constantFrom<Visit["ending"]>("served", "served", "abandoned", "waiting"),
    waitMs: fc.integer({ min: 0, max: 18 * MINUTE_MS }),
    mode: fc.constantFrom("counter", "advisor"),
    outcome: fc.constantFrom("resolved", "partial", "referred"),
    form: fc.constantFrom("survey", "survey", "complaint", "platform", ""),
    nps: fc.integer({ min: 0, max: 10 }),
  });
  return parts.map(({ age, mode, outcome, form, nps, ...visit }) => {
    const started = now - age;
    const at = started + visit.waitMs + SERVICE_MS + MINUTE_MS;
    const isServed = visit.ending === "served";
    return {
      ...visit,
      started,
      mode: isServed ? mode : "",
      outcome: isServed ? outcome : "",
      answer: isServed && form !== "" ? { form, nps, at } : undefined,
    };
  });
}
