import { DateTime } from "luxon";
import type { Answer, Freshness, Row } from "../schemas/answer.ts";
import { describeColumn } from "../schemas/columns.ts";
import { QUESTIONS, type QuestionName } from "../schemas/questions/names.ts";
import type { Language } from "../schemas/text.ts";
import type { Scope } from "./plan.ts";

/** Rows of a question, before they are dressed. */
export interface Found {
  readonly rows: readonly Row[];
  readonly exact: boolean;
}

/** Dresses rows with what proves them: definition, period, freshness, and the words of each column. */
export function answerOf(
  name: QuestionName,
  scope: Scope,
  found: Found,
  columns: readonly string[],
  freshness: Freshness,
  language: Language,
): Answer {
  const { version, text } = QUESTIONS[name];
  const { period, comparison, timezone, frame } = scope;
  const iso = (ms: number) => DateTime.fromMillis(ms, { zone: timezone }).toISO() ?? "";
  return {
    definition: { id: name, version, text: text[language] },
    frame: {
      from: iso(period.from),
      to: iso(period.to),
      timezone,
      ...(comparison === undefined
        ? {}
        : { compare_from: iso(comparison.from), compare_to: iso(comparison.to) }),
    },
    freshness,
    exact: found.exact,
    columns: columns.map((column) => describeColumn(name, column, language)),
    rows: found.rows.slice(0, frame.limit),
    truncated: found.rows.length > frame.limit,
  };
}
