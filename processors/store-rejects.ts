import type { Log } from "../infra/log/port.ts";
import type { Store } from "../infra/store/port.ts";
import { RejectedEvent } from "../schemas/reject.ts";
import { persistent, type OnRetry } from "./persistent.ts";
import { arrowStream } from "./rows/arrow.ts";
import { REJECT_COLUMNS, type Reject } from "./rows/tables.ts";

export interface StoreRejectsDeps {
  readonly log: Log;
  readonly store: Store;
  readonly signal: AbortSignal;
  readonly retry: OnRetry;
}

/** Keeps what collectors refused: written, then acknowledged, like everything else. */
export async function storeRejects({ log, store, signal, retry }: StoreRejectsDeps): Promise<void> {
  const { insert } = persistent(store, signal, retry);
  const options = { signal, maxCount: 20_000, maxBytes: 16 << 20, lingerMs: () => 250 };
  for await (const batch of log.read("processor", "journey-rejects", options)) {
    const rejects = batch.records.map(({ tenant, appended, value }): Reject => {
      const rejected = RejectedEvent.parse(JSON.parse(value));
      return { ...rejected, tenant, received: appended };
    });
    await insert("rejects", arrowStream(REJECT_COLUMNS, rejects));
    await batch.acknowledge();
  }
}
