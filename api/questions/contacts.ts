import type { Store } from "../../infra/store/port.ts";
import type { Row } from "../../schemas/answer.ts";
import type { ContactCell } from "../../schemas/questions/trend.ts";
import type { Cell } from "../cell.ts";
import { JOURNEY_DIMENSIONS } from "../dimensions.ts";
import { wilson } from "../intervals.ts";
import { groupBy, planOf, type Scope } from "../plan.ts";
import { keysOf, type KeyedRow } from "./rows.ts";
import { shareColumns } from "./waits.ts";

/** What the engine counts for each group of journeys that can be judged. */
export interface ContactCounts extends KeyedRow {
  readonly contacts: number;
  /** Resolved, and the customer did not come again for the same service. */
  readonly resolved_at_once: number;
}

const DAY_MS = 86_400_000;

/** A journey ends with its last event that is no review: those may come weeks later. Reviews have the last codes. */
const ENDED =
  "started + toIntervalMillisecond(arrayMax((ms, code) -> if(code <= 10, ms, 0), step_ms, step_codes))";

const CAME_BACK = "(again > ended AND again <= until)";
const RESOLVED = `(outcome = 'resolved' AND NOT ${CAME_BACK})`;

/** Of the judged those that a figure counts, as SQL. */
const WHICH = {
  judged: "1",
  resolved: RESOLVED,
  not_resolved: `NOT ${RESOLVED}`,
  came_back: CAME_BACK,
} as const satisfies Record<ContactCell["which"], string>;

/** SQL of the journeys that can be judged, each with the next of the same customer and service: `again`. */
function judgedSql(where: string): string {
  // The next journey may be at another site, begin after the period, and be of another channel.
  return `(
    SELECT *, ${ENDED} AS ended, ended + toIntervalMillisecond({within: Int64}) AS until
    FROM journeys FINAL
    WHERE ${where} AND customer != '' AND outcome != ''
      AND until <= fromUnixTimestamp64Milli({now: Int64}, 'UTC')
  ) AS judged
  GLOBAL ASOF LEFT JOIN (
    SELECT customer AS same_customer, service AS same_service, started AS again
    FROM journeys FINAL
    WHERE tenant = {tenant: String} AND customer != ''
      AND started >= fromUnixTimestamp64Milli({from: Int64}, 'UTC')
  ) AS next
  ON customer = same_customer AND service = same_service AND ended < again`;
}

/**
 * Journeys of known customers that have an outcome, and so many days behind them, by group; and those
 * of them that were resolved without a new journey of the same customer and service in these days.
 */
export async function countContacts(
  store: Store,
  scope: Scope,
  againWithinDays: number,
  use: "now" | "before" = "now",
  signal?: AbortSignal,
): Promise<readonly ContactCounts[]> {
  const plan = planOf(scope, { dimensions: JOURNEY_DIMENSIONS, time: "started" }, use);
  const sql = `
  SELECT ${plan.select} count() AS contacts, countIf(${RESOLVED}) AS resolved_at_once
  FROM ${judgedSql(plan.where)}
  ${groupBy(plan)}
  LIMIT {rows: UInt64}`;
  const params = {
    ...plan.params,
    within: againWithinDays * DAY_MS,
    rows: scope.frame.limit + 1,
  };
  return store.query<ContactCounts>(sql, params, signal === undefined ? {} : { signal });
}

/** The journeys that were judged, or those of them that went so. */
export function contactCell(scope: Scope, { again_within_days, which }: ContactCell): Cell {
  const plan = planOf(scope, { dimensions: JOURNEY_DIMENSIONS, time: "started" });
  const judged = `SELECT minted, journey FROM ${judgedSql(plan.where)} WHERE ${WHICH[which]}`;
  return {
    with: [],
    where: [plan.where, `(minted, journey) GLOBAL IN (${judged})`],
    params: { ...plan.params, within: again_within_days * DAY_MS },
  };
}

/** The columns of the metric out of the counts of a group. */
export function contactRow(counts: ContactCounts): Row {
  const { contacts, resolved_at_once } = counts;
  return {
    ...keysOf(counts),
    ...shareColumns("first_contact_resolution", wilson(resolved_at_once, contacts)),
  };
}
