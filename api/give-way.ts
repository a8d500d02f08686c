import { setImmediate as turn } from "node:timers/promises";

/** So long one question may keep everybody else of its process waiting. */
const TURN_MS = 10;

/** To be awaited between pieces of long work: lets others go on now and then, and ends when nobody listens any more. */
export function givingWay(signal: AbortSignal): () => Promise<void> {
  let since = performance.now();
  return async function giveWay() {
    if (performance.now() - since < TURN_MS) return;
    await turn();
    signal.throwIfAborted();
    since = performance.now();
  };
}
