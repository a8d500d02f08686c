import type { JourneySet } from "../memory.ts";
import type { Pipeline } from "../pipe.ts";
import type { Tables } from "../rows/tables.ts";
import type { Gathered } from "./gather.ts";
import type { JourneyRows } from "./judge.ts";

/** Journeys of one slice: each becomes a wide row, which is let go once it is in Arrow's memory. */
const SLICE = 1_000;

/** Tells the tables what became of the journeys. */
export function tell(rowsOf: Pipeline<readonly JourneySet[], JourneyRows>) {
  return async function tell({ tables, journeys }: Gathered): Promise<Tables> {
    for (let from = 0; from < journeys.length; from += SLICE) {
      const rows = await rowsOf.run(journeys.slice(from, from + SLICE));
      tables.journeys.append(rows.journeys);
      tables.moments.append(rows.moments);
    }
    return tables;
  };
}
