import { tableFromIPC } from "apache-arrow";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { column, listColumn, tableOf } from "../../processors/rows/arrow.ts";
import {
  dictionary,
  hash64,
  int64,
  int8,
  nullableInt64,
  uint8,
  utf8,
} from "../../processors/rows/cells.ts";

interface Row {
  readonly text: string;
  readonly word: string;
  readonly small: number;
  readonly flag: boolean;
  readonly large: number;
  readonly maybe: number | undefined;
  readonly list: readonly string[];
  readonly hash: { readonly high: number; readonly low: number };
}

const COLUMNS = [
  column("text", utf8, (row: Row) => row.text),
  column("word", dictionary, (row: Row) => row.word),
  column("small", int8, (row: Row) => row.small),
  column("flag", uint8, (row: Row) => row.flag),
  column("large", int64, (row: Row) => row.large),
  column("maybe", nullableInt64, (row: Row) => row.maybe),
  listColumn(
    "list",
    utf8,
    (row: Row) => row.list,
    (item) => item,
  ),
  column("hash", hash64, (row: Row) => row.hash),
];

const text = fc.string({ unit: "grapheme", maxLength: 8 });
const large = fc.integer({ min: -8e15, max: 8e15 });
const half = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const anyRow: fc.Arbitrary<Row> = fc.record({
  text,
  word: fc.constantFrom("", "a", "é", "office"),
  small: fc.integer({ min: -128, max: 127 }),
  flag: fc.boolean(),
  large,
  maybe: fc.option(large, { nil: undefined }),
  list: fc.array(text, { maxLength: 3 }),
  hash: fc.record({ high: half, low: half }),
});

/** Rows as an Arrow reader sees them, in the terms in which they were given. */
function read(stream: Uint8Array): unknown[] {
  return tableFromIPC(stream)
    .toArray()
    .map((row: Record<keyof Row, unknown>) => ({
      text: row.text,
      word: row.word,
      small: row.small,
      flag: row.flag === 1,
      large: Number(row.large),
      maybe: row.maybe === null ? undefined : Number(row.maybe),
      list: [...(row.list as Iterable<string>)],
      hash: {
        high: Number(BigInt.asIntN(32, (row.hash as bigint) >> 32n)),
        low: Number(BigInt.asIntN(32, row.hash as bigint)),
      },
    }));
}

describe("a table of rows", () => {
  test("says in Arrow what was appended, in however many pieces, and is empty again afterwards", () => {
    const table = tableOf(COLUMNS);
    const batches = fc.array(fc.array(anyRow, { maxLength: 20 }), { maxLength: 4 });
    fc.assert(
      fc.property(batches, (pieces) => {
        for (const piece of pieces) table.append(piece);
        expect(table.rows).toBe(pieces.flat().length);
        expect(read(table.finish())).toEqual(pieces.flat());
        expect(table.rows).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  test("leaves the stream alone that it has given, whatever is appended afterwards", () => {
    const [first, second] = [1, 2].map((seed) => fc.sample(anyRow, { numRuns: 50, seed }));
    const table = tableOf(COLUMNS);
    table.append(first as Row[]);
    const stream = table.finish();
    table.append(second as Row[]);
    table.finish();
    expect(read(stream)).toEqual(first);
  });

  test("holds more rows than it takes at a time", () => {
    const rows = fc.sample(anyRow, { numRuns: 1_700, seed: 1 });
    const table = tableOf(COLUMNS);
    for (let time = 0; time < 2; time += 1) {
      table.append(rows);
      expect(read(table.finish())).toEqual(rows);
    }
  });
});
