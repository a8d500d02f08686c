import type { SavedQuestion, SavedSummary } from "../../schemas/saved.ts";
import type { QuestionName } from "../../schemas/questions/names.ts";
import { instantSql } from "../questions/journeys.ts";

/** A row of `saved_questions` as {@link SUMMARY_SELECT} gives it. */
export interface StoredSummary {
  readonly name: string;
  readonly version: number;
  readonly title: string;
  readonly description: string;
  readonly question: QuestionName;
  readonly pinned: SavedSummary["pinned"];
  readonly saved_at: string;
  readonly saved_by: string;
  readonly is_deleted: boolean;
}

/** The same with its parameters, as {@link SAVED_SELECT} gives it. */
export interface StoredQuestion extends StoredSummary {
  readonly parameters: string;
}

/** Other names than the columns', whom conditions mean. */
export const SUMMARY_SELECT = `name, version, title, description, question, pinned,
    ${instantSql("saved")} AS saved_at, saved_by, toBool(deleted) AS is_deleted`;
export const SAVED_SELECT = `${SUMMARY_SELECT}, parameters`;

export function summaryOf({ is_deleted, ...stored }: StoredSummary): SavedSummary {
  return {
    ...stored,
    title: JSON.parse(stored.title) as SavedSummary["title"],
    description: JSON.parse(stored.description) as SavedSummary["description"],
    deleted: is_deleted,
  };
}

export function savedOf({ parameters, ...stored }: StoredQuestion): SavedQuestion {
  return {
    ...summaryOf(stored),
    parameters: JSON.parse(parameters) as SavedQuestion["parameters"],
  };
}
