import type { Log } from "../infra/log/port.ts";
import type { Store } from "../infra/store/port.ts";
import type { IsErased, KnownErasures } from "../schemas/erasure.ts";
import { RejectedEvent } from "../schemas/reject.ts";
import { persistent, type OnRetry } from "./persistent.ts";
import { arrowStream } from "./rows/arrow.ts";
import { REJECT_COLUMNS, type Reject } from "./rows/tables.ts";

export interface StoreRejectsDeps {
  readonly log: Log;
  readonly store: Store;
  readonly signal: AbortSignal;
  readonly retry: OnRetry;
  readonly erasures: KnownErasures;
}

/** Keeps what collectors refused: written, then acknowledged, like everything else. */
export async function storeRejects(deps: StoreRejectsDeps): Promise<void> {
  const { log, store, signal, retry, erasures } = deps;
  const { insert } = persistent(store, signal, retry);
  const options = { signal, maxCount: 20_000, maxBytes: 16 << 20, lingerMs: () => 250 };
  for await (const batch of log.read("processor", "journey-rejects", options)) {
    await erasures.refresh();
    const rejects = batch.records
      .map(({ tenant, appended, value }): Reject => {
        const rejected = RejectedEvent.parse(JSON.parse(value.toString()));
        return { ...rejected, tenant, received: appended };
      })
      .filter((reject) => !wasErased(erasures.isErased, reject));
    await insert("rejects", arrowStream(REJECT_COLUMNS, rejects));
    await batch.acknowledge();
  }
}

/** A reject of what was erased is nothing to keep either. Its time may be what is wrong with it. */
function wasErased(isErased: IsErased | undefined, { tenant, parsed, body, received }: Reject) {
  if (isErased === undefined || !parsed) return false;
  const { subject, customer } = JSON.parse(body) as { subject?: unknown; customer?: unknown };
  return isErased(tenant, {
    subject: typeof subject === "string" ? subject : "",
    customer: typeof customer === "string" ? customer : "",
    at: received,
  });
}
