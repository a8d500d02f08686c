import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Instants } from "../../schemas/texts/usual-instants.ts";
import { timeOfJourneyId, withinReason } from "../../schemas/journey-id.ts";
import { Pieces } from "../../schemas/texts/pieces.ts";
import { Shapes } from "../../schemas/texts/shapes.ts";
import { TextMemory } from "../../schemas/texts/text-memory.ts";

const WINDOW = new TextMemory().machine.inputBytes.value;

/** Where a text lies in the memory, behind other bytes. */
function put(memory: TextMemory, text: string): [from: number, to: number] {
  const before = '"{}0';
  const bytes = Buffer.from(before + text + before);
  const shift = memory.read(bytes, before.length, bytes.length - before.length);
  return [before.length + shift, bytes.length - before.length + shift];
}

describe("a memory of texts", () => {
  test("has a part of some bytes in its window, wherever in them it is", () => {
    const memory = new TextMemory();
    const bytes = Buffer.alloc(3 * WINDOW, "0123456789abcde");
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(2_000), (from, length) => {
        const to = Math.min(bytes.length, from + length);
        const shift = memory.read(bytes, from, to);
        expect(memory.bytes.toString("latin1", from + shift, to + shift)).toBe(
          bytes.toString("latin1", from, to),
        );
      }),
    );
    expect(() => memory.read(bytes, 0, WINDOW + 1)).toThrow(RangeError);
  });

  test("does not take other bytes for those that lay there before", () => {
    const memory = new TextMemory();
    for (const text of ["first", "other"]) {
      const [from, to] = put(memory, text);
      expect(memory.bytes.toString("latin1", from, to)).toBe(text);
    }
  });

  test("grows with its tables, and keeps what it knows", () => {
    const memory = new TextMemory();
    const small = new Pieces<string>(memory, 64, 16);
    const begin = put(memory, "known");
    small.set(...begin, "yes");
    const large = Array.from({ length: 4 }, () => new Pieces<string>(memory, 65_536, 64));
    expect(small.get(...begin)).toBe("yes");
    for (const [index, table] of large.entries()) table.set(...begin, String(index));
    expect(large.map((table) => table.get(...begin))).toEqual(["0", "1", "2", "3"]);
    expect(small.get(...put(memory, "known"))).toBe("yes");
  });
});

describe("pieces", () => {
  const text = fc.string({ unit: "binary", maxLength: 20 });

  test("are found by their bytes and kind: the last value of each, or none once others took its place", () => {
    const kind = fc.nat(2);
    const puts = fc.array(fc.tuple(text, kind), { maxLength: 300 });
    fc.assert(
      fc.property(puts, puts, fc.constantFrom(8, 64, 1_024), (known, others, slots) => {
        const memory = new TextMemory();
        const pieces = new Pieces<number>(memory, slots, 64);
        const held = new Map<string, number>();
        for (const [index, [word, kind]] of known.entries()) {
          pieces.set(...put(memory, word), index, kind);
          held.set(`${kind} ${word}`, index);
        }
        const lost = [...known, ...others].filter(([word, kind]) => {
          const found = pieces.get(...put(memory, word), kind);
          const expected = held.get(`${kind} ${word}`);
          if (found !== undefined || expected === undefined) expect(found).toBe(expected);
          return found !== expected;
        });
        if (slots > 2 * known.length) expect(lost).toEqual([]);
      }),
    );
  });

  test("are not remembered when they are too long", () => {
    const memory = new TextMemory();
    const pieces = new Pieces<true>(memory, 8, 4);
    expect(pieces.set(...put(memory, "12345"), true)).toBe(true);
    expect(pieces.get(...put(memory, "12345"))).toBeUndefined();
    pieces.set(...put(memory, "1234"), true);
    expect(pieces.get(...put(memory, "1234"))).toBe(true);
  });
});

describe("a hash", () => {
  test("is of the bytes of a text, wherever they lie, and of all of them", () => {
    const memory = new TextMemory();
    const long = fc.constantFrom("", "é".repeat(3_000), "a".repeat(WINDOW + 5));
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), long, fc.nat(), (some, more, place) => {
        const text = some + more;
        const hash = memory.hashOf(text);
        expect(memory.hashOf(text)).toEqual(hash);
        if (Buffer.byteLength(text) <= WINDOW - 8) {
          expect(memory.hash(...put(memory, text))).toEqual(hash);
        }
        const at = place % (text.length + 1);
        expect(memory.hashOf(`${text.slice(0, at)}\0${text.slice(at)}`)).not.toEqual(hash);
      }),
      { numRuns: 300 },
    );
  });
});

