import type { Request } from "../data/source.ts";
import type { View } from "../shell/address.ts";
import { cutOf } from "../shell/periods.ts";

/** What every question of the screen shares, as the filters say. */
function frameOf({ range, where }: View) {
  const values = Object.entries(where).map(([name, value]) => [name, [value]]);
  return { range, where: Object.fromEntries(values) as Record<string, string[]> };
}

/** Before the first day there is nothing to compare with. */
const compareOf = ({ range, compare }: View) =>
  compare === "none" || range === "all" ? {} : { compare };

const trend = (view: View, own: object): Request => ({
  name: "trend",
  question: { ...frameOf(view), ...own },
});

/** The NPS of the whole period, tested against the one compared. */
export const npsQuestion = (view: View): Request => ({
  name: "voice",
  question: { ...frameOf(view), ...compareOf(view) },
});

/** The other figures of the header, and what the network's line in the ranking stands at. */
export const headQuestion = (view: View): Request =>
  trend(view, {
    by: [],
    metrics: [
      "journeys",
      "offered",
      "served",
      "abandonment",
      "service_level_of_offered",
      "wait_p50_seconds",
      "wait_p90_seconds",
      "compliance",
    ],
    ...compareOf(view),
  });

export const npsTrendQuestion = (view: View): Request =>
  trend(view, { by: [cutOf(view.range)], metrics: ["nps", "journeys"], ...compareOf(view) });

export const waitsTrendQuestion = (view: View): Request =>
  trend(view, {
    by: [cutOf(view.range)],
    metrics: ["wait_p50_seconds", "wait_p90_seconds", "served", "abandonment"],
  });

/** The moments by name; `changes` says which of them changed. */
export const momentsQuestion = (view: View): Request => ({
  name: "moments",
  question: frameOf(view),
});

export const momentChangesQuestion = (view: View): Request | undefined => {
  const compare = compareOf(view);
  return "compare" in compare
    ? trend(view, { by: ["moment"], metrics: ["compliance"], ...compare })
    : undefined;
};

export const heatQuestion = (view: View): Request =>
  trend(view, { by: ["weekday", "hour_of_day"], metrics: ["wait_p90_seconds", "served"] });

/** Every site of the selection, with what it can be ranked by. */
export const sitesQuestion = (view: View): Request =>
  trend(view, {
    by: ["site"],
    metrics: ["abandonment", "service_level_of_offered", "wait_p90_seconds", "journeys"],
  });

/** Where who waits now is told, again and again. */
export function livePath({ where }: View): string {
  const query = new URLSearchParams(Object.entries(where)).toString();
  return query === "" ? "/v1/live" : `/v1/live?${query}`;
}

/** The services of the period, for the filter. */
export const servicesQuestion = ({ range }: View): Request => ({
  name: "trend",
  question: { range, by: ["service"], metrics: ["journeys"], limit: 500 },
});

/** Every day that has journeys of this selection, to find the nearest. */
export const daysQuestion = (view: View): Request =>
  trend({ ...view, range: "all" }, { by: ["day"], metrics: ["journeys"] });
