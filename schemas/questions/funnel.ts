import { z } from "zod";
import { EVENT_TYPES, type EventType } from "../event-types.ts";
import { Dimension, frameShape } from "../frame.ts";

/** More steps than anybody reads. */
const MOST_STEPS = 50;
const MOST_EXCLUSIONS = 10;

const Type = z.enum(EVENT_TYPES.map(({ type }) => type) as [EventType, ...EventType[]]);

const UNITS_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A length of time in one unit: "90s", "30m", "8h", "14d". */
const Duration = z
  .string()
  .regex(/^[1-9]\d{0,3}[smhd]$/, 'must be a whole number of s, m, h or d: "30m"');

/** In ms. */
export function readDuration(text: string): number {
  return Number(text.slice(0, -1)) * UNITS_MS[text.slice(-1) as keyof typeof UNITS_MS];
}

const Step = z.strictObject({
  type: Type,
  label: z.string().min(1).max(100).optional().describe("Default: the type"),
});

const Excluded = z.strictObject({
  type: Type,
  from: z.int().min(1).max(MOST_STEPS).describe("After this step, counted from 1"),
  to: z
    .int()
    .min(1)
    .max(MOST_STEPS)
    .describe("Before this one; while it is not reached, to the window's end"),
});

/** How far journeys come through steps, one row a step. */
export const FunnelQuestion = z
  .strictObject({
    range: frameShape.range.describe("In which the entry lies; later steps may come after it"),
    timezone: frameShape.timezone,
    where: frameShape.where,
    except: frameShape.except,
    by: z.array(Dimension).max(2).default([]),
    limit: frameShape.limit,
    steps: z.array(Step).min(1).max(MOST_STEPS),
    order: z
      .enum(["ordered", "strict", "unordered"])
      .default("ordered")
      .describe("strict: nothing in between; unordered: row k is any k steps"),
    window: Duration.default("1d").describe("From the entry on, inclusive"),
    exclude: z.array(Excluded).max(MOST_EXCLUSIONS).default([]).describe("What voids a run"),
  })
  .superRefine(({ steps, exclude }, refined) => {
    for (const [index, { from, to }] of exclude.entries()) {
      const wrong = (field: string, message: string) => {
        refined.addIssue({ code: "custom", path: ["exclude", index, field], message });
      };
      if (from >= to) wrong("from", "must be an earlier step than `to`");
      if (to > steps.length) wrong("to", `must be one of the ${String(steps.length)} steps`);
    }
  });
export type FunnelQuestion = z.infer<typeof FunnelQuestion>;
