import type { LogRecord } from "../../infra/log/port.ts";
import type { JourneySet } from "../memory.ts";
import type { Pipeline } from "../pipe.ts";
import { openTables, type Tables } from "../rows/tables.ts";
import type { Collected } from "./collect.ts";

/** What a batch brings: rows of events, which wait in Arrow's memory, and journeys to fold again. */
export interface Gathered {
  readonly tables: Tables;
  readonly journeys: readonly JourneySet[];
}

/** Events of one slice, about. */
const SLICE = 2_000;

/**
 * Takes a batch in slices, so that what only the store needs of an event is let go while it is young:
 * held until the end of a large batch, it cost the collection of garbage as much as all the rest. A
 * journey that came back from the store is folded even if nothing is new: a crash may have come
 * between its events and its row.
 */
export function gather(take: Pipeline<readonly LogRecord[], Collected>) {
  const tables = openTables();
  return async function gather(records: readonly LogRecord[]): Promise<Gathered> {
    const touched: JourneySet[] = [];
    for (const slice of slicesOf(records)) {
      const { events, employeeAnswers, rejects, journeys } = await take.run(slice);
      tables.events.append(events);
      tables.employee_answers.append(employeeAnswers);
      tables.rejects.append(rejects);
      for (const journey of journeys) touched.push(journey);
    }
    return { tables, journeys: touched.filter(({ folded, distinct }) => folded !== distinct) };
  };
}

function* slicesOf(records: readonly LogRecord[]): Generator<readonly LogRecord[]> {
  let from = 0;
  let count = 0;
  for (let to = 0; to < records.length; to += 1) {
    count += records[to]?.count ?? 0;
    if (count < SLICE) continue;
    yield records.slice(from, to + 1);
    from = to + 1;
    count = 0;
  }
  if (from < records.length) yield records.slice(from);
}
