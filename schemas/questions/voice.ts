import { z } from "zod";
import { ReviewForm } from "../event.ts";
import { frameShape } from "../frame.ts";

/** What do customers say? Answers count when they were given, not when the journey began. */
export const VoiceQuestion = z.strictObject({
  ...frameShape,
  form: z.array(ReviewForm).min(1).default(["survey"]),
  respondent: z.literal("customer").default("customer"),
  ces_version: z.enum(["v1", "v2"]).default("v2"),
});
export type VoiceQuestion = z.infer<typeof VoiceQuestion>;
