import { z } from "zod";
import { Compared, frameShape } from "../frame.ts";
import { TypeName } from "./type-name.ts";

/** What can be handed over from one to the next. */
export const HandedOver = z.enum(["channel", "site", "service", "desk", "queue", "mode"]);
export type HandedOver = z.infer<typeof HandedOver>;

/** Which ways journeys take: from one event to the next, as a whole, or the same step over again. */
export const PathsQuestion = z.strictObject({
  range: frameShape.range,
  timezone: frameShape.timezone,
  where: frameShape.where,
  except: frameShape.except,
  by: frameShape.by,
  compare: Compared,
  limit: frameShape.limit,
  kind: z
    .enum(["edges", "variants", "rework", "loops", "handovers"])
    .default("edges")
    .describe(
      "edges: what directly follows what; variants: whole sequences; rework: repeated steps; " +
        "loops: there and directly back; handovers: from one channel, site or service to another",
    ),
  unit: z
    .enum(["journey", "customer"])
    .default("journey")
    .describe("customer: the journeys of each known customer as one; its first one's dimensions"),
  around: TypeName.optional().describe("Of edges those alone that begin or end there"),
  between: HandedOver.default("channel").describe("Of handovers: what is handed over"),
  times: z
    .boolean()
    .default(true)
    .describe("Percentiles of the time from one to the next; without them edges come sooner"),
});
export type PathsQuestion = z.infer<typeof PathsQuestion>;
