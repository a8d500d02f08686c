import type { Store } from "../../infra/store/port.ts";
import type { Row } from "../../schemas/answer.ts";
import type { CohortsQuestion, ReturnedCell } from "../../schemas/questions/cohorts.ts";
import type { FirstJourney } from "../../schemas/questions/journeys.ts";
import { inGroups, type Cell } from "../cell.ts";
import { JOURNEY_DIMENSIONS } from "../dimensions.ts";
import { wilson } from "../intervals.ts";
import { planOf, type Plan, type Scope } from "../plan.ts";
import { keysOf, type KeyedRow } from "./rows.ts";
import { shareColumns } from "./waits.ts";

interface CohortRow extends KeyedRow {
  readonly cohort: string;
  readonly age: number;
  readonly customers: number;
  readonly returned: number;
}

const PERIODS = {
  week: { start: "toMonday", later: "addWeeks" },
  month: { start: "toStartOfMonth", later: "addMonths" },
} as const;

/** SQL of the week or month in which an instant lies. */
const periodSql = (every: CohortsQuestion["every"], time: string) =>
  `${PERIODS[every].start}(${time}, {zone: String})`;

/** SQL of the week or month that is so much later than the cohort's. */
const laterSql = (every: CohortsQuestion["every"], age: string) =>
  `${PERIODS[every].later}(cohort, ${age})`;

/** SQL of the ages that are over, each less than this. */
const AGES = "greatest(1, ages)";

/** Customers whose first journey of all began in the range, one a row: `cohort`, the periods `seen`, and their `ages`. */
function firstComers(scope: Scope, every: CohortsQuestion["every"]): Plan & { from: string } {
  // Who came first in the range is known only from all journeys: the plan's lower bound is always met.
  const bounds = { latest: "now64(3)", earliest: "started" };
  const reachMs = Math.max(0, scope.now - scope.period.to);
  const target = { dimensions: JOURNEY_DIMENSIONS, time: "started", bounds, reachMs };
  const plan = planOf(scope, target);
  const { select, keys, where } = plan;
  const now = "fromUnixTimestamp64Milli({now: Int64}, 'UTC')";
  const from = `(
    SELECT ${keys.map((key) => `argMin(${key}, (started, journey)) AS ${key}, `).join("")}
      customer, min(started) AS first, ${periodSql(every, "first")} AS cohort,
      groupUniqArray(${periodSql(every, "started")}) AS seen,
      dateDiff('${every}', cohort, ${periodSql(every, now)}) AS ages
    FROM (SELECT ${select} customer, journey, started FROM journeys FINAL WHERE ${where} AND customer != '')
    GROUP BY customer
    HAVING first >= fromUnixTimestamp64Milli({from: Int64}, 'UTC')
      AND first < fromUnixTimestamp64Milli({to: Int64}, 'UTC')
  )`;
  return { ...plan, from };
}

/** Of customers who came first in a period, how many came in each one after it that is over. */
export async function cohortRows(
  store: Store,
  scope: Scope,
  { every }: CohortsQuestion,
  signal: AbortSignal,
): Promise<readonly Row[]> {
  const { keys, params, from } = firstComers(scope, every);
  const groups = [...keys, "cohort", "age"].join(", ");
  const sql = `
  SELECT ${groups}, count() AS customers, countIf(has(seen, ${laterSql(every, "age")})) AS returned
  FROM ${from}
  ARRAY JOIN range(1, toUInt32(${AGES})) AS age
  GROUP BY ${groups}
  ORDER BY ${groups}
  LIMIT {rows: UInt64}`;
  const bound = { ...params, rows: scope.frame.limit + 1 };
  const rows = await store.query<CohortRow>(sql, bound, { signal });
  return rows.map((row) => {
    const { cohort, age, customers, returned } = row;
    const share = shareColumns("share", wilson(returned, customers));
    return { ...keysOf(row), cohort, age, customers, returned, ...share };
  });
}

/** The journeys that began in a period, of the customers of a cohort; where that is over, or the cohort's own. */
export function returnedCell(
  scope: Scope,
  { cohort, age, every }: ReturnedCell,
  first: FirstJourney = {},
): Cell {
  const groups = inGroups(scope, first);
  const { where, params, from } = firstComers(groups.scope, every);
  const isCell = [`toString(cohort) = {cohort: String}`, `{age: UInt32} < ${AGES}`];
  const customers = `
    SELECT customer, ${laterSql(every, "{age: UInt32}")} FROM ${from}
    WHERE ${[...isCell, ...groups.where].join(" AND ")}`;
  return {
    with: [],
    // A customer's journeys are on all shards.
    where: [where, `(customer, ${periodSql(every, "started")}) GLOBAL IN (${customers})`],
    params: { ...params, ...groups.params, cohort, age },
  };
}
