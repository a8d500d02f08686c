import { EVENTS_PER_JOURNEY, eventsInOrder } from "../bench/network.ts";

const DAY_MS = 86_400_000;

/**
 * Lines of NDJSON, about so many: whole journeys of three days ago, so that all of them are over
 * whatever the clock does meanwhile.
 */
export function pastLines(events: number, seed: number): readonly string[] {
  const from = Math.floor(Date.now() / DAY_MS) * DAY_MS - 3 * DAY_MS;
  const journeys = Math.ceil(events / EVENTS_PER_JOURNEY);
  const plan = { seed, from, to: from + DAY_MS / 2, journeys, sites: 400, pace: 1 };
  return Array.from(eventsInOrder(plan), ({ text }) => text);
}
