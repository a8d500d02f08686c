import {
  ByteWriter,
  ParquetWriter,
  schemaFromColumnData,
  type BasicType,
  type ColumnSource,
} from "hyparquet-writer";
import type { Cell, Column } from "../../../schemas/answer.ts";
import { EVENT_ATTRIBUTES } from "../../../schemas/event.ts";
import { JOURNEY_EXPORT_COLUMNS } from "../../../schemas/export.ts";

type Columns = Readonly<Record<string, Column["type"]>>;
type Line = Readonly<Record<string, unknown>>;

/** A table of an export: its columns, and how a line becomes a row of it. */
interface Table {
  readonly columns: Columns;
  readonly rowOf: (line: Line) => Readonly<Record<string, Cell>>;
}

const EVENT_COLUMNS: Columns = {
  ...{ subject: "string", time: "time", type: "string", source: "string", id: "string" },
  ...{ site: "string", channel: "string", customer: "string", staff: "string" },
  ...{ data: "string", extensions: "string" },
};

/** An event under the names of its attributes; what has no fixed shape as JSON. */
function eventRow(line: Line): Readonly<Record<string, Cell>> {
  let extensions: Record<string, unknown> | undefined;
  for (const name in line) {
    if (!EVENT_ATTRIBUTES.has(name)) (extensions ??= {})[name] = line[name];
  }
  const { data } = line;
  return Object.assign(line, {
    data: data === undefined ? "{}" : JSON.stringify(data),
    extensions: extensions === undefined ? "{}" : JSON.stringify(extensions),
  }) as Record<string, Cell>;
}

export const TABLES = {
  events: { columns: EVENT_COLUMNS, rowOf: eventRow },
  journeys: {
    columns: JOURNEY_EXPORT_COLUMNS,
    rowOf: (line: Line) => line as Record<string, Cell>,
  },
} as const satisfies Record<string, Table>;

/** Unlike in answers times are times: who reads this file counts with them. */
const TYPES = {
  string: "STRING",
  time: "TIMESTAMP",
  integer: "INT32",
  number: "DOUBLE",
  boolean: "BOOLEAN",
} as const satisfies Record<Column["type"], BasicType>;

/** Rows of a row group, which are held meanwhile: 30 MB of events. */
const GROUP_ROWS = 20_000;

/** Lines of JSON as one Parquet file, a row group at a time. */
export async function* parquetOf(
  lines: AsyncIterable<readonly string[]>,
  { columns, rowOf }: Table,
): AsyncGenerator<Uint8Array> {
  const names = Object.entries(columns);
  const sourcesOf = (rows: readonly Readonly<Record<string, Cell>>[]): ColumnSource[] =>
    names.map(([name, type]) => {
      const data = rows.map((row) => cellOf(type, row[name] ?? null));
      return { name, type: TYPES[type], nullable: true, data };
    });
  const bytes = new ByteWriter();
  const schema = schemaFromColumnData({ columnData: sourcesOf([]) });
  const file = new ParquetWriter({ writer: bytes, schema });
  const taken = (): Uint8Array => {
    const piece = bytes.getBytes().slice();
    bytes.index = 0; // its offset, which the file's index needs, goes on
    return piece;
  };
  let rows: Readonly<Record<string, Cell>>[] = [];
  for await (const some of lines) {
    for (const line of some) rows.push(rowOf(JSON.parse(line) as Line));
    if (rows.length < GROUP_ROWS) continue;
    await file.write({ columnData: sourcesOf(rows), rowGroupSize: rows.length });
    rows = [];
    yield taken();
  }
  if (rows.length > 0) await file.write({ columnData: sourcesOf(rows), rowGroupSize: rows.length });
  await file.finish();
  yield taken();
}

function cellOf(type: Column["type"], cell: Cell) {
  return type === "time" && typeof cell === "string" ? new Date(cell) : cell;
}
