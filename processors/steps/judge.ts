import type { MomentDefinition } from "../../schemas/moment.ts";
import type { Journey } from "../journey.ts";
import { judgeMoments, type Moment } from "../moments.ts";
import { alsoTold } from "../told.ts";
import type { FoldedJourney } from "./fold.ts";

/** The rows of some journeys. */
export interface JourneyRows {
  readonly journeys: readonly Journey[];
  readonly moments: readonly Moment[];
}

/** Judges the moments of truth of each journey by its tenant's definitions. */
export function judge(definitions: ReadonlyMap<string, readonly MomentDefinition[]>) {
  const judges = new Map([...definitions].map(([tenant, list]) => [tenant, judgeMoments(list)]));
  return function judge(folded: readonly FoldedJourney[]): JourneyRows {
    const moments: Moment[] = [];
    for (const { journey, set } of folded) {
      for (const moment of judges.get(journey.tenant)?.(journey) ?? []) {
        // What never applied needs no row; what did before needs one that takes it back.
        const isTold = set.told?.moments.has(moment.moment);
        if (moment.result === "not_applicable" && isTold === false) continue;
        if (set.told !== undefined) set.told = alsoTold(set.told, moment.moment);
        moments.push(moment);
      }
    }
    return { journeys: folded.map(({ journey }) => journey), moments };
  };
}
