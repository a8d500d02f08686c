import { z } from "zod";
import { Dimension, frameShape } from "../frame.ts";

/** How many customers come again, by when they came first. */
export const CohortsQuestion = z.strictObject({
  range: frameShape.range.default("last_13_months").describe("In which the first journey began"),
  timezone: frameShape.timezone,
  where: frameShape.where,
  except: frameShape.except,
  by: z.array(Dimension).max(2).default([]).describe("What the first journey was of"),
  limit: frameShape.limit,
  every: z.enum(["week", "month"]).default("month").describe("How long a cohort, and an age, is"),
});
export type CohortsQuestion = z.infer<typeof CohortsQuestion>;
