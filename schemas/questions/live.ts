import { z } from "zod";
import { frameShape } from "../frame.ts";

/** Who waits now? By the api's clock; `by` may hold site, region, channel or service. */
export const LiveQuestion = z.strictObject({
  where: frameShape.where,
  except: frameShape.except,
  by: z
    .array(z.enum(["site", "region", "channel", "service"]))
    .max(2)
    .default(["site"]),
  over_seconds: z
    .number()
    .min(0)
    .max(86_400)
    .default(600)
    .describe("Count those who have waited longer than this"),
  limit: frameShape.limit,
});
export type LiveQuestion = z.infer<typeof LiveQuestion>;
