import { z } from "zod";
import { Answer, Column } from "../answer.ts";
import { Scope } from "../config.ts";
import { METRIC_IDS } from "../metrics.ts";
import { SavedLink, SavedSummary } from "../saved.ts";
import { Site } from "../site.ts";

const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** The same answer by columns: smaller, and what a data frame is made of. */
export const ColumnarAnswer = Answer.omit({ rows: true }).extend({
  values: z
    .record(z.string(), z.array(cell))
    .describe("Of each column, its cells in the order of rows"),
});

/** One metric in words. */
export const Definition = z.object({
  id: z.enum(METRIC_IDS),
  version: z.int(),
  unit: Column.shape.unit,
  kind: z.enum(["count", "share", "score", "value"]),
  name: z.string(),
  text: z.string(),
});
export const Definitions = z.object({ definitions: z.array(Definition) });

/** How far the figures are behind what was accepted. */
export const LagNow = z.object({
  events: z.int().describe("Accepted, and not counted yet"),
  behind_seconds: z.number().describe("Age of the oldest of them"),
});

/** Who the sender of the request is. */
export const Me = z.object({
  tenant: z.string(),
  name: z.string().describe("The key's name, or that of who made the link"),
  scopes: z.array(Scope),
  timezone: z.string(),
});

export const KnownSites = z.object({ sites: z.array(Site) });
export const SitesToSave = z.strictObject({ sites: z.array(Site).min(1).max(100_000) });
export const SavedSites = z.object({ saved: z.int() });

export const SavedQuestions = z.object({ questions: z.array(SavedSummary) });
export const SavedVersions = z.object({ name: z.string(), versions: z.array(SavedSummary) });
export const SavedLinks = z.object({ links: z.array(SavedLink) });

/** Signs a browser in, once. */
export const Link = z.object({
  path: z.string().describe("To be opened in a browser, on the same address"),
  expires_in_seconds: z.int(),
});

export const Health = z.object({ status: z.literal("alive") });
export const Readiness = z.object({
  status: z.enum(["ready", "not ready"]),
  missing: z.array(z.string()).describe("What is not ready, in words"),
});
