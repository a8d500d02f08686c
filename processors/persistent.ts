import type { Store } from "../infra/store/port.ts";

/** Is told of each failed attempt: which one, and how long until the next, in ms. */
export type OnRetry = (error: unknown, attempt: number, waitMs: number) => void;

/**
 * A store that is away comes back: reads and inserts are tried until they succeed, or until the
 * signal says that nobody waits for them any more. Inserts may land twice; rows replace themselves.
 */
export function persistent(
  store: Store,
  signal: AbortSignal,
  onRetry: OnRetry,
): Pick<Store, "query" | "insert"> {
  async function untilDone<T>(attempt: () => Promise<T>): Promise<T> {
    for (let count = 1; ; count += 1) {
      try {
        return await attempt();
      } catch (error) {
        signal.throwIfAborted();
        const waitMs = Math.min(2_000, 50 * 2 ** Math.min(count, 10));
        onRetry(error, count, waitMs);
        await pause(waitMs, signal);
      }
    }
  }
  return {
    query: (sql, params, options) => untilDone(() => store.query(sql, params, options)),
    insert: (table, stream) => untilDone(() => store.insert(table, stream)),
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
}
