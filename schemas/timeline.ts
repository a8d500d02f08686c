import { z } from "zod";

const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** One journey, from its row to its raw events. */
export const Timeline = z
  .object({
    journey: z.record(z.string(), cell),
    moments: z.array(z.object({ moment: z.string(), name: z.string(), outcome: z.string() })),
    events: z.array(
      z.object({
        time: z.string(),
        type: z.string(),
        source: z.string(),
        id: z.string(),
        site: z.string(),
        channel: z.string(),
        staff: z.string(),
        data: z.record(z.string(), z.unknown()),
        extensions: z.record(z.string(), z.unknown()),
      }),
    ),
  })
  .meta({ id: "Timeline" });
export type Timeline = z.infer<typeof Timeline>;
