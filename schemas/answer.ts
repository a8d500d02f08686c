import { z } from "zod";

/** A cell of an answer. */
export type Cell = string | number | boolean | null;
/** One row, flat; its keys are the columns' names. */
export type Row = Readonly<Record<string, Cell>>;

/** One column of an answer: its unit stands in its name as well. */
export const Column = z.object({
  name: z.string(),
  type: z.enum(["string", "integer", "number", "boolean", "time"]),
  unit: z
    .enum(["seconds", "share", "points", "journeys", "answers", "moments", "z", "p"])
    .nullable(),
  text: z.string(),
});
export type Column = z.infer<typeof Column>;

/** How fresh the figures are. */
export const Freshness = z.object({
  behind_seconds: z
    .number()
    .nullable()
    .describe(
      "Age of the oldest event that is accepted and not counted; null when the log is away",
    ),
  last_event: z.string().nullable().describe("Time of the latest event that is counted"),
});
export type Freshness = z.infer<typeof Freshness>;

/** The answer to a question; its rows are the same in every format. */
export const Answer = z
  .object({
    definition: z.object({ id: z.string(), version: z.int(), text: z.string() }),
    frame: z.object({
      from: z.string(),
      to: z.string(),
      timezone: z.string(),
      compare_from: z.string().optional(),
      compare_to: z.string().optional(),
    }),
    freshness: Freshness,
    exact: z.boolean().describe("False when percentiles are estimated (over 20 M rows)"),
    columns: z.array(Column),
    rows: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))),
    truncated: z.boolean().describe("True when there were more rows than the limit"),
  })
  .meta({ id: "Answer" });
export type Answer = Omit<z.infer<typeof Answer>, "rows"> & { readonly rows: readonly Row[] };
