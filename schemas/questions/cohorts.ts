import { z } from "zod";
import { Dimension, frameShape } from "../frame.ts";

/** How many customers come again, by when they came first. */
export const CohortsQuestion = z.strictObject({
  range: frameShape.range.default("last_13_months").describe("In which the first journey began"),
  timezone: frameShape.timezone,
  where: frameShape.where,
  except: frameShape.except,
  by: z.array(Dimension).max(2).default([]).describe("What the first journey was of"),
  limit: frameShape.limit,
  every: z.enum(["week", "month"]).default("month").describe("How long a cohort, and an age, is"),
});
export type CohortsQuestion = z.infer<typeof CohortsQuestion>;

/** Days on which a cohort can begin. */
const BEGINNINGS = {
  week: { isOne: (day: string) => new Date(day).getUTCDay() === 1, rule: "a Monday" },
  month: { isOne: (day: string) => day.endsWith("-01"), rule: "the first day of a month" },
} as const;

/** Of cohorts those journeys that a cell of the answer counts. */
export const ReturnedCell = z
  .strictObject({
    cohort: z.iso.date().describe("When they came first, as the answer has it"),
    age: z
      .int()
      .min(0)
      .max(1_000)
      .describe(
        "Periods since then, of those that are over; 0: all of the cohort, as they came first",
      ),
    every: CohortsQuestion.shape.every,
  })
  .superRefine(({ cohort, every }, refined) => {
    const { isOne, rule } = BEGINNINGS[every];
    if (isOne(cohort)) return;
    const message = `must be ${rule}, because cohorts are of a ${every}: take it from the answer`;
    refined.addIssue({ code: "custom", path: ["cohort"], message });
  });
export type ReturnedCell = z.infer<typeof ReturnedCell>;
