import { beforeAll, describe, expect, test } from "vitest";
import { branchDay } from "../../ingest/simulator/branch-day.ts";
import { addDays, localDay } from "../../ingest/simulator/calendar.ts";
import type { CharacterName } from "../../ingest/simulator/characters.ts";
import { initiative } from "../../ingest/simulator/initiatives.ts";
import { SIMULATED_SITES } from "../../ingest/simulator/network.ts";

const FIRST = "2026-09-07";
const DAYS = 14;

class Figures {
  journeys = 0;
  events = 0;
  abandoned = 0;
  noShows = 0;
  known = 0;
  waits: number[] = [];
  scores: number[] = [];

  get offered() {
    return this.waits.length + this.abandoned + this.noShows;
  }
  get abandonment() {
    return this.abandoned / this.offered;
  }
  get nps() {
    const share = (counts: (score: number) => boolean) =>
      this.scores.filter(counts).length / this.scores.length;
    return 100 * (share((score) => score >= 9) - share((score) => score <= 6));
  }
  wait(p: number) {
    const sorted = this.waits.toSorted((a, b) => a - b);
    return sorted[Math.floor(p * sorted.length)]!;
  }
}

const network = new Figures();
const byCharacter = new Map<CharacterName, Figures>();

beforeAll(() => {
  for (let index = 0; index < DAYS; index += 1)
    for (const site of SIMULATED_SITES) {
      const own = byCharacter.get(site.character) ?? new Figures();
      byCharacter.set(site.character, own);
      const { events, journeys } = branchDay({
        seed: "figures",
        site,
        day: localDay(addDays(FIRST, index)),
      });
      const began = new Map<string, number>();
      const ended = new Set<string>();
      for (const of of [network, own]) of.journeys += journeys;
      for (const { at, event } of events) {
        const { subject, type } = event;
        const figures = [network, own];
        for (const of of figures) {
          of.events += 1;
          if (event.customer) of.known += 1;
          if (type === "review.submitted" && event.data?.form === "survey")
            of.scores.push(event.data.nps!);
        }
        if (type === "wait.started" && !began.has(subject)) began.set(subject, at);
        const ends =
          type === "wait.ended" || type === "wait.abandoned" || type === "ticket.no_show";
        if (!ends || ended.has(subject)) continue;
        ended.add(subject);
        for (const of of figures)
          if (type === "wait.abandoned") of.abandoned += 1;
          else if (type === "ticket.no_show") of.noShows += 1;
          else of.waits.push((at - began.get(subject)!) / 1000);
      }
    }
});

const within = (value: number, low: number, high: number) => {
  expect(value).toBeGreaterThan(low);
  expect(value).toBeLessThan(high);
};

describe("a fortnight looks like a service network", () => {
  test("in size", () => {
    within(network.journeys, 70_000, 110_000);
    within(network.events / network.journeys, 5, 7);
    within(network.known / network.events, 0.43, 0.47);
  });

  test("in its waits", () => {
    within(network.abandonment, 0.03, 0.06);
    within(network.waits.length / network.offered, 0.92, 0.97);
    within(network.wait(0.5), 20, 240);
    within(network.wait(0.9), 8 * 60, 14 * 60);
  });

  test("in its voice", () => {
    within(network.nps, 25, 40);
    within(network.scores.length / network.journeys, 0.06, 0.09);
  });

  test("and in differences between its branches", () => {
    const star = byCharacter.get("star")!;
    const chronic = byCharacter.get("chronic")!;
    expect(star.wait(0.9)).toBeLessThan(0.6 * chronic.wait(0.9));
    expect(star.abandonment).toBeLessThan(0.6 * chronic.abandonment);
    expect(star.nps).toBeGreaterThan(chronic.nps + 30);
  });
});

test("in any month a region's initiative begins, and it shows within days", () => {
  const regions = [...new Set(SIMULATED_SITES.map(({ region }) => region))];
  const begins = (date: string) =>
    regions.filter((of) => initiative(of, date) === 1 && initiative(of, addDays(date, -7)) === 0);
  for (let day = 0; day < 360; day += 30) {
    const month = Array.from({ length: 30 }, (_, index) => addDays(FIRST, day + index));
    expect(month.flatMap(begins).length).toBeGreaterThan(0);
  }
});
