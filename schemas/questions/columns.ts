import { METRIC_IDS, METRICS, type MetricFamily, type MetricId } from "../metrics.ts";
import { isOfCustomers } from "./journeys.ts";
import type { QuestionName } from "./names.ts";
import type { PathsQuestion } from "./paths.ts";

/** The parts of a question that decide which columns its answer has. */
export interface Asked {
  readonly by?: readonly string[] | undefined;
  readonly compare?: unknown;
  readonly metrics?: readonly MetricId[] | undefined;
  readonly times?: boolean;
  readonly explain?: boolean;
  readonly histogram?: boolean;
  readonly kind?: PathsQuestion["kind"];
  readonly unit?: string;
  readonly funnel?: { readonly unit?: string } | undefined;
  readonly returned?: unknown;
  readonly won_back?: unknown;
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
      const within = metrics.includes("first_contact_resolution") ? ["again_within_days"] : [];
      return [
        ...[...dimensions, ...figuresOf(metrics), ...within, "n"],
        ...(isCompared ? compared : []),
      ];
    }
    case "funnel":
      if (asked.explain === true) return EXPLAIN_COLUMNS;
      if (asked.histogram === true) return [...dimensions, ...HISTOGRAM_COLUMNS];
      return [
        ...[...dimensions, ...FUNNEL_COLUMNS],
        ...(asked.times === true ? FUNNEL_TIMES : []),
        "open",
        ...(isCompared ? FUNNEL_COMPARED : []),
      ];
    case "paths":
      return [
        ...[...dimensions, ...pathColumns(asked)],
        ...(isCompared ? comparedPaths(asked.kind ?? "edges") : []),
      ];
    case "cohorts":
      return [...dimensions, "cohort", "age", "customers", "returned", ...shareNames("share")];
    case "satisfaction":
      return [
        ...[...dimensions, "wait_from_seconds", "wait_to_seconds"],
        ...[...shareNames("content"), "lower", "bend"],
      ];
    case "live":
      return [...dimensions, "waiting", "oldest_seconds", "over", "p50_seconds"];
    case "journeys":
      return isOfCustomers(asked) ? [...JOURNEY_COLUMNS, "customer", "customers"] : JOURNEY_COLUMNS;
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
  ...shareNames("of_entered"),
  ...shareNames("of_previous"),
];
const FUNNEL_TIMES = ["median_seconds", "p90_seconds", "mean_seconds"];
const FUNNEL_COMPARED = [
  ...["units_before", "of_entered_before", "of_entered_significant"],
  ...["of_previous_before", "of_previous_significant"],
];
const HISTOGRAM_COLUMNS = ["step", "label", "from_seconds", "to_seconds", "units"];
const EXPLAIN_COLUMNS = ["way", "variants", "journeys", "sql"];

function pathColumns({ kind = "edges", times }: Asked): readonly string[] {
  switch (kind) {
    case "edges":
      return [
        ...["from", "to", "count", ...shareNames("of_from"), ...shareNames("of_to")],
        ...(times === true ? ["p50_seconds", "p90_seconds"] : []),
      ];
    case "variants":
      return [
        ...["variant", "steps", "journeys", ...shareNames("share")],
        ...["p50_seconds", "p90_seconds", ...shareNames("nps")],
      ];
    case "rework":
      return ["type", "journeys", ...shareNames("rework"), "extra"];
    case "loops":
      return ["type", "via", "count", "journeys", ...shareNames("share")];
    case "handovers":
      return ["from", "to", "count", "journeys", ...shareNames("of_from"), ...shareNames("of_to")];
    default:
      return kind satisfies never;
  }
}

/** Of each kind of path what tells its rows apart, what it counts, and the rate that is compared. */
export const PATHS = {
  edges: { key: ["from", "to"], count: "count", rate: "of_from" },
  variants: { key: ["variant"], count: "journeys", rate: "share" },
  rework: { key: ["type"], count: "journeys", rate: "rework" },
  loops: { key: ["type", "via"], count: "journeys", rate: "share" },
  handovers: { key: ["from", "to"], count: "count", rate: "of_from" },
} as const satisfies Record<PathsQuestion["kind"], object>;

function comparedPaths(kind: PathsQuestion["kind"]): readonly string[] {
  const { count, rate } = PATHS[kind];
  return [`${count}_before`, `${rate}_before`, `${rate}_significant`];
}

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
    return isEstimate ? shareNames(id) : [id];
  });
}

function shareNames(name: string): string[] {
  return [name, `${name}_low`, `${name}_high`, `${name}_n`];
}
