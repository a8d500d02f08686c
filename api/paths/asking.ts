import type { Store } from "../../infra/store/port.ts";
import { RequestProblem } from "../../schemas/problem.ts";
import type { PathsQuestion } from "../../schemas/questions/paths.ts";
import type { KeyedRow } from "../questions/rows.ts";
import type { Ways } from "./ways.ts";

/** Everything that is the same for all queries of a question about paths. */
export interface Asking {
  readonly store: Store;
  readonly ways: Ways;
  readonly question: PathsQuestion;
  readonly signal: AbortSignal;
}

export interface SequenceRow extends KeyedRow {
  /** A letter a type. */
  readonly way: string;
  readonly journeys: number;
}

/** Of customers, of whom hardly two go the same way. */
const MOST_WAYS = 500_000;

/** How many ways there are of each sequence of types. */
export async function countSequences({
  store,
  ways,
  question,
  signal,
}: Asking): Promise<readonly SequenceRow[]> {
  const isOfCustomers = question.unit === "customer";
  const sql = `
  SELECT ${ways.select} ${ways.sequence} AS way, count() AS journeys
  FROM ${ways.from}
  GROUP BY ${[...ways.keys, "way"].join(", ")}
  ${isOfCustomers ? `LIMIT ${String(MOST_WAYS + 1)}` : ""}`;
  const rows = await store.query<SequenceRow>(sql, ways.params, { signal });
  if (!isOfCustomers || rows.length <= MOST_WAYS) return rows;
  const detail = `Customers go more than ${String(MOST_WAYS)} different ways: take a shorter range, or fewer groups.`;
  throw new RequestProblem("question-too-heavy", detail, { field: "range" });
}

export function add(counts: Map<string, number>, key: string, more: number): void {
  counts.set(key, (counts.get(key) ?? 0) + more);
}
