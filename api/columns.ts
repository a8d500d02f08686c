import { METRICS } from "../schemas/metrics.ts";
import type { TrendQuestion } from "../schemas/questions/trend.ts";

const share = (name: string) => [name, `${name}_low`, `${name}_high`, `${name}_n`];

/** The columns of each question, in their order, after its dimensions. */
export const WAIT_COLUMNS = [
  "journeys",
  "offered",
  "served",
  "abandoned",
  "abandoned_after_transfer",
  ...share("abandonment"),
  "no_shows",
  "cancelled",
  "censored",
  "open",
  "suspect",
  "negative_durations",
  "asa_seconds",
  "wait_p50_seconds",
  "wait_p75_seconds",
  "wait_p90_seconds",
  "wait_p95_seconds",
  "wait_p99_seconds",
  "zero_waits",
  ...share("service_level_of_offered"),
  ...share("service_level_of_answered"),
  "handle_seconds",
  "patience_seconds",
  "announced_error_p50_seconds",
  "announced_error_p90_seconds",
  ...share("served_within_announced"),
];

export const VOICE_COLUMNS = [
  "n",
  "promoters",
  "passives",
  "detractors",
  "nps",
  "nps_low",
  "nps_high",
  ...share("csat"),
  "ces_mean",
  "ces_n",
];
export const VOICE_COMPARED_COLUMNS = [
  ...VOICE_COLUMNS,
  "nps_before",
  "n_before",
  "z",
  "p_value",
  "significant",
];

export const MOMENT_COLUMNS = [
  "kept",
  "missed",
  "delighted",
  "pending",
  "unknown",
  ...share("compliance"),
];

export const LIVE_COLUMNS = ["waiting", "oldest_seconds", "over", "p50_seconds"];

export const JOURNEY_COLUMNS = [
  "journey",
  "started",
  "site",
  "site_name",
  "channel",
  "service",
  "status",
  "wait_seconds",
  "total_wait_seconds",
  "handle_seconds",
  "outcome",
  "nps",
  "suspect_reason",
  "steps",
];

export function trendColumns({ metrics, compare }: TrendQuestion): string[] {
  const figures = metrics.flatMap((metric) => {
    const { kind } = METRICS[metric];
    return kind === "share" || kind === "score" ? share(metric) : [metric];
  });
  const compared = metrics.flatMap((metric) => [`${metric}_before`, `${metric}_significant`]);
  return [...figures, "n", ...(compare === undefined ? [] : compared)];
}
