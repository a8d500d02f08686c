import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatOf } from "../../dashboards/format.ts";
import { bucketsOf, roundTime, spreadOf, type Bucket } from "../../dashboards/journeys/spread.ts";
import { wordsOf } from "../../dashboards/words.ts";

const row = (step: number, from: number, to: number | null, units: number) => ({
  ...{ step, label: "x", from_seconds: from, to_seconds: to, units },
});

/** Buckets one after another, some left out. */
const anyBuckets: fc.Arbitrary<readonly Bucket[]> = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 0, max: 500 })), {
    minLength: 1,
    maxLength: 30,
  })
  .map((parts) => {
    let from = 0;
    return parts.map(([seconds, units]) => {
      const bucket = { from, to: from + seconds, units };
      from += seconds;
      return bucket;
    });
  })
  .map((buckets) => buckets.filter(({ units }) => units > 0))
  .filter((buckets) => buckets.length > 0);

test("the buckets of a step come the shortest times first", () => {
  const rows = [row(2, 60, 90, 3), row(3, 0, 5, 9), row(2, 30, 45, 1), row(2, 31_536_000, null, 2)];
  expect(bucketsOf(rows, 2)).toEqual([
    { from: 30, to: 45, units: 1 },
    { from: 60, to: 90, units: 3 },
    { from: 31_536_000, to: undefined, units: 2 },
  ]);
  expect(spreadOf(bucketsOf(rows, 4))).toBeUndefined();
});

describe("a drawing of times", () => {
  test("says by areas how many, inside its frame, from left to right", () => {
    fc.assert(
      fc.property(anyBuckets, (buckets) => {
        const bars = spreadOf(buckets)?.bars ?? [];
        const ink = bars.reduce((sum, { width, height }) => sum + width * height, 0);
        const all = buckets.reduce((sum, { units }) => sum + units, 0);
        let end = 0;
        for (const { left, width, height, units } of bars) {
          expect((width * height) / ink).toBeCloseTo(units / all);
          expect(left).toBeGreaterThanOrEqual(end - 1e-9);
          expect(height).toBeLessThanOrEqual(1);
          end = left + width;
        }
        expect(end).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });

  test("has a median inside the column that holds it", () => {
    const drawn = spreadOf([
      { from: 60, to: 90, units: 10 },
      { from: 90, to: 120, units: 30 },
      { from: 3600, to: 5400, units: 5 },
    ]);
    const [, middle] = drawn?.bars ?? [];
    const at = drawn?.place(100) ?? 0;
    expect(at).toBeGreaterThan(middle?.left ?? 1);
    expect(at).toBeLessThan((middle?.left ?? 0) + (middle?.width ?? 0));
  });

  test("leaves air beside what took no time at all, and room for what never ends", () => {
    const none = spreadOf([{ from: 0, to: 5, units: 40 }]);
    expect(none?.bars[0]).toMatchObject({ left: 0, height: 1 });
    expect(none?.bars[0]?.width).toBeLessThan(0.4);
    const ever = spreadOf([{ from: 31_536_000, to: undefined, units: 1 }]);
    expect(ever?.bars[0]?.width).toBeCloseTo(1);
  });

  test("names times that people think in, with room between", () => {
    const { ticks = [] } =
      spreadOf([
        { from: 30, to: 45, units: 1 },
        { from: 86_400, to: 172_800, units: 1 },
      ]) ?? {};
    expect(ticks.map(({ seconds }) => seconds)).toEqual([30, 120, 600, 3600, 21_600, 86_400]);
    fc.assert(
      fc.property(anyBuckets, (buckets) => {
        const places = spreadOf(buckets)?.ticks.map(({ left }) => left) ?? [];
        places.slice(1).forEach((left, index) => {
          expect(left - (places[index] ?? 0)).toBeGreaterThanOrEqual(0.13);
        });
      }),
    );
  });
});

test.each([
  [0, "0 s", "0 s"],
  [90, "90 s", "90 s"],
  [2700, "45 min", "45 min"],
  [5400, "90 min", "90 min"],
  [43_200, "12 h", "12 h"],
  [172_800, "2 j", "2 d"],
])("%d s is written %s", (seconds, french, english) => {
  const written = (["fr", "en"] as const).map((language) =>
    roundTime(seconds, { words: wordsOf(language), format: formatOf(language) }),
  );
  expect(written).toEqual([french, english].map((text) => text.replace(" ", "\u00a0")));
});
