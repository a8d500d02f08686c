import { z } from "zod";
import { frameShape } from "../frame.ts";

/** How long do customers wait, and how does it end? */
export const WaitsQuestion = z.strictObject({
  ...frameShape,
  within_seconds: z.number().min(0).max(86_400).default(600).describe("T of the service levels"),
  measure: z
    .enum(["first", "total"])
    .default("first")
    .describe("The first wait of a journey, or the sum of all"),
});
export type WaitsQuestion = z.infer<typeof WaitsQuestion>;
