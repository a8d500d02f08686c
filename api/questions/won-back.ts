import type { Store } from "../../infra/store/port.ts";
import type { Row } from "../../schemas/answer.ts";
import type { WonBackCell } from "../../schemas/questions/trend.ts";
import type { Cell } from "../cell.ts";
import { ANSWER_DIMENSIONS } from "../dimensions.ts";
import { wilson } from "../intervals.ts";
import { groupBy, planOf, type Scope } from "../plan.ts";
import { keysOf, type KeyedRow } from "./rows.ts";
import { shareColumns } from "./waits.ts";

/** What the engine counts for each group of customers who were detractors. */
export interface WonBackCounts extends KeyedRow {
  readonly lost: number;
  /** Of these, gave 7 or more afterwards, in time. */
  readonly won: number;
}

const WITHIN_MS = 90 * 86_400_000;

/** Of known customers all answers to the survey that have a score. */
const SCORES = `journeys FINAL
    ARRAY JOIN review_at AS answered, review_form AS form, review_nps AS nps
    WHERE tenant = {tenant: String} AND customer != '' AND form = 'survey'
      AND last >= fromUnixTimestamp64Milli({from: Int64}, 'UTC')`;

/** A later score shows it. */
const WON = "(again > answered AND again <= until)";

/** SQL of the detractors' answers that can be judged, each with the customer's next score of 7 or more: `again`. */
function judgedSql(where: string): string {
  return `(
    SELECT tenant, minted, journey, site, channel, service, segment, priority, mode, outcome, customer,
      answered, answered + toIntervalMillisecond({within: Int64}) AS until
    FROM (SELECT *, answered, form, nps FROM ${SCORES})
    WHERE ${where} AND nps BETWEEN 0 AND 6
      AND until <= fromUnixTimestamp64Milli({now: Int64}, 'UTC')
  ) AS judged
  GLOBAL ASOF LEFT JOIN (
    SELECT customer AS same_customer, answered AS again FROM ${SCORES} AND nps >= 7
  ) AS next
  ON customer = same_customer AND answered < again`;
}

/**
 * Customers who were detractors in the period, with 90 days behind that, by what their journey was of;
 * and those whom a later score of 7 or more, of whatever journey, shows to be won back. A customer who
 * was a detractor twice counts once, and is won back if either time was followed by it.
 */
export async function countWonBack(
  store: Store,
  scope: Scope,
  use: "now" | "before" = "now",
  signal?: AbortSignal,
): Promise<readonly WonBackCounts[]> {
  const plan = planOf(scope, { dimensions: ANSWER_DIMENSIONS, time: "answered" }, use);
  const sql = `
  SELECT ${plan.select} uniqExact(customer) AS lost, uniqExactIf(customer, ${WON}) AS won
  FROM ${judgedSql(plan.where)}
  ${groupBy(plan)}
  LIMIT {rows: UInt64}`;
  const params = { ...plan.params, within: WITHIN_MS, rows: scope.frame.limit + 1 };
  return store.query<WonBackCounts>(sql, params, signal === undefined ? {} : { signal });
}

/** The journeys in which these customers were detractors; of the won back those after which they were. */
export function wonBackCell(scope: Scope, { which }: WonBackCell): Cell {
  const plan = planOf(scope, { dimensions: ANSWER_DIMENSIONS, time: "answered" });
  const meant = which === "won" ? WON : "1";
  const judged = `SELECT minted, journey FROM ${judgedSql(plan.where)} WHERE ${meant}`;
  return {
    with: [],
    where: ["tenant = {tenant: String}", `(minted, journey) GLOBAL IN (${judged})`],
    params: { ...plan.params, within: WITHIN_MS },
  };
}

/** The columns of the metric out of the counts of a group. */
export function wonBackRow(counts: WonBackCounts): Row {
  return { ...keysOf(counts), ...shareColumns("won_back", wilson(counts.won, counts.lost)) };
}
