import type { Store } from "../../infra/store/port.ts";
import type { Cell, Row } from "../../schemas/answer.ts";
import type { WaitsQuestion } from "../../schemas/questions/waits.ts";
import { JOURNEY_DIMENSIONS } from "../dimensions.ts";
import { wilson, type Share } from "../intervals.ts";
import { groupBy, planOf, type Scope } from "../plan.ts";
import { keysOf, type KeyedRow } from "./rows.ts";

/** What the engine counts for each group; times in ms. */
export interface WaitCounts extends KeyedRow {
  readonly journeys: number;
  readonly served: number;
  readonly abandoned: number;
  readonly abandoned_after_transfer: number;
  readonly no_shows: number;
  readonly cancelled: number;
  readonly censored: number;
  readonly open: number;
  readonly suspect: number;
  readonly negative_durations: number;
  readonly zero_waits: number;
  readonly within: number;
  readonly sum_wait: number;
  readonly sum_waited: number;
  readonly percentiles: readonly number[];
  readonly handle_ms: number | null;
  readonly announced: number;
  readonly within_announced: number;
  readonly announced_errors: readonly number[];
}

/** Beyond so many journeys percentiles are estimated, and the answer says so. */
const EXACT_UP_TO = 20_000_000;

const WAIT_SQL = {
  first: { wait: "wait_ms", started: "wait_started" },
  total: { wait: "total_wait_ms", started: "wait_started" },
} as const;

export interface WaitOptions {
  readonly measure: WaitsQuestion["measure"];
  readonly within_seconds: number;
}

/** Counts waits by group, for the period or for the one it is compared with. */
export async function countWaits(
  store: Store,
  scope: Scope,
  options: WaitOptions,
  use: "now" | "before" = "now",
  signal?: AbortSignal,
): Promise<{ readonly counts: readonly WaitCounts[]; readonly exact: boolean }> {
  const plan = planOf(scope, { dimensions: JOURNEY_DIMENSIONS, time: "started" }, use);
  const exact = await isSmall(store);
  const quantiles = exact ? "quantilesExactIf" : "quantilesTDigestIf";
  const { wait, started } = WAIT_SQL[options.measure];
  const sql = `
  SELECT ${plan.select}
    count() AS journeys,
    countIf(is_served) AS served,
    countIf(status = 'abandoned' AND isNotNull(w)) AS abandoned,
    countIf(abandoned_after_transfer = 1) AS abandoned_after_transfer,
    countIf(status = 'no_show' AND isNotNull(w)) AS no_shows,
    countIf(status = 'cancelled') AS cancelled,
    countIf(is_censored) AS censored,
    countIf(status = 'waiting' AND NOT is_censored) AS open,
    countIf(suspect != '') AS suspect,
    countIf(negative_duration = 1) AS negative_durations,
    countIf(is_served AND w = 0) AS zero_waits,
    countIf(is_served AND w <= {within: Float64} * 1000) AS within,
    sumIf(ifNull(w, 0), is_served) AS sum_wait,
    sumIf(ifNull(w, 0), is_served OR status = 'abandoned')
      + sumIf(dateDiff('millisecond', assumeNotNull(${started}), closes_at), is_censored)
      AS sum_waited,
    ${quantiles}(0.5, 0.75, 0.9, 0.95, 0.99)(assumeNotNull(w), is_served) AS percentiles,
    if(countIf(isNotNull(handle_ms)) = 0, NULL, avg(handle_ms)) AS handle_ms,
    countIf(is_served AND isNotNull(announced_ms)) AS announced,
    countIf(is_served AND w <= announced_ms) AS within_announced,
    ${quantiles}(0.5, 0.9)(assumeNotNull(w - announced_ms), is_served AND isNotNull(announced_ms))
      AS announced_errors
  FROM (
    SELECT *, ${wait} AS w,
      status = 'waiting' AND closes_at <= fromUnixTimestamp64Milli({now: Int64}, 'UTC')
        AS is_censored,
      status = 'served' AND isNotNull(w) AS is_served
    FROM journeys FINAL
    WHERE ${plan.where}
  )
  ${groupBy(plan)}
  LIMIT {rows: UInt64}`;
  const params = { ...plan.params, within: options.within_seconds, rows: scope.frame.limit + 1 };
  const counts = await store.query<WaitCounts>(sql, params, signal === undefined ? {} : { signal });
  return { counts, exact };
}

