import { setTimeout as wait } from "node:timers/promises";
import { Receipt } from "../schemas/admission.ts";

/** Delivers events to a collector; resolves once they are kept. */
export type Deliver = (events: readonly object[]) => Promise<Receipt>;

/** Where events go and who sends them. */
export interface SenderOptions {
  /** Of Parcours, without a path: `http://127.0.0.1:7300`. */
  readonly url: string;
  readonly key: string;
  /** More headers, and other ones than are sent otherwise. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly fetch?: typeof fetch;
  /** Resolves after so many ms, or rejects when the signal is aborted. */
  readonly sleep?: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

/** What answers may be asked again: the collector is busy, or something before it is away. */
const PASSING: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;
const REQUEST_TIMEOUT_MS = 60_000;

/**
 * Sends batches to a collector as NDJSON. Waits as long as `Retry-After` says, else longer each time,
 * and tries until it is kept or the signal is aborted; an answer that won't change is an error. A
 * batch that is larger than a request may be is sent in parts.
 */
export function sendTo(options: SenderOptions): Deliver {
  const { url, key, signal, fetch: ask = fetch, sleep = pause } = options;
  const target = new URL("/v1/events", url);
  const headers = {
    authorization: `Bearer ${key}`,
    "content-type": "application/x-ndjson",
    prefer: "return=minimal",
    ...options.headers,
  };
  const attempt = (body: string) =>
    within(REQUEST_TIMEOUT_MS, signal, async (limit) => {
      const response = await ask(target, { method: "POST", headers, body, signal: limit });
      const retryAfter = response.headers.get("retry-after");
      return { status: response.status, text: await response.text(), retryAfter };
    });
  return async function send(events) {
    const body = events.map((event) => JSON.stringify(event)).join("\n");
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      const answer = await attempt(body);
      if (answer?.status === 202) return Receipt.parse(JSON.parse(answer.text));
      if (answer?.status === 413 && events.length > 1) return inHalves(send, events);
      if (answer && !PASSING.has(answer.status))
        throw new Error(`${target.href} answered ${answer.status}: ${answer.text.slice(0, 500)}`);
      await sleep(retryAfterMs(answer?.retryAfter) ?? pauseMs, signal);
    }
  };
}

/** What is too large for one request goes out as two. */
async function inHalves(send: Deliver, events: readonly object[]): Promise<Receipt> {
  const middle = Math.ceil(events.length / 2);
  const first = await send(events.slice(0, middle));
  const second = await send(events.slice(middle));
  return {
    accepted: first.accepted + second.accepted,
    duplicate: first.duplicate + second.duplicate,
    rejected: first.rejected + second.rejected,
    results: [...(first.results ?? []), ...(second.results ?? [])],
  };
}

/**
 * Runs a request with a time limit; undefined when it was refused, reset or too slow: then nothing is
 * known, and to send again is harmless. By hand, because AbortSignal.any keeps every signal it joined
 * as long as the longest of them lives.
 */
async function within<T>(
  limitMs: number,
  signal: AbortSignal | undefined,
  request: (limit: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  signal?.throwIfAborted();
  const controller = new AbortController();
  const stop = () => controller.abort();
  const timer = setTimeout(stop, limitMs);
  signal?.addEventListener("abort", stop);
  try {
    return await request(controller.signal);
  } catch {
    signal?.throwIfAborted();
    return undefined;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

/** The pause that `Retry-After` asks for, in ms: seconds or an HTTP date. */
function retryAfterMs(header: string | null | undefined): number | undefined {
  if (!header) return undefined;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await wait(ms, undefined, signal && { signal });
}
