import { z } from "zod";
import { frameShape } from "../frame.ts";
import { TypeName } from "./type-name.ts";

/** Which ways journeys take: from one event to the next, as a whole, or the same step over again. */
export const PathsQuestion = z.strictObject({
  range: frameShape.range,
  timezone: frameShape.timezone,
  where: frameShape.where,
  except: frameShape.except,
  by: frameShape.by,
  limit: frameShape.limit,
  kind: z
    .enum(["edges", "variants", "rework"])
    .default("edges")
    .describe(
      "edges: what directly follows what; variants: whole sequences; rework: repeated steps",
    ),
  around: TypeName.optional().describe("Of edges those alone that begin or end there"),
  times: z
    .boolean()
    .default(true)
    .describe("Percentiles of the time from one to the next; without them edges come sooner"),
});
export type PathsQuestion = z.infer<typeof PathsQuestion>;
