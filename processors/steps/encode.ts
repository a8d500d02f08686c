import { arrowStream, type ArrowColumn } from "../rows/arrow.ts";
import { EVENT_COLUMNS, JOURNEY_COLUMNS, MOMENT_COLUMNS, REJECT_COLUMNS } from "../rows/tables.ts";
import type { Rows } from "./judge.ts";

/** Rows ready to be inserted: one Arrow stream a table. */
export interface Insert {
  readonly table: string;
  readonly rows: number;
  readonly stream: Uint8Array;
}

/** Rows become Arrow here, so that the loop that writes has nothing left to compute. */
export function encode() {
  return function encode(rows: Rows): readonly Insert[] {
    const inserts = [
      insert("events", EVENT_COLUMNS, rows.events),
      insert("journeys", JOURNEY_COLUMNS, rows.journeys),
      insert("moments", MOMENT_COLUMNS, rows.moments),
      insert("employee_answers", EVENT_COLUMNS, rows.employeeAnswers),
      insert("rejects", REJECT_COLUMNS, rows.rejects),
    ].filter(({ rows }) => rows > 0);
    for (const event of rows.events) event.dataJson = event.extensionsJson = "";
    return inserts;
  };
}

function insert<Row>(
  table: string,
  columns: readonly ArrowColumn<Row>[],
  rows: readonly Row[],
): Insert {
  const stream = rows.length === 0 ? new Uint8Array() : arrowStream(columns, rows);
  return { table, rows: rows.length, stream };
}
