import type { Table } from "../rows/arrow.ts";
import type { Tables } from "../rows/tables.ts";

/** Rows ready to be inserted: one Arrow stream a table. */
export interface Insert {
  readonly table: string;
  readonly rows: number;
  readonly stream: Uint8Array;
}

/** Rows become Arrow here, so that the loop that writes has nothing left to compute. */
export function encode() {
  return function encode(tables: Tables): readonly Insert[] {
    const named = Object.entries(tables) as [keyof Tables, Pick<Table<never>, "rows" | "finish">][];
    return named
      .filter(([, { rows }]) => rows > 0)
      .map(([table, rows]) => ({ table, rows: rows.rows, stream: rows.finish() }));
  };
}
