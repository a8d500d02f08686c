import { parquetWriteBuffer, type BasicType } from "hyparquet-writer";
import type { Answer, Column } from "../schemas/answer.ts";

/** The rows of an answer as one Parquet file, compressed by Snappy. */
export function parquetOf({ columns, rows }: Answer): Uint8Array {
  const columnData = columns.map(({ name, type }) => ({
    name,
    type: TYPES[type],
    nullable: true,
    data: rows.map((row) => row[name] ?? null),
  }));
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}

/** Times are written as in every other format, as texts that name their zone. */
const TYPES = {
  string: "STRING",
  time: "STRING",
  integer: "INT32",
  number: "DOUBLE",
  boolean: "BOOLEAN",
} as const satisfies Record<Column["type"], BasicType>;
