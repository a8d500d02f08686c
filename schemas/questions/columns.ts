import { METRIC_IDS, METRICS, type MetricFamily, type MetricId } from "../metrics.ts";
import type { QuestionName } from "./names.ts";

/** The parts of a question that decide which columns its answer has. */
export interface Asked {
  readonly by?: readonly string[] | undefined;
  readonly compare?: unknown;
  readonly metrics?: readonly MetricId[] | undefined;
}

/** The columns of an answer, in their order: dimensions first, then figures. */
export function columnsOf(question: QuestionName, asked: Asked): readonly string[] {
  const dimensions = (asked.by ?? []).flatMap((name) => [name, ...(NAMED[question]?.[name] ?? [])]);
  const isCompared = asked.compare !== undefined;
  switch (question) {
    case "waits":
      return [...dimensions, ...figuresOf(familyOf("waits"))];
    case "moments":
      return [...dimensions, ...MOMENT_COLUMNS];
    case "voice":
      return [...dimensions, ...VOICE_COLUMNS, ...(isCompared ? VOICE_COMPARED : [])];
    case "trend": {
      const metrics = asked.metrics ?? [];
      const compared = metrics.flatMap((id) => [`${id}_before`, `${id}_significant`]);
      return [...dimensions, ...figuresOf(metrics), "n", ...(isCompared ? compared : [])];
    }
    case "funnel":
      return [...dimensions, ...FUNNEL_COLUMNS];
    case "live":
      return [...dimensions, "waiting", "oldest_seconds", "over", "p50_seconds"];
    case "journeys":
      return JOURNEY_COLUMNS;
    default:
      return question satisfies never;
  }
}

/** Dimensions that bring the name of what they group by. */
const NAMED: Partial<Record<QuestionName, Readonly<Record<string, readonly string[]>>>> = {
  moments: { moment: ["name"] },
  live: { site: ["site_name"] },
};

const MOMENT_COLUMNS = [
  ...["kept", "missed", "delighted", "pending", "unknown"],
  ...figuresOf(["compliance"]),
];

const VOICE_COLUMNS = [
  ...["n", "promoters", "passives", "detractors", "nps", "nps_low", "nps_high"],
  ...figuresOf(["csat"]),
  ...["ces_mean", "ces_n"],
];
const VOICE_COMPARED = ["nps_before", "n_before", "z", "p_value", "significant"];

const FUNNEL_COLUMNS = [
  ...["step", "label", "units"],
  ...["of_entered", "of_entered_low", "of_entered_high", "of_entered_n"],
  ...["of_previous", "of_previous_low", "of_previous_high", "of_previous_n"],
  "open",
];

const JOURNEY_COLUMNS = [
  ...["journey", "started", "site", "site_name", "channel", "service", "status"],
  ...["wait_seconds", "total_wait_seconds", "handle_seconds"],
  ...["outcome", "nps", "suspect_reason", "steps"],
];

function familyOf(family: MetricFamily): MetricId[] {
  return METRIC_IDS.filter((id) => METRICS[id].family === family);
}

/** A share or a score comes with its interval and what it rests on. */
function figuresOf(metrics: readonly MetricId[]): string[] {
  return metrics.flatMap((id) => {
    const { kind } = METRICS[id];
    const isEstimate = kind === "share" || kind === "score";
    return isEstimate ? [id, `${id}_low`, `${id}_high`, `${id}_n`] : [id];
  });
}
