import type { Store } from "../../infra/store/port.ts";
import type { Row } from "../../schemas/answer.ts";
import { MOMENT_DIMENSIONS } from "../dimensions.ts";
import { wilson } from "../intervals.ts";
import { groupBy, planOf, type Scope } from "../plan.ts";
import { keysOf, type KeyedRow } from "./rows.ts";
import { shareColumns } from "./waits.ts";

/** What the engine counts for each group of moments; `kept` holds the delighted. */
export interface MomentCounts extends KeyedRow {
  readonly kept: number;
  readonly missed: number;
  readonly delighted: number;
  readonly pending: number;
  readonly unknown: number;
}

/** How a moment stands as of now: what the clock decides is decided here, not in the fold. */
export const RESULT_NOW =
  "if(due_at <= fromUnixTimestamp64Milli({now: Int64}, 'UTC'), result_when_due, result)";

/** Counts moments by group, in journeys that began in the period. */
export async function countMoments(
  store: Store,
  scope: Scope,
  moment: string | undefined,
  use: "now" | "before" = "now",
  signal?: AbortSignal,
): Promise<readonly MomentCounts[]> {
  const plan = planOf(scope, { dimensions: MOMENT_DIMENSIONS, time: "started" }, use);
  const sql = `
  SELECT ${plan.select}
    countIf(state IN ('kept', 'delighted')) AS kept,
    countIf(state = 'missed') AS missed,
    countIf(state = 'delighted') AS delighted,
    countIf(state = 'pending') AS pending,
    countIf(state = 'unknown') AS unknown
  FROM (
    SELECT *, ${RESULT_NOW} AS state
    FROM moments FINAL
    WHERE ${plan.where}
      AND ({moment: String} = '' OR moment = {moment: String})
  )
  WHERE state != 'not_applicable'
  ${groupBy(plan)}
  LIMIT {rows: UInt64}`;
  const params = { ...plan.params, moment: moment ?? "", rows: scope.frame.limit + 1 };
  return store.query<MomentCounts>(sql, params, signal === undefined ? {} : { signal });
}

/** The columns of the question out of the counts of a group. */
export function momentRow(counts: MomentCounts): Row {
  const { kept, missed, delighted, pending, unknown } = counts;
  const compliance = wilson(kept, kept + missed);
  return {
    ...keysOf(counts),
    kept,
    missed,
    delighted,
    pending,
    unknown,
    ...shareColumns("compliance", compliance),
  };
}