describe("the time inside a UUIDv7", () => {
  test("is what the slow way finds, of anything that looks like one", () => {
    const memory = new TextMemory();
    const uuid = fc
      .tuple(fc.uuid({ version: [1, 4, 7] }), fc.integer({ min: 0, max: 2 ** 42 }))
      .map(([id, ms]) => {
        const time = ms.toString(16).padStart(12, "0");
        return `${time.slice(0, 8)}-${time.slice(8)}${id.slice(13)}`;
      });
    const edit = fc.tuple(fc.nat(36), fc.nat(1), fc.constantFrom("", "-", "g", "`", "F", "/", ":"));
    let dated = 0;
    fc.assert(
      fc.property(uuid, edit, (id, [at, cut, other]) => {
        const text = id.slice(0, at) + other + id.slice(at + cut);
        const time = withinReason(memory.machine.timeOfUuid(...put(memory, text)));
        expect(time).toBe(timeOfJourneyId(text));
        if (time !== undefined) dated += 1;
      }),
      { numRuns: 5_000 },
    );
    expect(dated).toBeGreaterThan(100);
  });
});

describe("instants", () => {
  test("of a day that is known are what Date says, or nothing", () => {
    const memory = new TextMemory();
    const instants = new Instants(memory);
    const day = "2024-02-29";
    const noon = `${day}T12:00:00.000Z`;
    expect(instants.read(...put(memory, noon))).toBeNaN();
    instants.learn(...put(memory, noon), Date.parse(noon));
    const time = fc.oneof(
      fc.integer({ min: 0, max: 86_399_999 }).map((ms) => new Date(ms).toISOString().slice(10)),
      fc.stringMatching(/^T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$/),
      fc.constantFrom("T12:00:00Z", "T24:00:00.000Z", "T12:00:00.000+", "t12:00:00.000Z"),
    );
    let known = 0;
    fc.assert(
      fc.property(time, (time) => {
        const at = instants.read(...put(memory, day + time));
        if (Number.isNaN(at)) return;
        known += 1;
        expect(at).toBe(Date.parse(day + time));
      }),
      { numRuns: 2_000 },
    );
    expect(known).toBeGreaterThan(500);
    expect(instants.read(...put(memory, "2024-03-01T12:00:00.000Z"))).toBeNaN();
  });
});

describe("the shape of a text of JSON", () => {
  const memory = new TextMemory();
  const shapes = new Shapes(memory);
  const plain = fc.oneof(fc.nat(999_999_999), fc.boolean(), fc.constant(null), fc.string());

  test("is the text with 0 for its numbers, and its numbers stand beside", () => {
    let found = 0;
    fc.assert(
      fc.property(fc.dictionary(fc.string(), plain, { maxKeys: 8 }), (data) => {
        const text = JSON.stringify(data);
        const [from, to] = put(memory, text);
        const isUsual = !text.includes("\\") && Buffer.byteLength(text) <= 256;
        if (!shapes.find(from, to)) {
          expect(isUsual).toBe(false);
          return;
        }
        found += 1;
        const numbers = Object.values(data).filter((value) => typeof value === "number");
        expect(shapes.values()).toEqual(numbers);
        const zeros = JSON.stringify(data, (_, value: unknown) =>
          typeof value === "number" ? 0 : value,
        );
        expect(memory.bytes.toString("utf8", shapes.from, shapes.to)).toBe(zeros);
        expect(numbers.map((_, index) => textOf(index))).toEqual(numbers.map(String));
        const marked = JSON.parse(shapes.marked(from, to)!) as object;
        const marks = Object.values(marked).filter((value) => typeof value === "number");
        expect(marks).toEqual(numbers.map((_, index) => 1_000_000_000 + index));
      }),
      { numRuns: 2_000 },
    );
    expect(found).toBeGreaterThan(500);
  });

  const textOf = (index: number) =>
    memory.bytes.toString("latin1", shapes.numberFrom(index), shapes.numberTo(index));

  test.each([
    ["a fraction", "[1.5]"],
    ["an exponent", "[1e3]"],
    ["a sign", "[-1]"],
    ["a zero before it", "[01]"],
    ["ten digits", "[1234567890]"],
    ["a blank behind it", "[1 ]"],
    ["nothing behind it", "1"],
    ["nine numbers", "[1,2,3,4,5,6,7,8,9]"],
    ["an escape", '["a\\"",1]'],
    ["a string that does not end", '["a'],
    ["a length over all measure", `["${"a".repeat(600)}"]`],
  ])("is not looked for in a text with %s", (_, text) => {
    expect(shapes.find(...put(memory, text))).toBe(false);
  });
});
