import { describe, expect, test } from "vitest";
import { HORIZON_DAYS } from "../../ingest/simulator/agenda.ts";
import { branchDay } from "../../ingest/simulator/branch-day.ts";
import { addDays, localDay } from "../../ingest/simulator/calendar.ts";
import type { Timed } from "../../ingest/simulator/journey-writer.ts";
import { SIMULATED_SITES, simulatedSites } from "../../ingest/simulator/network.ts";
import { TEMPLATES } from "../../ingest/simulator/verbatim.ts";
import { EVENT_SCHEMAS } from "../../schemas/event.ts";
import { timeOfJourneyId } from "../../schemas/journey-id.ts";
import { Site } from "../../schemas/site.ts";

const TUESDAY = "2026-09-15";
const SUNDAY = "2026-09-20";
const seed = "test";

const dayOf = (date: string, withSeed = seed): readonly Timed[] =>
  SIMULATED_SITES.flatMap(
    (site) => branchDay({ seed: withSeed, site, day: localDay(date) }).events,
  );
const tuesday = dayOf(TUESDAY);

test("the network is forty branches, a call centre and its night line, as valid sites", () => {
  const sites = simulatedSites().map((site) => Site.parse(site));
  expect(sites).toHaveLength(42);
  expect(new Set(sites.map(({ id }) => id)).size).toBe(42);
  expect(SIMULATED_SITES.filter(({ channel }) => channel === "office")).toHaveLength(40);
});

test("the same seed and day give the same bytes, another seed gives others", () => {
  const bytes = (events: readonly Timed[]) => JSON.stringify(events);
  expect(bytes(dayOf(TUESDAY))).toBe(bytes(tuesday));
  expect(bytes(dayOf(TUESDAY, "other"))).not.toBe(bytes(tuesday));
});

describe("every event of a day", () => {
  test("is valid by its schema", () => {
    const wrong = tuesday.filter(
      ({ event }) => !EVENT_SCHEMAS[event.type].safeParse(event).success,
    );
    expect(wrong).toEqual([]);
    expect(tuesday.length).toBeGreaterThan(30_000);
  });

  test("has an id of its own within its source", () => {
    expect(new Set(tuesday.map(({ event }) => `${event.source} ${event.id}`)).size).toBe(
      tuesday.length,
    );
  });

  test("says its time, and belongs to a journey that was minted when it began", () => {
    const firsts = new Map<string, number>();
    for (const { at, event } of tuesday) {
      expect(Date.parse(event.time)).toBe(at);
      firsts.set(event.subject, Math.min(at, firsts.get(event.subject) ?? Infinity));
    }
    const unlike = [...firsts].filter(([subject, at]) => timeOfJourneyId(subject) !== at);
    expect(unlike).toEqual([]);
  });
});

test("after the horizon nothing more is said, so a live run needs no older days", () => {
  const horizon = localDay(addDays(TUESDAY, HORIZON_DAYS + 1)).at(0);
  expect(tuesday.filter(({ at }) => at >= horizon)).toEqual([]);
  expect(Math.max(...tuesday.map(({ at }) => at))).toBeGreaterThan(horizon - 2 * 86_400_000);
});

describe("opening hours", () => {
  const openOn = (date: string) => [...new Set(dayOf(date).map(({ event }) => event.site))];

  test("close all but the airport and the night line on Sundays", () => {
    expect(openOn(SUNDAY)).toEqual(["CDG-T2", "CC-NUIT"]);
  });

  test("and on public holidays, Easter Monday among them", () => {
    expect(openOn("2026-04-06")).toEqual(["CDG-T2", "CC-NUIT"]);
    expect(openOn("2026-07-14")).toEqual(["CDG-T2", "CC-NUIT"]);
  });

  test.each([
    ["2026-03-29", 23],
    ["2026-10-25", 25],
    [TUESDAY, 24],
  ])("are local: %s has %i hours round the clock", (date, hours) => {
    const midnight = localDay(date).at(0);
    expect(localDay(addDays(date, 1)).at(0) - midnight).toBe(hours * 3_600_000);
    const site = SIMULATED_SITES.find(({ id }) => id === "CDG-T2")!;
    const issued = branchDay({ seed, site, day: localDay(date) }).events.filter(
      ({ event }) => event.type === "ticket.issued",
    );
    const busy = new Set(issued.map(({ at }) => Math.floor((at - midnight) / 3_600_000)));
    expect(busy.size).toBe(hours);
  });

  test("begin at nine on the wall clock, in winter as in summer", () => {
    const site = SIMULATED_SITES.find(({ id }) => id === "PAR-01-LOUVRE")!;
    const firstHour = (date: string) =>
      branchDay({ seed, site, day: localDay(date) }).events[0]?.event.time.slice(0, 13);
    expect(firstHour("2026-07-15")).toBe("2026-07-15T07");
    expect(firstHour("2026-12-15")).toBe("2026-12-15T08");
  });
});

describe("what customers write", () => {
  const written = (polarity: "praise" | "blame") =>
    [...TEMPLATES[polarity].fr, ...TEMPLATES[polarity].en].map(([, text]) => text);

  test("comes from at least sixty sentences on either side", () => {
    expect(new Set(written("praise")).size).toBeGreaterThanOrEqual(60);
    expect(new Set(written("blame")).size).toBeGreaterThanOrEqual(60);
  });

  test("has no slot left open", () => {
    const verbatims = tuesday.flatMap(({ event }) =>
      event.type === "review.submitted" && event.data?.verbatim ? [event.data.verbatim] : [],
    );
    expect(verbatims.length).toBeGreaterThan(100);
    expect(verbatims.filter((verbatim) => /[{}]|undefined|NaN/.test(verbatim))).toEqual([]);
  });
});
