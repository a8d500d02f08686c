import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeFrame, decodeHead, encodeFrame } from "../../infra/log/frame.ts";
import type { LogRecord } from "../../infra/log/port.ts";

/** Well-formed text of every kind. Lone surrogates are no UTF-8; admission refuses them before the log. */
const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme" }),
  fc.json(),
  fc.string({ unit: "binary-ascii", minLength: 3_000, maxLength: 4_000 }),
);

const record: fc.Arbitrary<LogRecord> = fc.record({
  tenant: text,
  partition: fc.nat(1_000),
  count: fc.integer({ min: 1, max: 1_000 }),
  appended: fc.integer({ min: 0, max: 4_102_444_800_000 }),
  value: fc.uint8Array({ maxLength: 4_000 }).map((bytes) => Buffer.from(bytes)),
});

const records = fc.array(record, { minLength: 1, maxLength: 20 });
const eventsBefore = fc.nat({ max: Number.MAX_SAFE_INTEGER });

describe("a frame", () => {
  test("gives back every record as it was, whatever the script of its text", () => {
    fc.assert(
      fc.property(records, eventsBefore, (written, before) => {
        expect(decodeFrame(encodeFrame(written, before))).toMatchObject({ records: written });
      }),
    );
  });

  test("says in its head how many events it holds, how many came before, and of when they are", () => {
    fc.assert(
      fc.property(records, eventsBefore, (written, before) => {
        expect(decodeHead(encodeFrame(written, before))).toEqual({
          eventsBefore: before,
          events: written.reduce((sum, { count }) => sum + count, 0),
          records: written.length,
          earliest: Math.min(...written.map(({ appended }) => appended)),
          latest: Math.max(...written.map(({ appended }) => appended)),
        });
      }),
    );
  });

  test("notices any flipped bit", () => {
    fc.assert(
      fc.property(records, fc.nat(), fc.nat(7), (written, somewhere, bit) => {
        const frame = encodeFrame(written, 7);
        const at = somewhere % frame.length;
        frame.writeUInt8(frame.readUInt8(at) ^ (1 << bit), at);
        expect(decodeFrame(frame)).toHaveProperty("corrupt");
      }),
      { numRuns: 300 },
    );
  });

  test("notices any missing end", () => {
    fc.assert(
      fc.property(records, fc.nat(), (written, somewhere) => {
        const frame = encodeFrame(written, 7);
        expect(decodeFrame(frame.subarray(0, somewhere % frame.length))).toHaveProperty("corrupt");
      }),
    );
  });

  test("names a kind of frame that it doesn't know, as a later version would write", () => {
    const frame = encodeFrame(
      [{ tenant: "t", partition: 0, count: 1, appended: 1, value: Buffer.from("{}") }],
      0,
    );
    frame.write("PCF2", 0, "latin1");
    expect(decodeFrame(frame)).toEqual({ corrupt: "unknown kind of frame 0x32464350" });
  });
});
