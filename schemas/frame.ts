import { z } from "zod";

/** Ranges by name, in whole days of the frame's time zone; `last_…_days` end before today, the others hold it. */
export const RangeWord = z.enum([
  "today",
  "yesterday",
  "last_7_days",
  "last_28_days",
  "last_30_days",
  "last_90_days",
  "last_13_months",
  "this_week",
  "this_month",
  "all",
]);
export type RangeWord = z.infer<typeof RangeWord>;

const moment = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })])
  .describe("A day (its midnight in the frame's time zone) or an instant");

/** From an instant on and up to another, which itself is not in it. */
export const Span = z.strictObject({ from: moment, to: moment });
export type Span = z.infer<typeof Span>;

/** What a journey can be grouped and filtered by. */
export const Dimension = z.enum([
  "site",
  "region",
  "channel",
  "service",
  "segment",
  "priority",
  "mode",
  "outcome",
  "form",
  "moment",
]);
export type Dimension = z.infer<typeof Dimension>;

/** What time can be grouped by, in the site's time zone, else the tenant's. */
export const Grain = z.enum(["hour", "day", "week", "month", "weekday", "hour_of_day"]);
export type Grain = z.infer<typeof Grain>;

const values = z.array(z.string().max(256)).min(1).max(1000);
const filter = z.partialRecord(Dimension, values).default({});

/** Known to Intl, in any case and by any of its names; {@link canonicalZone} is what the engine knows it by. */
export const Timezone = z.string().refine(isTimezone, "must be an IANA time zone: Europe/Paris");

export function isTimezone(zone: string): boolean {
  return canonicalZone(zone) !== undefined;
}

/** The one name of a time zone (`europe/paris` is `Europe/Paris`, `PST` is `America/Los_Angeles`); undefined when it is none. */
export function canonicalZone(zone: string): string | undefined {
  if (/^([+-]|SystemV\/)/i.test(zone)) return undefined; // offsets, and zones that no engine has
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/** What every question shares: which journeys, seen how. */
export const frameShape = {
  range: z.union([RangeWord, Span]).default("last_7_days"),
  timezone: Timezone.optional().describe("Default: the tenant's"),
  where: filter.describe("Only journeys with one of these values"),
  except: filter.describe("Without journeys that have one of these values"),
  by: z
    .array(z.union([Dimension, Grain]))
    .max(2)
    .default([]),
  compare: z
    .union([z.enum(["previous_period", "previous_year"]), Span])
    .optional()
    .describe("Adds the same figures of another period"),
  limit: z.int().min(1).max(100_000).default(10_000).describe("Rows at most"),
};
export const Frame = z.strictObject(frameShape);
export type Frame = z.infer<typeof Frame>;

/** Other journeys of the same period: the question's own filters, with these in their place. */
export const Segment = z.strictObject({ where: frameShape.where, except: frameShape.except });
export type Segment = z.infer<typeof Segment>;

/** To compare with another period, or with other journeys. */
export const Compared = z
  .union([...frameShape.compare.unwrap().options, Segment])
  .optional()
  .describe("Adds the same figures of another period, or of other journeys in the same period");
export type Compared = z.infer<typeof Compared>;

export function isSegment(compare: Compared): compare is Segment {
  return typeof compare === "object" && "where" in compare;
}
