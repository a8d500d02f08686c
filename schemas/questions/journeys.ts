import { z } from "zod";
import { Dimension, frameShape, Grain } from "../frame.ts";
import { MomentOutcome } from "../moment.ts";
import { ReturnedCell } from "./cohorts.ts";
import { FunnelCell } from "./funnel.ts";
import { HandedOver } from "./paths.ts";
import { SatisfactionCell } from "./satisfaction.ts";
import { ContactCell, WonBackCell } from "./trend.ts";
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

/** What tells customers apart: values of the first of their journeys, as an answer has them. */
const FirstJourney = z.partialRecord(
  z.enum([...Dimension.exclude(["form", "moment"]).options, ...Grain.options]),
  z.array(z.string().max(256)).min(1).max(1000),
);
export type FirstJourney = z.infer<typeof FirstJourney>;

/** The journeys behind a figure: a list, the latest first. */
export const JourneysQuestion = z
  .strictObject({
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
    returned: ReturnedCell.optional().describe(
      "Journeys by which customers of a cohort came again, so long after they came first; the range is that of first journeys",
    ),
    satisfaction: SatisfactionCell.optional().describe(
      "Journeys that a bucket of satisfaction by wait counts",
    ),
    contact: ContactCell.optional().describe("Journeys that first-contact resolution counts"),
    won_back: WonBackCell.optional().describe(
      "Journeys of the detractors whom the metric won_back counts, by when they answered",
    ),
    unit: z
      .enum(["journey", "customer"])
      .default("journey")
      .describe(
        "customer: follows, in_a_row, hands_over, variant and repeats are asked of each known customer's " +
          "journeys in the range as one, and all of these are listed",
      ),
    first: FirstJourney.optional().describe(
      "Of customers those whose first journey has one of these values: a group of `by`",
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
      .min(1)
      .max(50)
      .optional()
      .describe(
        "Journeys in which these types directly follow each other; of one alone: that have it",
      ),
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
  })
  .superRefine((question, refined) => {
    for (const { field, isWrong, rule } of RULES) {
      if (isWrong(question)) refined.addIssue({ code: "custom", path: [field], message: rule });
    }
  });
export type JourneysQuestion = z.infer<typeof JourneysQuestion>;

const CELLS = ["funnel", "returned", "satisfaction", "contact", "won_back"] as const;
type Parts = Pick<JourneysQuestion, (typeof CELLS)[number] | "unit" | "first" | "nps">;

/** What cannot be asked together, the field that is too much, and what to do. */
const RULES: readonly {
  readonly field: keyof Parts;
  readonly isWrong: (parts: Parts) => boolean;
  readonly rule: string;
}[] = [
  ...CELLS.map((field, place) => ({
    field,
    isWrong: (parts: Parts) =>
      parts[field] !== undefined && CELLS.slice(0, place).some((cell) => parts[cell] !== undefined),
    rule: `must be the only one of ${CELLS.join(", ")}: a list is of one cell, so ask for each by itself`,
  })),
  {
    field: "unit",
    isWrong: (parts) =>
      parts.unit === "customer" && CELLS.some((cell) => parts[cell] !== undefined),
    rule: `must not be customer beside ${CELLS.join(", ")}: leave it out, a funnel says its own unit (funnel.unit)`,
  },
  {
    field: "first",
    isWrong: ({ first, unit, returned }) =>
      first !== undefined && unit === "journey" && returned === undefined,
    rule: 'must be asked of customers: add "unit": "customer", or returned; journeys are filtered by where',
  },
  {
    field: "nps",
    isWrong: ({ nps, returned }) => nps !== undefined && returned !== undefined,
    rule: "must be left out beside returned: answers are those given in the range, and they came again after it",
  },
];

/** Whether the list is of what customers did, so that the answer says how many they are. */
export function isOfCustomers(asked: {
  readonly unit?: string;
  readonly returned?: unknown;
  readonly won_back?: unknown;
  readonly funnel?: { readonly unit?: string } | undefined;
}): boolean {
  return (
    asked.unit === "customer" ||
    asked.returned !== undefined ||
    asked.won_back !== undefined ||
    asked.funnel?.unit === "customer"
  );
}