const SMALL_FOR_MS = 60_000;
const smallUntil = new WeakMap<Store, number>();

/** Asked once a minute: no store grows by millions in between. */
async function isSmall(store: Store): Promise<boolean> {
  if ((smallUntil.get(store) ?? 0) > performance.now()) return true;
  const [all] = await store.query<{ rows: number }>("SELECT count() AS rows FROM journeys");
  const small = (all?.rows ?? 0) <= EXACT_UP_TO;
  if (small) smallUntil.set(store, performance.now() + SMALL_FOR_MS);
  return small;
}

/** The columns of the question out of the counts of a group. */
export function waitRow(counts: WaitCounts): Row {
  const { served, abandoned, no_shows, censored } = counts;
  const offered = served + abandoned + no_shows + censored;
  const percentile = (index: number): Cell =>
    served === 0 ? null : seconds(counts.percentiles[index] ?? null);
  const announcedError = (index: number): Cell =>
    counts.announced === 0 ? null : seconds(counts.announced_errors[index] ?? null);
  const left = wilson(abandoned, offered);
  const ofOffered = wilson(counts.within, offered);
  const ofAnswered = wilson(counts.within, served);
  const asAnnounced = wilson(counts.within_announced, counts.announced);
  // Names written out: objects made with computed names are an order slower, and there are thousands.
  return {
    ...keysOf(counts),
    journeys: counts.journeys,
    offered,
    served,
    abandoned,
    abandoned_after_transfer: counts.abandoned_after_transfer,
    abandonment: left.share,
    abandonment_low: left.low,
    abandonment_high: left.high,
    abandonment_n: left.n,
    no_shows,
    cancelled: counts.cancelled,
    censored,
    open: counts.open,
    suspect: counts.suspect,
    negative_durations: counts.negative_durations,
    asa_seconds: served === 0 ? null : seconds(counts.sum_wait / served),
    wait_p50_seconds: percentile(0),
    wait_p75_seconds: percentile(1),
    wait_p90_seconds: percentile(2),
    wait_p95_seconds: percentile(3),
    wait_p99_seconds: percentile(4),
    zero_waits: counts.zero_waits,
    service_level_of_offered: ofOffered.share,
    service_level_of_offered_low: ofOffered.low,
    service_level_of_offered_high: ofOffered.high,
    service_level_of_offered_n: ofOffered.n,
    service_level_of_answered: ofAnswered.share,
    service_level_of_answered_low: ofAnswered.low,
    service_level_of_answered_high: ofAnswered.high,
    service_level_of_answered_n: ofAnswered.n,
    handle_seconds: seconds(counts.handle_ms),
    patience_seconds: abandoned === 0 ? null : seconds(counts.sum_waited / abandoned),
    announced_error_p50_seconds: announcedError(0),
    announced_error_p90_seconds: announcedError(1),
    served_within_announced: asAnnounced.share,
    served_within_announced_low: asAnnounced.low,
    served_within_announced_high: asAnnounced.high,
    served_within_announced_n: asAnnounced.n,
  };
}

function seconds(ms: number | null): number | null {
  return ms === null ? null : ms / 1000;
}

/** `x`, `x_low`, `x_high` and `x_n` of a share. */
export function shareColumns(name: string, { share, low, high, n }: Share): Row {
  return { [name]: share, [`${name}_low`]: low, [`${name}_high`]: high, [`${name}_n`]: n };
}
