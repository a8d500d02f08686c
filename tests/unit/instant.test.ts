import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readInstant } from "../../schemas/instant.ts";

describe("an instant is what Date.parse says", () => {
  test("in the form that toISOString writes, whatever the days before it", () => {
    const date = fc.date({ noInvalidDate: true });
    fc.assert(
      fc.property(date, (at) => {
        expect(readInstant(at.toISOString())).toBe(at.getTime());
      }),
      { numRuns: 2_000 },
    );
  });

  test("and of anything that only looks like it", () => {
    const usual = "2024-03-12T08:59:07.123Z";
    const spoilt = fc
      .tuple(
        fc.nat({ max: usual.length }),
        fc.constantFrom("", "0", "3", "9", ":", "/", "-", "T", "Z", " ", "+", ".", "é"),
      )
      .map(([place, put]) => usual.slice(0, place) + put + usual.slice(place + 1));
    fc.assert(
      fc.property(spoilt, (text) => {
        expect(readInstant(text)).toBe(Date.parse(text));
        expect(readInstant(usual)).toBe(Date.parse(usual));
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    "2024-03-12T24:00:00.000Z",
    "2024-03-12T23:59:60.000Z",
    "2024-02-30T00:00:00.000Z",
    "2024-13-01T00:00:00.000Z",
    "2024-03-12T08:00:00+01:00",
    "2024-03-12T08:00:00Z",
    "2024-03-12T08:00:00.123456Z",
    "2024-03-12T08:00:00.1234+0",
    "",
    "soon",
  ])("of %j too", (text) => {
    expect(readInstant(text)).toBe(Date.parse(text));
  });
});
