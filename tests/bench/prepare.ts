import { createWriteStream } from "node:fs";
import { once } from "node:events";
import { EVENTS_PER_JOURNEY, eventsInOrder, type NetworkPlan } from "./network.ts";

/** A file of NDJSON, made before any clock starts. */
export interface Prepared {
  readonly file: string;
  readonly events: number;
  readonly bytes: number;
}

const HOUR_MS = 3_600_000;

/** The last day of a network of 400 sites: `count` events in the order of their times. */
export function prepareDay(file: string, count: number): Promise<Prepared> {
  const now = Date.now();
  const plan = {
    seed: 1,
    from: now - 26 * HOUR_MS,
    to: now - 2 * HOUR_MS,
    journeys: Math.ceil((count / EVENTS_PER_JOURNEY) * 1.1),
    sites: 400,
    pace: 1,
  };
  return write(file, plan, count, plan.from);
}

export interface LivePlan {
  readonly seed: number;
  /** In ms since 1970. */
  readonly start: number;
  readonly seconds: number;
  readonly eventsPerSecond: number;
}

/** So much faster than real visits, so that whole journeys fit into half a minute. */
export const LIVE_PACE = 1 / 60;

/** A network in full swing: the events of the seconds after `start`. */
export function prepareLive(file: string, live: LivePlan): Promise<Prepared> {
  const { seed, start, seconds, eventsPerSecond } = live;
  const warmMs = 120_000;
  const from = start - warmMs;
  const to = start + 1.2 * seconds * 1000;
  const journeys = Math.ceil((((to - from) / 1000) * eventsPerSecond) / EVENTS_PER_JOURNEY);
  const plan = { seed, from, to, journeys, sites: 400, pace: LIVE_PACE };
  return write(file, plan, seconds * eventsPerSecond, start);
}

async function write(
  file: string,
  plan: NetworkPlan,
  count: number,
  from: number,
): Promise<Prepared> {
  const out = createWriteStream(file);
  let texts: string[] = [];
  let events = 0;
  let bytes = 0;
  for (const { at, text } of eventsInOrder(plan)) {
    if (at < from) continue;
    texts.push(text);
    events += 1;
    bytes += Buffer.byteLength(text);
    if (events === count) break;
    if (texts.length < 5_000) continue;
    if (!out.write(texts.join(""))) await once(out, "drain");
    texts = [];
  }
  out.end(texts.join(""));
  await once(out, "close");
  if (events < count) throw new Error(`Only ${events} of ${count} events could be made.`);
  return { file, events, bytes };
}
