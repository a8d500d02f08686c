import { z } from "zod";
import { frameShape } from "../frame.ts";

/** Are the moments of truth kept? One row a moment, unless `by` says otherwise. */
export const MomentsQuestion = z.strictObject({
  ...frameShape,
  moment: z.string().max(64).optional().describe("One moment of the configuration; default: all"),
});
export type MomentsQuestion = z.infer<typeof MomentsQuestion>;
