import type { FunnelQuestion } from "../../schemas/questions/funnel.ts";
import type { KeyedRow } from "../questions/rows.ts";
import type { Classes } from "./classes.ts";

/** `units_1, open_1, took_1, units_2, …`: the steps count from 1. */
export type PlacesRow = KeyedRow & Readonly<Record<string, unknown>>;

/** SQL of the time, in ms, to a step that is reached from the one before. */
export function gapSql(classes: Classes, step: number): string {
  return `step_ms[${classes.place(step)}] - step_ms[${classes.place(step - 1)}]`;
}

/** SQL of the place of the touch that says the dimensions of a unit; 0 where there is none. */
export function touchedPlace(classes: Classes, { attribution, steps }: FunnelQuestion): string {
  const place = (step: number) => classes.place(step);
  if (attribution === "first") return `${place(0)} AS touch`;
  if (attribution !== "last") return `${place(attribution - 1)} AS touch`;
  const reached = steps.map((_, step) => `${place(step)} != 0, ${place(step)}`).reverse();
  return `multiIf(${reached.join(", ")}, 0) AS touch`;
}
