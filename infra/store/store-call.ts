import { setTimeout as pause } from "node:timers/promises";
import { ClickHouseError, type ClickHouseSettings } from "@clickhouse/client";
import { StoreError } from "./port.ts";

/** How long a call may take, and whether it may be made again. */
export interface Call {
  readonly seconds: number;
  readonly signal?: AbortSignal | undefined;
  /** Whether a call that was cut off, and may have happened, can be made again. */
  readonly repeatable: boolean;
}

/** The same, in the terms of the client. */
export interface Bounds {
  readonly abort_signal: AbortSignal;
  readonly clickhouse_settings: ClickHouseSettings;
}

/** How much longer than the engine's own limit an answer may take, before the store counts as hung. */
const MARGIN_SECONDS = 10;
const TOO_MANY_QUERIES = 202;
const NETWORK_ERROR = 210;
/** By a store that is being closed: the caller's own cancelling never comes so far. */
const CANCELLED = 394;

export interface Patience {
  /** Named in errors. */
  readonly url: string;
  readonly seconds: number;
}

/**
 * Makes a call, and makes it again, as long as patience lasts, while the store can't be reached (it is
 * being restarted) or turns it away. What was cut off may have happened: that is for `repeatable` calls.
 * @throws {StoreError} with the engine's code, or 210 when there was no answer.
 */
export async function patiently<T>(
  patience: Patience,
  call: Call,
  send: (bounds: Bounds) => Promise<T>,
): Promise<T> {
  const until = Date.now() + patience.seconds * 1000;
  for (let waitMs = 50; ; waitMs = Math.min(waitMs * 2, 800)) {
    try {
      return await bounded(call, send);
    } catch (cause) {
      call.signal?.throwIfAborted();
      const error = asStoreError(cause, patience.url);
      if (!mayRepeat(error, cause, call.repeatable) || Date.now() + waitMs > until) throw error;
      await pause(waitMs, undefined, call.signal && { signal: call.signal });
    }
  }
}

/** With the engine's own limit, and one for an engine that doesn't answer at all. */
export async function bounded<T>(call: Call, send: (bounds: Bounds) => Promise<T>): Promise<T> {
  const { seconds, signal } = call;
  signal?.throwIfAborted();
  const abort = new AbortController();
  const hung = new Error(`nothing came within ${seconds + MARGIN_SECONDS} s`);
  const timer = setTimeout(() => abort.abort(hung), (seconds + MARGIN_SECONDS) * 1000);
  const leave = () => abort.abort(signal?.reason);
  signal?.addEventListener("abort", leave, { once: true });
  try {
    const clickhouse_settings = { max_execution_time: seconds };
    return await send({ abort_signal: abort.signal, clickhouse_settings });
  } catch (error) {
    throw abort.signal.aborted ? abort.signal.reason : error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", leave);
  }
}

/** Never reached, or turned away: such a call has not happened. Cut off: it may have. */
function mayRepeat(error: StoreError, cause: unknown, repeatable: boolean): boolean {
  if (error.code === TOO_MANY_QUERIES) return true;
  if (error.code === CANCELLED) return repeatable;
  if (error.code !== NETWORK_ERROR) return false;
  return repeatable || (cause as NodeJS.ErrnoException).code === "ECONNREFUSED";
}

function asStoreError(cause: unknown, url: string): StoreError {
  if (cause instanceof ClickHouseError)
    return new StoreError(`${cause.type ?? "Error"}: ${cause.message.trim()}`, Number(cause.code), {
      cause,
    });
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StoreError(`The store at ${url} did not answer: ${reason}`, NETWORK_ERROR, { cause });
}
