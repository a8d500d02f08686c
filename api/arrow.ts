import { Bool, Float64, Int32, Table, tableToIPC, Utf8, vectorFromArray } from "apache-arrow";
import type { Answer, Cell, Column } from "../schemas/answer.ts";

/** The rows of an answer as one Arrow stream. */
export function arrowOf(answer: Answer): Uint8Array {
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
