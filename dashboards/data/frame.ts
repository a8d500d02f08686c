import type { View } from "../shell/address.ts";
import type { Request } from "./source.ts";

/** What every question of a screen shares, as the filters say. */
export function frameOf({ range, where }: Pick<View, "range" | "where">) {
  const values = Object.entries(where).map(([name, value]) => [name, [value]]);
  return { range, where: Object.fromEntries(values) as Record<string, string[]> };
}

/** Before the first day there is nothing to compare with. */
export const compareOf = ({ range, compare }: Pick<View, "range" | "compare">) =>
  compare === "none" || range === "all" ? {} : { compare };

/** The services of the period, for the filter. */
export const servicesQuestion = ({ range }: View): Request => ({
  name: "trend",
  question: { range, by: ["service"], metrics: ["journeys"], limit: 500 },
});

/** Every day that has journeys of this selection, to find the nearest. */
export const daysQuestion = (view: View): Request => ({
  name: "trend",
  question: { ...frameOf(view), range: "all", by: ["day"], metrics: ["journeys"] },
});
