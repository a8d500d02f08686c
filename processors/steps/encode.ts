import { tableOf, type ArrowColumn, type Table } from "../rows/arrow.ts";
import { JOURNEY_COLUMNS, MOMENT_COLUMNS } from "../rows/tables.ts";
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
    const tables: readonly [string, Pick<Table<never>, "rows" | "finish">][] = [
      ["events", rows.events],
      ["journeys", filled(JOURNEY_COLUMNS, rows.journeys)],
      ["moments", filled(MOMENT_COLUMNS, rows.moments)],
      ["employee_answers", rows.employeeAnswers],
      ["rejects", rows.rejects],
    ];
    return tables
      .filter(([, { rows }]) => rows > 0)
      .map(([name, table]) => ({ table: name, rows: table.rows, stream: table.finish() }));
  };
}

function filled<Row>(columns: readonly ArrowColumn<Row>[], rows: readonly Row[]): Table<Row> {
  const table = tableOf(columns, rows.length);
  table.append(rows);
  return table;
}
