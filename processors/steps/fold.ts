import { foldJourney, type Journey } from "../journey.ts";
import type { JourneySet } from "../memory.ts";
import type { ClosesAt } from "../places.ts";
import type { Gathered } from "./gather.ts";

export interface FoldedJourney {
  readonly set: JourneySet;
  readonly journey: Journey;
}

export interface Folded extends Omit<Gathered, "journeys"> {
  readonly folded: readonly FoldedJourney[];
}

/** Makes a row of every journey that changed. Pure: the set of its events gives the row. */
export function fold(closesAt: (tenant: string) => ClosesAt) {
  return function fold({ journeys, ...rest }: Gathered): Folded {
    const folded = journeys.map((set) => {
      set.folded = set.distinct;
      return { set, journey: foldJourney(set, closesAt(set.tenant)) };
    });
    return { ...rest, folded };
  };
}
