import { stringify } from "csv-stringify/sync";
import type { Answer } from "../schemas/answer.ts";
import { RequestProblem } from "../schemas/problem.ts";

/** An answer as it goes out. */
export interface Rendered {
  readonly contentType: string;
  readonly body: string | Uint8Array;
}

/** Writes an answer down. */
export type Format = (answer: Answer) => Rendered | Promise<Rendered>;

/** The formats of an answer, the default first; rows are the same in each. */
export const FORMATS: Readonly<Record<string, Format>> = {
  "application/json": (answer) => ({
    contentType: "application/json; charset=utf-8",
    body: JSON.stringify(answer),
  }),
  "application/vnd.parcours.columns+json": (answer) => {
    const { rows, ...rest } = answer;
    const values = Object.fromEntries(
      answer.columns.map(({ name }) => [name, rows.map((row) => row[name] ?? null)]),
    );
    const body = JSON.stringify({ ...rest, values });
    return { contentType: "application/vnd.parcours.columns+json; charset=utf-8", body };
  },
  "text/csv": (answer) => ({
    contentType: "text/csv; charset=utf-8; header=present",
    // A text that starts like a formula is defused: people open these files in spreadsheets.
    body: stringify([...answer.rows], {
      header: true,
      columns: answer.columns.map(({ name }) => name),
      escape_formulas: true,
      cast: { boolean: String },
    }),
  }),
  "application/vnd.apache.arrow.stream": async (answer) => {
    const { arrowOf } = await import("./arrow.ts"); // a tenth of a start, and seldom asked for
    return { contentType: "application/vnd.apache.arrow.stream", body: arrowOf(answer) };
  },
  "application/vnd.apache.parquet": async (answer) => {
    const { parquetOf } = await import("./parquet.ts");
    return { contentType: "application/vnd.apache.parquet", body: parquetOf(answer) };
  },
};

/** The first format of `Accept` that can be given, by its quality. */
export function formatFor(accept: string | undefined): Format {
  const format = FORMATS[typeFor(accept, Object.keys(FORMATS))];
  if (format === undefined) throw new Error("A format is missing.");
  return format;
}

/** Of these content types the first of `Accept`, by its quality. */
export function typeFor(accept: string | undefined, types: readonly string[]): string {
  const wanted = (accept ?? "*/*")
    .split(",")
    .map((part) => {
      const [type = "", ...parameters] = part.trim().toLowerCase().split(";");
      const quality = parameters.map((one) => /^\s*q=([\d.]+)$/.exec(one)?.[1]).find(Boolean);
      return { type: type.trim(), quality: Number(quality ?? 1) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  for (const { type } of wanted) {
    const found = types.find((one) => isMatch(type, one));
    if (found !== undefined) return found;
  }
  const names = types.join(", ");
  throw new RequestProblem("not-acceptable", `Accept is "${accept ?? ""}"; there are ${names}.`);
}

function isMatch(wanted: string, format: string): boolean {
  if (wanted === "*/*" || wanted === format) return true;
  return wanted.endsWith("/*") && format.startsWith(wanted.slice(0, -1));
}
