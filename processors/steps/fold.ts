import { foldJourney, type Journey } from "../journey.ts";
import type { JourneySet } from "../memory.ts";
import type { ClosesAt } from "../places.ts";

export interface FoldedJourney {
  readonly set: JourneySet;
  readonly journey: Journey;
}

/** Makes a row of every journey that changed. Pure: the set of its events gives the row. */
export function fold(closesAt: (tenant: string) => ClosesAt) {
  return function fold(journeys: readonly JourneySet[]): readonly FoldedJourney[] {
    return journeys.map((set) => {
      set.folded = set.distinct;
      return { set, journey: foldJourney(set, closesAt(set.tenant)) };
    });
  };
}
