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
    return Object.entries(tables)
      .filter(([, { rows }]) => rows > 0)
      .map(([table, { rows, finish }]) => ({ table, rows, stream: finish() }));
  };
}
