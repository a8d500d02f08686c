import type { Arrival } from "../event.ts";
import type { JourneySet, Memory } from "../memory.ts";
import type { Parsed } from "./parse.ts";

/** What is new, and the journeys that no earlier slice of the batch has touched. */
export interface Collected extends Parsed {
  readonly journeys: readonly JourneySet[];
}

/** Adds each event to the set of its journey; repeats are forgotten here. */
export function collect(memory: Memory, batchNumber: () => number) {
  return function collect(parsed: Parsed): Collected {
    const batch = batchNumber();
    const journeys: JourneySet[] = [];
    const fresh: Arrival[] = [];
    for (const arrival of parsed.events) {
      const journey = memory.open(arrival.tenant, arrival.subject, arrival.minted);
      if (memory.add(journey, arrival.event)) fresh.push(arrival);
      if (journey.touched === batch) continue;
      journey.touched = batch;
      journeys.push(journey);
    }
    return { ...parsed, events: fresh, journeys };
  };
}
