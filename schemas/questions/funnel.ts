import { z } from "zod";
import { Compared, frameShape } from "../frame.ts";
import { LASTING_TRAITS, OWN_TRAITS } from "../traits.ts";
import { TypeName } from "./type-name.ts";

/** More steps than anybody reads. */
const MOST_STEPS = 50;
const MOST_EXCLUSIONS = 10;
/** Each is a bit of a mark. */
const MOST_FILTERS = 16;

const UNITS_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A length of time in one unit: "90s", "30m", "8h", "14d". */
const Duration = z
  .string()
  .regex(/^[1-9]\d{0,3}[smhd]$/, 'must be a whole number of s, m, h or d: "30m"');

/** In ms. */
export function readDuration(text: string): number {
  return Number(text.slice(0, -1)) * UNITS_MS[text.slice(-1) as keyof typeof UNITS_MS];
}

const values = z.array(z.string().max(256)).min(1).max(100);

/** What an event must say. */
const StepFilter = z
  .partialRecord(z.enum([...LASTING_TRAITS, ...OWN_TRAITS]), values)
  .describe(
    "Only events with one of these values: site, channel, service, segment and priority as they hold by then, the others as the event itself says",
  );
export type StepFilter = z.infer<typeof StepFilter>;

const Step = z.strictObject({
  type: TypeName,
  where: StepFilter.optional(),
  label: z.string().min(1).max(100).optional().describe("Default: the type"),
});

const Excluded = z.strictObject({
  type: TypeName,
  where: StepFilter.optional(),
  from: z.int().min(1).max(MOST_STEPS).describe("After this step, counted from 1"),
  to: z
    .int()
    .min(1)
    .max(MOST_STEPS)
    .describe("Before this one; while it is not reached, to the window's end"),
});

/** What a unit goes through; METRICS.md says what each part means. */
const funnelShape = {
  steps: z.array(Step).min(1).max(MOST_STEPS),
  order: z
    .enum(["ordered", "strict", "unordered"])
    .default("ordered")
    .describe("strict: nothing in between; unordered: row k is any k steps"),
  window: Duration.default("1d").describe("From the entry on, inclusive"),
  exclude: z.array(Excluded).max(MOST_EXCLUSIONS).default([]).describe("What voids a run"),
  unit: z
    .enum(["journey", "customer"])
    .default("journey")
    .describe("customer: across the journeys of each known customer, runs that start in the range"),
};

/** Steps, their order, a window and what must not happen in between. */
export type FunnelSteps = z.infer<z.ZodObject<typeof funnelShape>>;

/** Says what is wrong with steps and exclusions: these stand between an earlier step and a later one. */
function checkSteps(
  { steps, exclude }: Pick<FunnelSteps, "steps" | "exclude">,
  refined: z.RefinementCtx,
): void {
  const filters = [...steps, ...exclude]
    .filter(({ where = {} }) => Object.keys(where).length > 0) // what asks nothing is no filter
    .map(({ where }) => JSON.stringify(where));
  if (new Set(filters).size > MOST_FILTERS) {
    const message = `must not have more than ${String(MOST_FILTERS)} different filters, those of exclusions included`;
    refined.addIssue({ code: "custom", path: ["steps"], message });
  }
  for (const [index, { from, to }] of exclude.entries()) {
    const wrong = (field: string, message: string) => {
      refined.addIssue({ code: "custom", path: ["exclude", index, field], message });
    };
    if (from >= to) wrong("from", "must be an earlier step than `to`");
    if (to > steps.length) wrong("to", `must be one of the ${String(steps.length)} steps`);
  }
}

/** How far journeys come through steps, one row a step. */
export const FunnelQuestion = z
  .strictObject({
    range: frameShape.range.describe("In which the entry lies; later steps may come after it"),
    timezone: frameShape.timezone,
    where: frameShape.where,
    except: frameShape.except,
    by: frameShape.by,
    compare: Compared,
    limit: frameShape.limit,
    ...funnelShape,
    attribution: z
      .union([z.enum(["first", "last"]), z.int().min(1).max(MOST_STEPS)])
      .default("first")
      .describe(
        "Which touch says the dimensions of a unit: the first, the last step that it reached, or the step of this number",
      ),
    times: z
      .boolean()
      .default(true)
      .describe("Times to convert, from the step before; without them the answer comes sooner"),
    histogram: z
      .boolean()
      .default(false)
      .describe(
        "Instead of the figures: how many took how long, one row a step and bucket of time",
      ),
    explain: z
      .boolean()
      .default(false)
      .describe("Instead of the answer: how it would be found, and over how many journeys"),
  })
  .superRefine((question, refined) => {
    checkSteps(question, refined);
    const { attribution, steps } = question;
    if (typeof attribution !== "number" || attribution <= steps.length) return;
    const message = `must be first, last or one of the ${String(steps.length)} steps`;
    refined.addIssue({ code: "custom", path: ["attribution"], message });
  });
export type FunnelQuestion = z.infer<typeof FunnelQuestion>;

/** Of a funnel those journeys that a cell of its answer counts. */
export const FunnelCell = z
  .strictObject({
    ...funnelShape,
    step: z.int().min(1).max(MOST_STEPS).default(1).describe("Counted from 1"),
    came: z
      .enum(["reached", "lost", "open"])
      .default("reached")
      .describe(
        "lost: came to the step before, and no further; open: reached it, may still convert",
      ),
  })
  .superRefine((cell, refined) => {
    checkSteps(cell, refined);
    const wrong = (message: string) => {
      refined.addIssue({ code: "custom", path: ["step"], message });
    };
    if (cell.step > cell.steps.length)
      wrong(`must be one of the ${String(cell.steps.length)} steps`);
    if (cell.came === "lost" && cell.step === 1)
      wrong("must be 2 or more: nobody is lost before the first");
  });
export type FunnelCell = z.infer<typeof FunnelCell>;
