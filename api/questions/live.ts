import type { Store } from "../../infra/store/port.ts";
import type { Row } from "../../schemas/answer.ts";
import type { LiveQuestion } from "../../schemas/questions/live.ts";
import { WAITED_MS, WAITS_NOW } from "../../schemas/waiting.ts";
import { JOURNEY_DIMENSIONS } from "../dimensions.ts";
import { planOf, type Scope } from "../plan.ts";
import { keysOf, type KeyedRow } from "./rows.ts";

interface LiveCounts extends KeyedRow {
  readonly waiting: number;
  readonly over: number;
  readonly oldest_ms: number;
  readonly p50_ms: number;
}

/** Who waits now, by group; those who have waited longest first. */
export async function whoWaits(
  store: Store,
  scope: Scope,
  { over_seconds }: Pick<LiveQuestion, "over_seconds">,
  signal?: AbortSignal,
): Promise<readonly Row[]> {
  const plan = planOf(scope, { dimensions: JOURNEY_DIMENSIONS, time: "started" });
  const sql = `
  SELECT ${plan.select}
    count() AS waiting,
    countIf(waited > {over: Float64} * 1000) AS over,
    max(waited) AS oldest_ms,
    quantileExact(0.5)(waited) AS p50_ms
  FROM (
    SELECT *, ${WAITED_MS} AS waited
    FROM journeys FINAL
    WHERE ${plan.where}
      AND ${WAITS_NOW}
  )
  ${plan.keys.length === 0 ? "" : `GROUP BY ${plan.keys.join(", ")}`}
  ORDER BY oldest_ms DESC
  LIMIT {rows: UInt64}`;
  const params = { ...plan.params, over: over_seconds, rows: scope.frame.limit + 1 };
  const rows = await store.query<LiveCounts>(sql, params, signal === undefined ? {} : { signal });
  return rows
    .filter(({ waiting }) => waiting > 0)
    .map((counts) => ({
      ...keysOf(counts),
      waiting: counts.waiting,
      oldest_seconds: Math.max(0, counts.oldest_ms / 1000),
      over: counts.over,
      p50_seconds: Math.max(0, counts.p50_ms / 1000),
    }));
}
