import { z } from "zod";
import { QUESTIONS, type QuestionName } from "./questions/names.ts";

/** What a tenant may keep, and how large it may be. */
export const SAVED_LIMITS = {
  /** That are not deleted. */
  questions: 1_000,
  /** Of one question. */
  versions: 1_000,
  /** Of the parameters as JSON. */
  parametersBytes: 16_384,
  /** Of one question, that still open something. */
  links: 50,
  linkDays: 366,
} as const;

/** For how many days a link opens something, unless it is said otherwise. */
export const USUAL_LINK_DAYS = 90;

/** What a saved question is called: its address, so that it can be read aloud. */
export const SavedName = z
  .string()
  .max(64)
  .regex(
    /^[a-z0-9](-?[a-z0-9])*$/,
    'must be small letters and digits with single hyphens: "abandoned-by-hour"',
  );

/** The screens to which questions can be pinned. */
export const ScreenId = z.enum(["esprit", "journeys"]);
export type ScreenId = z.infer<typeof ScreenId>;

/** In French, in English or in both, as its author writes; the engine can't read half a character. */
const said = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine((text) => text.isWellFormed(), "must be valid Unicode: here is half a surrogate pair");
const SavedTitle = z
  .strictObject({ en: said(120).optional(), fr: said(120).optional() })
  .refine(({ en, fr }) => (en ?? fr) !== undefined, "must be said in `en`, in `fr`, or in both")
  .meta({ minProperties: 1 });
const SavedDescription = z.strictObject({
  en: said(2_000).optional(),
  fr: said(2_000).optional(),
});

const NAMES = Object.keys(QUESTIONS) as [QuestionName, ...QuestionName[]];

const savedShape = {
  title: SavedTitle,
  description: SavedDescription.default({}),
  pinned: z.array(ScreenId).max(ScreenId.options.length).default([]),
};
const replaced = z
  .int()
  .min(0)
  .default(0)
  .describe("The version that this replaces: the newest; 0 or none for a new name");

/** A question to save, before its parameters are read as what its question takes. */
export const SavedEnvelope = z.strictObject({
  ...savedShape,
  question: z.enum(NAMES),
  parameters: z.record(z.string(), z.unknown()).default({}),
  version: replaced,
});
export type SavedEnvelope = z.infer<typeof SavedEnvelope>;

/** The same with its parameters, for contracts. */
export const QuestionToSave = z.union(
  NAMES.map((name) =>
    z.strictObject({
      ...savedShape,
      question: z.literal(name),
      parameters: QUESTIONS[name].schema.describe("As asked; a relative range stays relative"),
      version: replaced,
    }),
  ),
);

/** What lists say of a saved question: all but its parameters. */
export const SavedSummary = z.object({
  name: z.string(),
  version: z.int().describe("1, 2, …: each save makes one"),
  title: z.object({ en: z.string().optional(), fr: z.string().optional() }),
  description: z.object({ en: z.string().optional(), fr: z.string().optional() }),
  question: z.enum(NAMES),
  pinned: z.array(ScreenId).describe("Screens on which it stands"),
  saved_at: z.string(),
  saved_by: z.string().describe("The key's name"),
  deleted: z.boolean().describe("This version took it away; a restore brings it back"),
});
export type SavedSummary = z.infer<typeof SavedSummary>;

/** One version of a saved question. */
export const SavedQuestion = SavedSummary.extend({
  parameters: z.record(z.string(), z.unknown()).describe("As their author wrote them"),
});
export type SavedQuestion = z.infer<typeof SavedQuestion>;

/** Which saved questions: those of a screen; those that were deleted instead of those that are there. */
export const SavedFilter = z.strictObject({
  pinned: ScreenId.optional().describe("Only those on this screen"),
  deleted: z.enum(["true", "false"]).default("false").describe("Those that were deleted, instead"),
});
export type SavedFilter = z.infer<typeof SavedFilter>;

/** A version in an address. */
export const VersionAsked = z.strictObject({
  version: z
    .string()
    .regex(/^[1-9]\d{0,8}$/, "must be a version: 1, 2, …")
    .transform(Number)
    .optional(),
});

/** Which version becomes the newest once more. */
export const RestoreVersion = z.strictObject({
  restore: z.int().min(1).describe("The version to bring back"),
  version: z
    .int()
    .min(1)
    .optional()
    .describe("Where given, it must be the newest: nothing is undone that was not seen"),
});
export type RestoreVersion = z.infer<typeof RestoreVersion>;

/** For how long a link is to work. */
export const LinkToMake = z.strictObject({
  days: z.int().min(1).max(SAVED_LIMITS.linkDays).default(USUAL_LINK_DAYS),
});

/** A link as lists have it: never with its token. */
export const SavedLink = z.object({
  link: z.string().describe("Its id, to revoke it by"),
  made_at: z.string(),
  made_by: z.string().describe("The key's name"),
  expires_at: z.string(),
  revoked_at: z.string().nullable(),
  revoked_by: z.string().nullable(),
  opens: z.boolean().describe("Neither revoked nor expired"),
  sites: z.array(z.string()).nullable().describe("It shows these alone: its maker's; null: all"),
});
export type SavedLink = z.infer<typeof SavedLink>;

/** The formats of an answer that have an address of their own, and what they are. */
export const ANSWER_FILES = {
  csv: "text/csv",
  json: "application/json",
  arrow: "application/vnd.apache.arrow.stream",
  parquet: "application/vnd.apache.parquet",
} as const;
export type AnswerFile = keyof typeof ANSWER_FILES;

const paths = Object.fromEntries(
  Object.keys(ANSWER_FILES).map((file) => [file, z.string()]),
) as Record<AnswerFile, z.ZodString>;

/** A link that was made just now: its addresses are said once. */
export const MadeLink = SavedLink.extend({
  paths: z
    .object(paths)
    .describe("By format, on the address of this Parcours; said only now, and open to who has one"),
});
export type MadeLink = z.infer<typeof MadeLink>;
