import { z } from "zod";
import { frameShape } from "../frame.ts";
import { MomentOutcome } from "../moment.ts";

/** How the first wait of a journey ended, as of now. */
export const JourneyStatus = z.enum([
  "served",
  "abandoned",
  "no_show",
  "cancelled",
  "open",
  "censored",
  "none",
]);
export type JourneyStatus = z.infer<typeof JourneyStatus>;

/** The journeys behind a figure: a list, the latest first. */
export const JourneysQuestion = z.strictObject({
  range: frameShape.range,
  timezone: frameShape.timezone,
  where: frameShape.where,
  except: frameShape.except,
  status: z.array(JourneyStatus).min(1).optional(),
  suspect: z.boolean().optional(),
  moment: z
    .strictObject({ id: z.string().max(64), outcome: z.array(MomentOutcome).min(1) })
    .optional()
    .describe("Journeys in which this moment went so"),
  nps: z
    .array(z.enum(["promoter", "passive", "detractor"]))
    .min(1)
    .optional()
    .describe("Journeys with such a survey answer of a customer"),
  sort: z.enum(["started", "wait"]).default("started").describe("Latest, or longest, first"),
  limit: z.int().min(1).max(10_000).default(50),
  offset: z.int().min(0).max(1_000_000).default(0),
});
export type JourneysQuestion = z.infer<typeof JourneysQuestion>;
