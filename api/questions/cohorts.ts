import type { Store } from "../../infra/store/port.ts";
import type { Row } from "../../schemas/answer.ts";
import type { CohortsQuestion } from "../../schemas/questions/cohorts.ts";
import { JOURNEY_DIMENSIONS } from "../dimensions.ts";
import { wilson } from "../intervals.ts";
import { planOf, type Scope } from "../plan.ts";
import { keysOf, type KeyedRow } from "./rows.ts";
import { shareColumns } from "./waits.ts";

interface CohortRow extends KeyedRow {
  readonly cohort: string;
  readonly age: number;
  readonly customers: number;
  readonly returned: number;
}

const STARTS = { week: "toMonday", month: "toStartOfMonth" } as const;

/** Of customers who came first in a period, how many came in each one after it that is over. */
export async function cohortRows(
  store: Store,
  scope: Scope,
  { every }: CohortsQuestion,
  signal: AbortSignal,
): Promise<readonly Row[]> {
  // Who came first in the range is known only from all journeys: the plan's lower bound is always met.
  const bounds = { latest: "now64(3)", earliest: "started" };
  const reachMs = Math.max(0, scope.now - scope.period.to);
  const target = { dimensions: JOURNEY_DIMENSIONS, time: "started", bounds, reachMs };
  const { select, keys, where, params } = planOf(scope, target);
  const period = (time: string) => `${STARTS[every]}(${time}, {zone: String})`;
  const groups = keys.map((key) => `${key}, `).join("");
  const now = "fromUnixTimestamp64Milli({now: Int64}, 'UTC')";
  const sql = `
  WITH dateDiff('${every}', cohort, ${period(now)}) AS ages
  SELECT ${groups} cohort, age, count() AS customers,
    countIf(has(seen, if('${every}' = 'week', addWeeks(cohort, age), addMonths(cohort, age)))) AS returned
  FROM (
    SELECT ${keys.map((key) => `argMin(${key}, (started, journey)) AS ${key}, `).join("")}
      customer, min(started) AS first, ${period("first")} AS cohort,
      groupUniqArray(${period("started")}) AS seen
    FROM (SELECT ${select} customer, journey, started FROM journeys FINAL WHERE ${where} AND customer != '')
    GROUP BY customer
    HAVING first >= fromUnixTimestamp64Milli({from: Int64}, 'UTC')
      AND first < fromUnixTimestamp64Milli({to: Int64}, 'UTC')
  )
  ARRAY JOIN range(1, toUInt32(greatest(1, ages))) AS age
  GROUP BY ${[...keys, "cohort", "age"].join(", ")}
  ORDER BY ${[...keys, "cohort", "age"].join(", ")}
  LIMIT {rows: UInt64}`;
  const bound = { ...params, rows: scope.frame.limit + 1 };
  const rows = await store.query<CohortRow>(sql, bound, { signal });
  return rows.map((row) => {
    const { cohort, age, customers, returned } = row;
    const share = shareColumns("share", wilson(returned, customers));
    return { ...keysOf(row), cohort, age, customers, returned, ...share };
  });
}
