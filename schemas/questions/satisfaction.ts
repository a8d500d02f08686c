import { z } from "zod";
import { frameShape } from "../frame.ts";

const edges = z
  .array(z.number().min(0).max(86_400))
  .min(2)
  .max(50)
  .refine(
    (list) => list.every((edge, index) => index === 0 || edge > (list[index - 1] ?? 0)),
    "must rise from one to the next",
  );

/** How content customers are after how long a wait. */
export const SatisfactionQuestion = z.strictObject({
  range: frameShape.range.default("last_90_days"),
  timezone: frameShape.timezone,
  where: frameShape.where,
  except: frameShape.except,
  by: frameShape.by,
  limit: frameShape.limit,
  score: z
    .enum(["nps", "csat"])
    .default("nps")
    .describe("Content is who gives 7 or more of 10, or 4 or more of 5"),
  wait_edges_seconds: edges
    .default([0, 60, 120, 180, 300, 480, 600, 720, 900, 1200, 1800, 2700, 3600])
    .describe("Where buckets of waits begin; the last one has no end"),
});
export type SatisfactionQuestion = z.infer<typeof SatisfactionQuestion>;

const edge = z.number().min(0).max(86_400);

/** Of satisfaction by wait those journeys that a bucket counts. */
export const SatisfactionCell = z
  .strictObject({
    score: SatisfactionQuestion.shape.score,
    wait_from_seconds: edge.default(0).describe("First waits from so long on"),
    wait_to_seconds: edge.nullable().default(null).describe("And below this; null: without end"),
    which: z
      .enum(["answered", "content", "discontent"])
      .default("answered")
      .describe("Of those who answered all, or those alone who are content, or are not"),
  })
  .superRefine(({ wait_from_seconds: from, wait_to_seconds: to }, refined) => {
    if (to === null || to > from) return;
    const message = "must be more than `wait_from_seconds`, or null for waits without end";
    refined.addIssue({ code: "custom", path: ["wait_to_seconds"], message });
  });
export type SatisfactionCell = z.infer<typeof SatisfactionCell>;
