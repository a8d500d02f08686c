import type { Event } from "../event.ts";
import type { JourneySet, Memory } from "../memory.ts";
import type { Parsed } from "./parse.ts";

/** What a batch changes: events that are new, and journeys to fold again. */
export interface Collected extends Parsed {
  readonly journeys: readonly JourneySet[];
}

/**
 * Adds each event to the set of its journey; repeats are forgotten here. A journey that came back
 * from the store is folded even if nothing is new: a crash may have come between its events and its row.
 */
export function collect(memory: Memory, batchNumber: () => number) {
  return function collect(parsed: Parsed): Collected {
    const batch = batchNumber();
    const touched = new Set<JourneySet>();
    const fresh: Event[] = [];
    for (const event of parsed.events) {
      const journey = memory.open(event.tenant, event.subject, event.minted);
      if (memory.add(journey, event)) fresh.push(event);
      journey.touched = batch;
      touched.add(journey);
    }
    const journeys = [...touched].filter((journey) => journey.folded !== journey.distinct);
    return { ...parsed, events: fresh, journeys };
  };
}
