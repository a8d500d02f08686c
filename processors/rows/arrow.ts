import {
  type Data,
  type DataType,
  Dictionary,
  Field,
  Int32,
  Int64,
  Int8,
  List,
  makeData,
  makeVector,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  TimestampMillisecond,
  Uint16,
  Uint32,
  Uint64,
  Uint8,
  Utf8,
} from "apache-arrow";
import type { Hash64 } from "../../schemas/text-hash.ts";

/** Rows that are encoded together, column by column: so few that they stay in the processor's cache. */
const SLICE = 512;

/** Rows on their way into the store: gathered as they come, then one Arrow stream. */
export interface Table<Row> {
  /** How many were appended. */
  readonly rows: number;
  append(rows: readonly Row[]): void;
  /** The whole as one stream, four times cheaper than JSON here and in the store (TRAPS). Nothing is appended after it. */
  finish(): Uint8Array;
}

/** One column of a table: its name in the store, and how it is gathered. */
export interface ArrowColumn<Row> {
  readonly name: string;
  /** @param rows about so many will come */
  gather(rows: number): Gathering<Row>;
}

interface Gathering<Item> {
  append(items: readonly Item[]): void;
  finish(): Data;
}

/** Gathers cells of one type, about as many as it is told. */
export type Encode<Cell> = (about: number) => Gathering<Cell>;

/** @param about as many rows as will come; more is allowed, and costs copying */
export function tableOf<Row>(columns: readonly ArrowColumn<Row>[], about: number): Table<Row> {
  const gathered = columns.map((each) => each.gather(about));
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
      return RecordBatchStreamWriter.writeAll([batch]).toUint8Array(true);
    },
  };
}

/** All rows at once. */
export function arrowStream<Row>(
  columns: readonly ArrowColumn<Row>[],
  rows: readonly Row[],
): Uint8Array {
  const table = tableOf(columns, rows.length);
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
    gather(about) {
      const cells = encode(about);
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
    gather(about) {
      let valueOffsets = new Int32Array(about + 1);
      let [length, end] = [0, 0];
      const cells = encode(about);
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
          return makeData({ type, length, nullCount: 0, valueOffsets, child });
        },
      };
    },
  };
}

type TypedArray =
  Uint8Array | Int8Array | Uint16Array | Uint32Array | Int32Array | BigUint64Array | BigInt64Array;

/** The same array, or its content in a larger one. */
function withRoom<Type extends TypedArray>(array: Type, needed: number): Type {
  if (needed <= array.length) return array;
  const Larger = array.constructor as new (length: number) => Type;
  const larger = new Larger(Math.max(needed, 2 * array.length));
  larger.set(array as never);
  return larger;
}

export const utf8: Encode<string> = (about) => {
  let valueOffsets = new Int32Array(about + 1);
  let bytes = Buffer.allocUnsafeSlow(32 * about);
  let [length, end] = [0, 0];
  return {
    append(cells) {
      valueOffsets = withRoom(valueOffsets, length + cells.length + 1);
      const joined = cells.join("");
      const added = Buffer.byteLength(joined, "utf8");
      if (end + added > bytes.length) bytes = Buffer.concat([bytes], 2 * (end + added));
      const isAscii = added === joined.length;
      bytes.write(joined, end, isAscii ? "latin1" : "utf8");
      for (const cell of cells) {
        end += isAscii ? cell.length : Buffer.byteLength(cell, "utf8");
        valueOffsets[(length += 1)] = end;
      }
    },
    finish() {
      const data = bytes.subarray(0, end);
      return makeData({ type: new Utf8(), length, nullCount: 0, valueOffsets, data });
    },
  };
};

/** For LowCardinality columns. */
export const dictionary: Encode<string> = (about) => {
  const codes = new Map<string, number>();
  let [last, lastCode] = ["", -1];
  let data = new Int32Array(about);
  let length = 0;
  return {
    append(cells) {
      data = withRoom(data, length + cells.length);
      for (const cell of cells) {
        if (cell !== last || lastCode < 0) {
          last = cell;
          lastCode = codes.get(cell) ?? codes.size;
          if (lastCode === codes.size) codes.set(cell, lastCode);
        }
        data[length++] = lastCode;
      }
    },
    finish() {
      const words = utf8(codes.size);
      words.append([...codes.keys()]);
      const type: Dictionary = new Dictionary(new Utf8(), new Int32());
      const vector = makeVector(words.finish());
      return makeData({ type, length, nullCount: 0, data, dictionary: vector });
    },
  };
};

type Small = Uint8 | Int8 | Uint16 | Uint32;

function small<Type extends Small>(
  type: Type,
  room: (length: number) => Type["TArray"],
): Encode<number | boolean> {
  return (about) => {
    let data: Type["TArray"] = room(about);
    let length = 0;
    return {
      append(cells) {
        data = withRoom(data, length + cells.length);
        for (const cell of cells) data[length++] = Number(cell);
      },
      finish: () =>
        makeData({ type: type as Uint8, length, nullCount: 0, data: data as Uint8Array }),
    };
  };
}

export const uint8: Encode<number | boolean> = small(new Uint8(), (n) => new Uint8Array(n));
export const int8: Encode<number> = small(new Int8(), (n) => new Int8Array(n));
export const uint16: Encode<number> = small(new Uint16(), (n) => new Uint16Array(n));
export const uint32: Encode<number> = small(new Uint32(), (n) => new Uint32Array(n));

export const hash64: Encode<Hash64> = (about) => {
  let data = new BigUint64Array(about);
  let length = 0;
  return {
    append(cells) {
      data = withRoom(data, length + cells.length);
      const halves = new Int32Array(data.buffer);
      for (const { high, low } of cells) {
        halves[2 * length] = low;
        halves[2 * length + 1] = high;
        length += 1;
      }
    },
    finish: () => makeData({ type: new Uint64(), length, nullCount: 0, data }),
  };
};

// Halves are written apart, because making a BigInt of every number costs more than all the rest.
function long(type: Int64 | TimestampMillisecond): Encode<number | undefined> {
  return (about) => {
    let data = new BigInt64Array(about);
    let nullBitmap = new Uint8Array(Math.ceil(about / 64) * 8);
    let [length, nullCount] = [0, 0];
    return {
      append(cells) {
        data = withRoom(data, length + cells.length);
        nullBitmap = withRoom(nullBitmap, Math.ceil(data.length / 64) * 8);
        const halves = new Int32Array(data.buffer);
        for (const cell of cells) {
          if (cell === undefined) {
            nullCount += 1;
          } else {
            nullBitmap[length >> 3] = (nullBitmap[length >> 3] ?? 0) | (1 << (length & 7));
            halves[2 * length] = cell;
            halves[2 * length + 1] = Math.floor(cell / 0x1_0000_0000);
          }
          length += 1;
        }
      },
      finish() {
        const nulls = nullCount === 0 ? {} : { nullBitmap };
        return makeData({ type: type as Int64, length, nullCount, ...nulls, data });
      },
    };
  };
}

export const int64: Encode<number> = long(new Int64());
export const timestamp: Encode<number> = long(new TimestampMillisecond("UTC"));
export const nullableInt64: Encode<number | undefined> = long(new Int64());
export const nullableTimestamp: Encode<number | undefined> = long(new TimestampMillisecond("UTC"));
