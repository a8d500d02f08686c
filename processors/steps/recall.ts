import type { Store } from "../../infra/store/port.ts";
import type { Arrival } from "../event.ts";
import type { Memory } from "../memory.ts";
import { eventOf, eventsOfJourneys } from "../stored-events.ts";
import type { Parsed } from "./parse.ts";

/**
 * Brings the events of journeys that are not in memory back from the store: one query a slice and
 * tenant, and none for journeys that are surely new. `settled` resolves once earlier batches are
 * written, because what they wrote may be what is asked for.
 */
export function recall(memory: Memory, store: Pick<Store, "query">, settled: () => Promise<void>) {
  return async function recall(parsed: Parsed): Promise<Parsed> {
    const unknown = unknownJourneys(parsed.events, memory);
    if (unknown.size > 0) await settled();
    for (const [tenant, journeys] of unknown) {
      for (const row of await eventsOfJourneys(store, tenant, journeys)) {
        memory.add(memory.open(tenant, row.journey, row.minted_ms), eventOf(row));
      }
    }
    return parsed;
  };
}

function unknownJourneys(
  events: readonly Arrival[],
  memory: Memory,
): Map<string, Map<string, number>> {
  const unknown = new Map<string, Map<string, number>>();
  for (const { tenant, subject, minted } of events) {
    if (memory.isSurelyNew(minted) || memory.get(tenant, subject) !== undefined) continue;
    let journeys = unknown.get(tenant);
    if (journeys === undefined) unknown.set(tenant, (journeys = new Map<string, number>()));
    journeys.set(subject, minted);
  }
  return unknown;
}
