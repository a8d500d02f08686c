import { setTimeout as pause } from "node:timers/promises";

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
    let outcome: string;
    let waitMs = 1_000;
    try {
      const answer = await fetch(`${url}/v1/events`, {
        method: "POST",
        headers: {
          "content-type": "application/x-ndjson",
          authorization: `Bearer ${key}`,
          prefer: "return=minimal",
        },
        body,
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      const text = await answer.text();
      outcome = String(answer.status);
      if (answer.status === 202) {
        waitMs = 0;
        if ((JSON.parse(text) as { rejected: number }).rejected > 0) outcome = "202, rejected";
      } else {
        const advice = Number(answer.headers.get("retry-after") ?? "0") * 1_000;
        if (advice > 0) waitMs = Math.min(advice, MOST_WAIT_MS);
        else adviceless += 1;
      }
    } catch (error) {
      outcome = String((error as Error).cause ?? error);
    }
    const ms = performance.now() - sentAt;
    slowestMs = Math.max(slowestMs, ms);
    if (ms > LATE_MS) late += 1;
    counts[outcome] = (counts[outcome] ?? 0) + 1;
    return waitMs;
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
