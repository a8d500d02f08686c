import {
  AsyncByteQueue,
  type DataType,
  Field,
  List,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
} from "apache-arrow";
import { withRoom, type Encode, type Gathering } from "./cells.ts";

/** Rows that are encoded together, column by column: so few that they stay in the processor's cache. */
const SLICE = 512;
/** How much more room a stream gets than it needs: the next one is hardly ever of its size. */
const SLACK = 1.125;

/**
 * Rows on their way into the store: gathered as they come, then one Arrow stream, and empty again.
 * Its memory lies outside of the collected heap, grows to the largest batch and is used for the next:
 * made anew for every batch, it made V8 collect its whole heap for every batch as well.
 */
export interface Table<Row> {
  /** How many were appended since it was empty. */
  readonly rows: number;
  append(rows: readonly Row[]): void;
  /**
   * All rows as one stream, four times cheaper than JSON here and in the store (TRAPS). It is good until
   * the table is finished twice more: while one stream is being inserted, the next is made.
   */
  finish(): Uint8Array;
}

/** One column of a table: its name in the store, and how it is gathered. */
export interface ArrowColumn<Row> {
  readonly name: string;
  gather(): Gathering<Row>;
}

export function tableOf<Row>(columns: readonly ArrowColumn<Row>[]): Table<Row> {
  const gathered = columns.map((each) => each.gather());
  const written = [new Written(), new Written()] as const;
  let turn: 0 | 1 = 0;
  let length = 0;
  return {
    get rows() {
      return length;
    },
    append(rows) {
      for (let from = 0; from < rows.length; from += SLICE) {
        const slice = rows.length <= SLICE ? rows : rows.slice(from, from + SLICE);
        for (const each of gathered) each.append(slice);
      }
      length += rows.length;
    },
    finish() {
      const children = gathered.map((each) => each.finish());
      const fields = children.map((child, index) => {
        return new Field(columns[index]?.name ?? "", child.type, child.nullCount > 0);
      });
      const data = makeData({ type: new Struct(fields), length, children });
      const batch = new RecordBatch(new Schema(fields), data);
      length = 0;
      turn = turn === 0 ? 1 : 0;
      return written[turn].stream(batch);
    },
  };
}

/** Memory in which streams are written, one over the other: pages that nobody had before cost more than the copy. */
class Written extends AsyncByteQueue {
  private bytes = new Uint8Array(0);
  private pieces: Uint8Array[] = [];

  stream(batch: RecordBatch): Uint8Array {
    new RecordBatchStreamWriter().reset(this).writeAll([batch]);
    const length = this.pieces.reduce((sum, piece) => sum + piece.length, 0);
    if (this.bytes.length < length) this.bytes = new Uint8Array(Math.ceil(length * SLACK));
    let end = 0;
    for (const piece of this.pieces) {
      this.bytes.set(piece, end);
      end += piece.length;
    }
    this.pieces = [];
    return this.bytes.subarray(0, end);
  }

  override write(piece: Uint8Array): void {
    this.pieces.push(piece);
  }
}

/** All rows at once. */
export function arrowStream<Row>(
  columns: readonly ArrowColumn<Row>[],
  rows: readonly Row[],
): Uint8Array {
  const table = tableOf(columns);
  table.append(rows);
  return table.finish();
}

export function column<Row, Cell>(
  name: string,
  encode: Encode<Cell>,
  pick: (row: Row) => Cell,
): ArrowColumn<Row> {
  return {
    name,
    gather() {
      const cells = encode();
      return {
        append: (rows) => {
          cells.append(rows.map(pick));
        },
        finish: () => cells.finish(),
      };
    },
  };
}

/** A column of arrays: of each row its items, of each item one cell. */
export function listColumn<Row, Item, Cell>(
  name: string,
  encode: Encode<Cell>,
  itemsOf: (row: Row) => readonly Item[],
  pick: (item: Item, row: Row) => Cell,
): ArrowColumn<Row> {
  return {
    name,
    gather() {
      let valueOffsets = new Int32Array(1);
      let [length, end] = [0, 0];
      const cells = encode();
      return {
        append(rows) {
          valueOffsets = withRoom(valueOffsets, length + rows.length + 1);
          const picked: Cell[] = [];
          for (const row of rows) {
            for (const item of itemsOf(row)) picked.push(pick(item, row));
            valueOffsets[(length += 1)] = end + picked.length;
          }
          end += picked.length;
          cells.append(picked);
        },
        finish() {
          const child = cells.finish();
          const type = new List<DataType>(new Field("item", child.type, false));
          const list = makeData({ type, length, nullCount: 0, valueOffsets, child });
          [length, end] = [0, 0];
          return list;
        },
      };
    },
  };
}
