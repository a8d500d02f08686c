import { Bool, Float64, Int32, Table, tableToIPC, Utf8, vectorFromArray } from "apache-arrow";
import { stringify } from "csv-stringify/sync";
import type { Answer, Cell, Column } from "../schemas/answer.ts";
import { RequestProblem } from "../schemas/problem.ts";

/** An answer as it goes out. */
export interface Rendered {
  readonly contentType: string;
  readonly body: string | Uint8Array;
}

/** The formats of an answer, the default first; rows are the same in each. */
export const FORMATS: Readonly<Record<string, (answer: Answer) => Rendered>> = {
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
  "application/vnd.apache.arrow.stream": (answer) => ({
    contentType: "application/vnd.apache.arrow.stream",
    body: arrowOf(answer),
  }),
};

function arrowOf(answer: Answer): Uint8Array {
  const vectors = answer.columns.map((column) => {
    const cells = answer.rows.map((row) => row[column.name] ?? null);
    return [column.name, vectorOf(column, cells)] as const;
  });
  return tableToIPC(new Table(Object.fromEntries(vectors)), "stream");
}

function vectorOf({ type }: Column, cells: readonly Cell[]) {
  switch (type) {
    case "integer":
      return vectorFromArray(cells as (number | null)[], new Int32());
    case "number":
      return vectorFromArray(cells as (number | null)[], new Float64());
    case "boolean":
      return vectorFromArray(cells as (boolean | null)[], new Bool());
    case "string":
    case "time":
      return vectorFromArray(cells as (string | null)[], new Utf8());
    default:
      return type satisfies never;
  }
}

/** The first format of `Accept` that can be given, by its quality. */
export function formatFor(accept: string | undefined): (answer: Answer) => Rendered {
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
    const name = Object.keys(FORMATS).find((format) => isMatch(type, format));
    const format = name === undefined ? undefined : FORMATS[name];
    if (format !== undefined) return format;
  }
  const names = Object.keys(FORMATS).join(", ");
  throw new RequestProblem("not-acceptable", `Accept is "${accept ?? ""}"; there are ${names}.`);
}

function isMatch(wanted: string, format: string): boolean {
  if (wanted === "*/*" || wanted === format) return true;
  return wanted.endsWith("/*") && format.startsWith(wanted.slice(0, -1));
}
