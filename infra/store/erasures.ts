import {
  isErasedBy,
  type Erasure,
  type IsErased,
  type KnownErasures,
} from "../../schemas/erasure.ts";
import type { Store } from "./port.ts";

/** Whoever takes events in or keeps them looks at least so often. */
export const ERASURES_REFRESH_MS = 1_000;

/** Reads the list of erasures from the store whenever it is asked to. */
export function knownErasures(store: Pick<Store, "query">): KnownErasures {
  let isErased: IsErased | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  return {
    get isErased() {
      return isErased;
    },
    async refresh() {
      if (performance.now() - readAt < ERASURES_REFRESH_MS) return;
      const began = performance.now();
      const rows = await store.query<Erasure>(
        "SELECT tenant, kind, value, toUnixTimestamp64Milli(erased) AS erasedMs FROM erasures FINAL",
      );
      readAt = began;
      isErased = isErasedBy(rows);
    },
  };
}
