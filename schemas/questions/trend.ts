import { z } from "zod";
import { frameShape } from "../frame.ts";
import { METRIC_IDS } from "../metrics.ts";

/** Any metrics over time and by any dimension, side by side. */
export const TrendQuestion = z.strictObject({
  ...frameShape,
  by: frameShape.by.default(["day"]),
  metrics: z.array(z.enum(METRIC_IDS)).min(1).max(20),
  within_seconds: z.number().min(0).max(86_400).default(600),
  measure: z.enum(["first", "total"]).default("first"),
  again_within_days: z
    .int()
    .min(1)
    .max(90)
    .default(7)
    .describe("Of first-contact resolution: so many days without a new journey"),
});
export type TrendQuestion = z.infer<typeof TrendQuestion>;

/** Of first-contact resolution those journeys that the figure counts. */
export const ContactCell = z.strictObject({
  again_within_days: TrendQuestion.shape.again_within_days,
  which: z
    .enum(["judged", "resolved", "not_resolved", "came_back"])
    .default("judged")
    .describe(
      "judged: all that the share is of; resolved: at once, without a new journey; not_resolved: the others; " +
        "came_back: those with a new journey of the same customer and service in these days",
    ),
});
export type ContactCell = z.infer<typeof ContactCell>;

/** Of won back those journeys in which customers were detractors. */
export const WonBackCell = z.strictObject({
  which: z
    .enum(["lost", "won"])
    .default("lost")
    .describe("lost: of all that the share is of; won: of those who were won back"),
});
export type WonBackCell = z.infer<typeof WonBackCell>;
