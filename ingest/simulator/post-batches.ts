import type { Receipt } from "../../schemas/admission.ts";
import type { JourneyEvent } from "../../schemas/event.ts";
import type { Timed } from "./journey-writer.ts";

/** What the collector said of a batch. */
export type Counts = Pick<Receipt, "accepted" | "duplicate" | "rejected">;

/** Delivers a batch and resolves once it is kept; retries what can be retried, rejects otherwise. */
export type Post = (events: readonly JourneyEvent[]) => Promise<Counts>;

/** How a run of batches is posted. */
export interface Posting {
  readonly post: Post;
  readonly signal?: AbortSignal;
  readonly batchSize?: number;
  readonly concurrency?: number;
  /** After each batch that was kept. */
  readonly onKept?: (batch: readonly Timed[], counts: Counts) => void;
}

/**
 * Posts events in order, several batches in flight; resolves when all are kept. Rejects with the
 * first failure, or the signal's reason, when nothing is in flight any more.
 */
export async function postBatches(events: readonly Timed[], posting: Posting): Promise<void> {
  const { post, signal, batchSize = 1000, concurrency = 4, onKept } = posting;
  let next = 0;
  let hasFailed = false;
  const lane = async () => {
    while (next < events.length && !hasFailed) {
      signal?.throwIfAborted();
      const batch = events.slice(next, next + batchSize);
      next += batch.length;
      try {
        const counts = await post(batch.map(({ event }) => event));
        onKept?.(batch, counts);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: concurrency }, lane));
  for (const { status, ...rest } of lanes)
    if (status === "rejected" && "reason" in rest) throw rest.reason;
}
