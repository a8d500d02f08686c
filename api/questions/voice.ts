import type { Store } from "../../infra/store/port.ts";
import type { Row } from "../../schemas/answer.ts";
import type { ReviewForm } from "../../schemas/event.ts";
import { ANSWER_DIMENSIONS } from "../dimensions.ts";
import { compareNps, npsOf, significant, wilson } from "../intervals.ts";
import { groupBy, planOf, type Scope } from "../plan.ts";
import { keyOf, keysOf, type KeyedRow } from "./rows.ts";
import { shareColumns } from "./waits.ts";

/** What the engine counts for each group of answers. */
export interface VoiceCounts extends KeyedRow {
  readonly n: number;
  readonly promoters: number;
  readonly detractors: number;
  readonly csat_n: number;
  readonly satisfied: number;
  readonly ces_n: number;
  readonly ces_sum: number;
}

export interface VoiceOptions {
  readonly form: readonly ReviewForm[];
  readonly ces_version: "v1" | "v2";
}

export const SURVEYS: VoiceOptions = { form: ["survey"], ces_version: "v2" };

/**
 * Counts answers by group. An answer counts when it was given; the fold has kept the last one of
 * each journey and form, and customers' answers alone.
 */
export async function countAnswers(
  store: Store,
  scope: Scope,
  options: VoiceOptions,
  use: "now" | "before" = "now",
  signal?: AbortSignal,
): Promise<readonly VoiceCounts[]> {
  const plan = planOf(scope, { dimensions: ANSWER_DIMENSIONS, time: "answered" }, use);
  const sql = `
  SELECT ${plan.select}
    countIf(nps >= 0) AS n,
    countIf(nps >= 9) AS promoters,
    countIf(nps BETWEEN 0 AND 6) AS detractors,
    countIf(csat > 0) AS csat_n,
    countIf(csat >= 4) AS satisfied,
    countIf(ces_version = {ces_version: Int8}) AS ces_n,
    sumIf(ces, ces_version = {ces_version: Int8}) AS ces_sum
  FROM (
    SELECT tenant, site, channel, service, segment, priority, mode, outcome,
      answered, form, nps, csat, ces, ces_version
    FROM journeys FINAL
    ARRAY JOIN review_at AS answered, review_form AS form, review_nps AS nps,
      review_csat AS csat, review_ces AS ces, review_ces_version AS ces_version
    WHERE tenant = {tenant: String}
      AND last >= fromUnixTimestamp64Milli({from: Int64}, 'UTC')
      AND started < fromUnixTimestamp64Milli({to: Int64}, 'UTC')
  )
  WHERE ${plan.where}
    AND has({forms: Array(String)}, form)
  ${groupBy(plan)}
  LIMIT {rows: UInt64}`;
  const params = {
    ...plan.params,
    forms: options.form,
    ces_version: options.ces_version === "v1" ? 1 : 2,
    rows: scope.frame.limit + 1,
  };
  return store.query<VoiceCounts>(sql, params, signal === undefined ? {} : { signal });
}

/** The columns of the question out of the counts of a group. */
export function voiceRow(counts: VoiceCounts): Row {
  const { n, promoters, detractors } = counts;
  const score = npsOf(counts);
  return {
    ...keysOf(counts),
    n,
    promoters,
    passives: n - promoters - detractors,
    detractors,
    nps: score.nps,
    nps_low: score.low,
    nps_high: score.high,
    ...shareColumns("csat", wilson(counts.satisfied, counts.csat_n)),
    ces_mean: counts.ces_n === 0 ? null : counts.ces_sum / counts.ces_n,
    ces_n: counts.ces_n,
  };
}

/** Adds the other period's NPS and the test of the difference; of many groups, tested together. */
export function compareVoice(
  now: readonly VoiceCounts[],
  before: readonly VoiceCounts[],
): readonly Row[] {
  const earlier = new Map(before.map((counts) => [keyOf(counts), counts]));
  const tests = now.map((counts) => {
    const other = earlier.get(keyOf(counts));
    return other === undefined ? null : compareNps(counts, other);
  });
  const verdicts = significant(tests.map((test) => test?.p ?? null));
  return now.map((counts, index) => {
    const other = earlier.get(keyOf(counts));
    return {
      ...voiceRow(counts),
      nps_before: other === undefined ? null : npsOf(other).nps,
      n_before: other?.n ?? 0,
      z: tests[index]?.z ?? null,
      p_value: tests[index]?.p ?? null,
      significant: verdicts[index] ?? null,
    };
  });
}
