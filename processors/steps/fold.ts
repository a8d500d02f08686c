import { foldJourney, type Journey } from "../journey.ts";
import type { JourneySet } from "../memory.ts";
import type { ClosesAt } from "../places.ts";
import type { Collected } from "./collect.ts";

export interface FoldedJourney {
  readonly set: JourneySet;
  readonly journey: Journey;
}

export interface Folded extends Omit<Collected, "journeys"> {
  readonly folded: readonly FoldedJourney[];
}

/** Makes a row of every journey that changed. Pure: the set of its events gives the row. */
export function fold(closesAt: (tenant: string) => ClosesAt) {
  return function fold({ journeys, ...rest }: Collected): Folded {
    const folded = journeys.map((set) => {
      set.folded = set.distinct;
      const tenant = set.counting[0]?.tenant ?? "";
      return { set, journey: foldJourney(set, closesAt(tenant)) };
    });
    return { ...rest, folded };
  };
}
