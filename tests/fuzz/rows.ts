import { tableFromIPC } from "apache-arrow";
import { parse as parseCsv } from "csv-parse/sync";
import { parquetReadObjects } from "hyparquet";
import { arrayBufferOf } from "../support/array-buffer.ts";

/** A row of an answer, whatever format it came in; of CSV all cells are texts. */
export type AnsweredRow = Readonly<Record<string, unknown>>;

/** What an answer says, by its content type. */
export interface AnsweredRows {
  readonly rows: readonly AnsweredRow[];
  /** Of the formats that tell more than rows. */
  readonly freshness?: { readonly last_event: string | null };
}

interface Json extends Pick<AnsweredRows, "freshness"> {
  readonly rows: readonly AnsweredRow[];
}
interface Columns extends Pick<AnsweredRows, "freshness"> {
  readonly columns: readonly { readonly name: string }[];
  readonly values: Readonly<Record<string, readonly unknown[]>>;
}

export async function readRows(contentType: string, body: Buffer): Promise<AnsweredRows> {
  const text = body.toString("utf8");
  switch (contentType.split(";")[0]) {
    case "application/json":
      return JSON.parse(text) as Json;
    case "application/vnd.parcours.columns+json": {
      const { columns, values, ...rest } = JSON.parse(text) as Columns;
      const length = values[columns[0]?.name ?? ""]?.length ?? 0;
      const rows = Array.from({ length }, (_, nth) =>
        Object.fromEntries(columns.map(({ name }) => [name, values[name]?.[nth]])),
      );
      return { ...rest, rows };
    }
    case "text/csv":
      return { rows: parseCsv(body, { columns: true }) };
    case "application/vnd.apache.arrow.stream":
      return {
        rows: tableFromIPC(body)
          .toArray()
          .map((row: { toJSON(): AnsweredRow }) => row.toJSON()),
      };
    case "application/vnd.apache.parquet":
      return { rows: (await parquetReadObjects({ file: arrayBufferOf(body) })) as AnsweredRow[] };
    case "text/event-stream":
      return JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? "") as Json;
    default:
      throw new Error(`Rows of ${contentType} can't be read.`);
  }
}
