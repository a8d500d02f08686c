import { setTimeout as pause } from "node:timers/promises";
import type { Random } from "../bench/random.ts";
import { postLines, rejectedIn } from "../support/post-lines.ts";

export interface SendersOptions {
  /** Lines of NDJSON in the order of their times. */
  readonly lines: readonly string[];
  readonly random: Random;
  readonly url: string;
  readonly key: string;
  /** How far the sending may have come by now, as a share of all. */
  readonly allowed: () => number;
}

/** What the senders know when all is sent: every line has its 2xx. */
export interface SendingReport {
  /** Requests that were answered with 202. */
  readonly accepted: number;
  /** Requests that had to be sent again, by what came instead: a status, or the error. */
  readonly again: Readonly<Record<string, number>>;
  /** Events that a 202 called rejected; there should be none. */
  readonly rejected: number;
}

const SENDERS = 8;
const DUPLICATES = 0.05;
const LATE = 0.1;
const LATE_BY = 5_000;
const AGAIN_WITHIN = 20_000;
const MOST_A_REQUEST = 200;
/** A collector that was frozen answers nothing at all. */
const PATIENCE_MS = 10_000;

/**
 * Sends every line until it has been acknowledged: one in twenty a second time, one in ten late, so
 * that it comes after others that happened later.
 */
export async function sendAll(options: SendersOptions): Promise<SendingReport> {
  const { lines, random, url, key, allowed } = options;
  const order = disorder(lines.length, random);
  const again: Record<string, number> = {};
  let next = 0;
  let accepted = 0;
  let rejected = 0;

  async function attempt(body: string): Promise<boolean> {
    const { outcome, text } = await postLines({ url, key, body, patienceMs: PATIENCE_MS });
    if (outcome === "202") {
      rejected += rejectedIn(text);
      return true;
    }
    if (/^\d+$/.test(outcome) && outcome !== "503" && outcome !== "429") {
      throw new Error(`The collector answered ${outcome}, which no outage explains: ${text}`);
    }
    again[outcome] = (again[outcome] ?? 0) + 1;
    return false;
  }

  async function send(): Promise<void> {
    while (next < order.length) {
      if (next / order.length > allowed()) {
        await pause(5);
        continue;
      }
      const from = next;
      next += 1 + Math.floor(random() * MOST_A_REQUEST);
      const body = order
        .slice(from, next)
        .map((index) => lines[index])
        .join("");
      while (!(await attempt(body))) await pause(100);
      accepted += 1;
    }
  }

  await Promise.all(Array.from({ length: SENDERS }, send));
  return { accepted, again, rejected };
}

function disorder(count: number, random: Random): readonly number[] {
  const places: { readonly index: number; readonly at: number }[] = [];
  for (let index = 0; index < count; index += 1) {
    const late = random() < LATE ? random() * LATE_BY : 0;
    places.push({ index, at: index + late });
    if (random() < DUPLICATES) places.push({ index, at: index + random() * AGAIN_WITHIN });
  }
  return places.sort((a, b) => a.at - b.at).map(({ index }) => index);
}
