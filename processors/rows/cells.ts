import {
  type Data,
  Dictionary,
  Int32,
  Int64,
  Int8,
  makeData,
  makeVector,
  TimestampMillisecond,
  Uint16,
  Uint32,
  Uint64,
  Uint8,
  Utf8,
} from "apache-arrow";
import type { Hash64 } from "../../schemas/text-hash.ts";

/** Gathers items slice by slice in Arrow's memory, and is empty again once they were taken. */
export interface Gathering<Item> {
  append(items: readonly Item[]): void;
  /** What was gathered, good until the next `append`. */
  finish(): Data;
}

/** Gathers cells of one type. */
export type Encode<Cell> = () => Gathering<Cell>;

type TypedArray =
  Uint8Array | Int8Array | Uint16Array | Uint32Array | Int32Array | BigUint64Array | BigInt64Array;

/** The same array, or its content in a larger one. */
export function withRoom<Type extends TypedArray>(array: Type, needed: number): Type {
  if (needed <= array.length) return array;
  const Larger = array.constructor as new (length: number) => Type;
  const larger = new Larger(Math.max(needed, 2 * array.length));
  larger.set(array as never);
  return larger;
}

export const utf8: Encode<string> = () => {
  let valueOffsets = new Int32Array(1);
  let bytes = Buffer.alloc(0);
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
      const texts = makeData({ type: new Utf8(), length, nullCount: 0, valueOffsets, data });
      [length, end] = [0, 0];
      return texts;
    },
  };
};

/** For LowCardinality columns. */
export const dictionary: Encode<string> = () => {
  const codes = new Map<string, number>();
  let [last, lastCode] = ["", -1];
  let data = new Int32Array(0);
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
      const words = utf8();
      words.append([...codes.keys()]);
      const type: Dictionary = new Dictionary(new Utf8(), new Int32());
      const vector = makeVector(words.finish());
      const coded = makeData({ type, length, nullCount: 0, data, dictionary: vector });
      codes.clear();
      [length, last, lastCode] = [0, "", -1];
      return coded;
    },
  };
};

type Small = Uint8 | Int8 | Uint16 | Uint32;

function small<Type extends Small>(
  type: Type,
  empty: () => Type["TArray"],
): Encode<number | boolean> {
  return () => {
    let data: Type["TArray"] = empty();
    let length = 0;
    return {
      append(cells) {
        data = withRoom(data, length + cells.length);
        for (const cell of cells) data[length++] = Number(cell);
      },
      finish() {
        const filled = data.subarray(0, length) as Uint8Array;
        length = 0;
        return makeData({ type: type as Uint8, length: filled.length, nullCount: 0, data: filled });
      },
    };
  };
}

export const uint8: Encode<number | boolean> = small(new Uint8(), () => new Uint8Array());
export const int8: Encode<number> = small(new Int8(), () => new Int8Array());
export const uint16: Encode<number> = small(new Uint16(), () => new Uint16Array());
export const uint32: Encode<number> = small(new Uint32(), () => new Uint32Array());

export const hash64: Encode<Hash64> = () => {
  let data = new BigUint64Array(0);
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
    finish() {
      const filled = data.subarray(0, length);
      length = 0;
      return makeData({ type: new Uint64(), length: filled.length, nullCount: 0, data: filled });
    },
  };
};

// Halves are written apart, because making a BigInt of every number costs more than all the rest.
function long(type: Int64 | TimestampMillisecond): Encode<number | undefined> {
  return () => {
    let data = new BigInt64Array(0);
    let nullBitmap = new Uint8Array(0);
    let [length, nullCount] = [0, 0];
    return {
      append(cells) {
        data = withRoom(data, length + cells.length);
        nullBitmap = withRoom(nullBitmap, Math.ceil(data.length / 64) * 8);
        const halves = new Int32Array(data.buffer);
        for (const cell of cells) {
          if ((length & 7) === 0) nullBitmap[length >> 3] = 0;
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
        const filled = makeData({ type: type as Int64, length, nullCount, ...nulls, data });
        [length, nullCount] = [0, 0];
        return filled;
      },
    };
  };
}

export const int64: Encode<number> = long(new Int64());
export const timestamp: Encode<number> = long(new TimestampMillisecond("UTC"));
export const nullableInt64: Encode<number | undefined> = long(new Int64());
export const nullableTimestamp: Encode<number | undefined> = long(new TimestampMillisecond("UTC"));
