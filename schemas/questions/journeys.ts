import { z } from "zod";
import { frameShape } from "../frame.ts";
import { MomentOutcome } from "../moment.ts";
import { FunnelCell } from "./funnel.ts";
import { HandedOver } from "./paths.ts";
import { TypeName } from "./type-name.ts";

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
  funnel: FunnelCell.optional().describe(
    "Journeys that a cell of this funnel counts, by their entry",
  ),
  follows: z
    .strictObject({
      from: z.union([TypeName, z.literal("start")]),
      to: z.union([TypeName, z.literal("end")]),
    })
    .optional()
    .describe("Journeys in which one type directly follows another"),
  in_a_row: z
    .array(TypeName)
    .min(2)
    .max(50)
    .optional()
    .describe("Journeys in which these types directly follow each other"),
  hands_over: z
    .strictObject({ between: HandedOver, from: z.string().max(256), to: z.string().max(256) })
    .optional()
    .describe("Journeys that go from one channel, site or service directly to another"),
  variant: z
    .array(TypeName)
    .min(1)
    .max(1000)
    .optional()
    .describe("Journeys with exactly this sequence of types"),
  repeats: TypeName.optional().describe("Journeys with this type more than once"),
  sort: z.enum(["started", "wait"]).default("started").describe("Latest, or longest, first"),
  limit: z.int().min(1).max(10_000).default(50),
  offset: z.int().min(0).max(1_000_000).default(0),
});
export type JourneysQuestion = z.infer<typeof JourneysQuestion>;
