import { compareOf, frameOf } from "../data/frame.ts";
import type { Request } from "../data/source.ts";
import type { View } from "../shell/address.ts";
import { cutOf } from "../shell/periods.ts";

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
