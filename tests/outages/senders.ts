import { setTimeout as pause } from "node:timers/promises";
import { postLines, rejectedIn } from "../support/post-lines.ts";

export interface SendersOptions {
  readonly url: string;
  readonly key: string;
  /** Lines of NDJSON. */
  readonly lines: readonly string[];
  readonly eventsPerSecond: number;
}

/** How a collector answered while something was away. */
export interface Answers {
  /** How often each status came, or what came instead. */
  readonly counts: Readonly<Record<string, number>>;
  readonly slowestMs: number;
  /** Answers after more than `LATE_MS`. */
  readonly late: number;
  /** Answers with 503 and no `Retry-After`. */
  readonly adviceless: number;
}

const LATE_MS = 3_000;
const LANES = 32;
const PER_REQUEST = 10;
/** Far beyond what is promised: what is late must be seen. */
const PATIENCE_MS = 60_000;
const USUAL_WAIT_MS = 1_000;
const MOST_WAIT_MS = 2_000;

/**
 * Sends at a pace, as branches do: each sender has one request at a time, and sends it again, after
 * what `Retry-After` says, until it has its 202. Those who had to wait hurry afterwards.
 */
export async function sendPatiently(options: SendersOptions): Promise<Answers> {
  const { url, key, lines, eventsPerSecond } = options;
  const counts: Record<string, number> = {};
  let slowestMs = 0;
  let late = 0;
  let adviceless = 0;
  let next = 0;
  const began = performance.now();

  /** Resolves to how long to wait before the next attempt; 0 when none is needed. */
  async function attempt(body: string): Promise<number> {
    const sentAt = performance.now();
    const posted = await postLines({ url, key, body, patienceMs: PATIENCE_MS });
    const isKept = posted.outcome === "202";
    const outcome = isKept && rejectedIn(posted.text) > 0 ? "202, rejected" : posted.outcome;
    const ms = performance.now() - sentAt;
    slowestMs = Math.max(slowestMs, ms);
    if (ms > LATE_MS) late += 1;
    counts[outcome] = (counts[outcome] ?? 0) + 1;
    if (isKept) return 0;
    if (posted.retryAfterMs === 0) adviceless += 1;
    return Math.min(posted.retryAfterMs || USUAL_WAIT_MS, MOST_WAIT_MS);
  }

  async function lane(): Promise<void> {
    while (next < lines.length) {
      const from = next;
      next += PER_REQUEST;
      await pause(Math.max(0, began + (from / eventsPerSecond) * 1_000 - performance.now()));
      const body = lines.slice(from, from + PER_REQUEST).join("");
      for (let ms = await attempt(body); ms > 0; ms = await attempt(body)) await pause(ms);
    }
  }

  await Promise.all(Array.from({ length: LANES }, lane));
  return { counts, slowestMs, late, adviceless };
}
