import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  compareNps,
  compareShares,
  normalCdf,
  npsOf,
  significant,
  wilson,
  Z95,
} from "../../api/intervals.ts";

describe("a share's interval is Wilson's", () => {
  test.each([
    [85, 100, 0.76716, 0.90694],
    [0, 10, 0, 0.27753],
    [850, 1000, 0.82653, 0.87079],
  ])("%i of %i lies in [%f; %f]", (k, n, low, high) => {
    const share = wilson(k, n);
    expect(share.low).toBeCloseTo(low, 5);
    expect(share.high).toBeCloseTo(high, 5);
    expect(share).toMatchObject({ share: k / n, n });
  });

  test("nothing of nothing is no share", () => {
    expect(wilson(0, 0)).toEqual({ share: null, low: null, high: null, n: 0 });
  });

  test("it holds its share, lies in [0; 1], and mirrors that of the others", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.nat(5000), (n, some) => {
        const k = some % (n + 1);
        const { low, high } = wilson(k, n);
        const others = wilson(n - k, n);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(k / n + 1e-12);
        expect(high).toBeGreaterThanOrEqual(k / n - 1e-12);
        expect(others.low).toBeCloseTo(1 - (high ?? 0), 9);
      }),
    );
  });
});

describe("an NPS", () => {
  const halfOf = ({ low, high }: ReturnType<typeof npsOf>) => ((high ?? 0) - (low ?? 0)) / 2;

  test("of .40 promoters and .30 detractors in 500 is 10, its standard error 3.7148", () => {
    const score = npsOf({ promoters: 200, detractors: 150, n: 500 });
    expect(score.nps).toBeCloseTo(10, 12);
    expect(halfOf(score) / Z95).toBeCloseTo(3.7148, 4);
    expect(((score.low ?? 0) + (score.high ?? 0)) / 2).toBeCloseTo(10, 9);
  });

  test("of nobody is none", () => {
    expect(npsOf({ promoters: 0, detractors: 0, n: 0 })).toMatchObject({ nps: null, low: null });
  });

  /** ¾ promoter, 1½ passive, ¾ detractor more: the answers that adjusted Wald adds. */
  function adjusted(promoters: number, detractors: number, n: number) {
    const p = (promoters + 0.75) / (n + 3);
    const d = (detractors + 0.75) / (n + 3);
    const half = 1.959964 * Math.sqrt((p + d - (p - d) ** 2) / (n + 3));
    return { low: Math.max(-100, 100 * (p - d - half)), high: Math.min(100, 100 * (p - d + half)) };
  }

  test("below 30 answers has the interval of adjusted Wald, and keeps its point", () => {
    const score = npsOf({ promoters: 12, detractors: 9, n: 29 });
    const { low, high } = adjusted(12, 9, 29);
    expect(score.nps).toBeCloseTo(300 / 29, 12);
    expect(score.low).toBeCloseTo(low, 9);
    expect(score.high).toBeCloseTo(high, 9);
  });

  test("from 30 answers on has the plain one", () => {
    const score = npsOf({ promoters: 12, detractors: 9, n: 30 });
    const half = 100 * 1.959964 * Math.sqrt((0.4 + 0.3 - 0.1 ** 2) / 30);
    expect(halfOf(score)).toBeCloseTo(half, 9);
  });

  test.each([
    ["promoters", 400, 0, 100],
    ["detractors", 0, 400, -100],
    ["passives", 0, 0, 0],
  ])("of 400 %s who all agree still has an interval", (_who, promoters, detractors, nps) => {
    const score = npsOf({ promoters, detractors, n: 400 });
    expect(score.nps).toBe(nps);
    expect(halfOf(score)).toBeGreaterThan(0);
    expect(score.low).toBeCloseTo(adjusted(promoters, detractors, 400).low, 9);
  });

  test("and its interval never leave ± 100", () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(60), fc.nat(60), (promoters, passives, detractors) => {
        const n = promoters + passives + detractors;
        fc.pre(n > 0);
        const { nps, low, high } = npsOf({ promoters, detractors, n });
        for (const value of [nps, low, high]) expect(Math.abs(value ?? 0)).toBeLessThanOrEqual(100);
        expect(low).toBeLessThanOrEqual(high ?? 0);
      }),
    );
  });
});

describe("two groups differ", () => {
  const now = { promoters: 360, detractors: 200, n: 800 };
  const before = { promoters: 320, detractors: 240, n: 800 };

  test("for .45/.25 against .40/.30, 800 each, with z 2.4343 and p 0.01492", () => {
    const found = compareNps(now, before);
    expect(found?.z).toBeCloseTo(2.4343, 4);
    expect(found?.p).toBeCloseTo(0.01492, 5);
  });

  test("as much the one way as the other", () => {
    expect(compareNps(before, now)?.z).toBeCloseTo(-2.4343, 4);
    expect(compareNps(before, now)?.p).toBeCloseTo(0.01492, 5);
  });

  test("not at all where they are the same", () => {
    expect(compareNps(now, now)).toMatchObject({ z: 0 });
    expect(compareNps(now, now)?.p).toBeCloseTo(1, 6);
  });

  test("in no way that can be tested where one is empty, or all of both agree", () => {
    const nobody = { promoters: 0, detractors: 0, n: 0 };
    const fans = { promoters: 50, detractors: 0, n: 50 };
    expect(compareNps(now, nobody)).toBeNull();
    expect(compareNps(fans, fans)).toBeNull();
    expect(compareShares({ k: 1, n: 2 }, { k: 0, n: 0 })).toBeNull();
    expect(compareShares({ k: 5, n: 5 }, { k: 9, n: 9 })).toBeNull();
  });

  test("in shares by the test with a pooled variance", () => {
    const found = compareShares({ k: 60, n: 100 }, { k: 45, n: 100 });
    expect(found?.z).toBeCloseTo(0.15 / Math.sqrt(0.525 * 0.475 * 0.02), 9);
    expect(found?.p).toBeCloseTo(0.033672, 6);
  });
});

test("the normal distribution function is right to 1e-7", () => {
  const known = [
    [0, 0.5],
    [1, 0.8413447461],
    [1.959964, 0.9750000009],
    [-2.4343, 0.0074603],
    [3, 0.998650102],
  ] as const;
  for (const [x, p] of known) expect(Math.abs(normalCdf(x) - p)).toBeLessThan(1e-6);
  expect(Math.abs(normalCdf(1) - 0.8413447461)).toBeLessThan(1.5e-7);
});

describe("of many tests at once, Benjamini-Hochberg says which are significant", () => {
  /** By its definition: p passes if some p-value at least as large is within its rank's share of 5 %. */
  function slowly(pValues: readonly (number | null)[]): readonly (boolean | null)[] {
    const tested = pValues.filter((p) => p !== null);
    const within = (p: number) => {
      const rank = tested.filter((other) => other <= p).length;
      return p <= (0.05 * rank) / tested.length;
    };
    return pValues.map((p) => (p === null ? null : tested.some((q) => q >= p && within(q))));
  }

  test("as in the paper of 1995: four of fifteen", () => {
    const paper = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719,
      0.6528, 0.759, 1,
    ];
    expect(significant(paper).filter((is) => is === true)).toHaveLength(4);
  });

  test("one alone passes at 5 %, none of none does, and what was not tested says so", () => {
    expect(significant([0.05])).toEqual([true]);
    expect(significant([0.0501])).toEqual([false]);
    expect(significant([])).toEqual([]);
    expect(significant([null, 0.01, null])).toEqual([null, true, null]);
  });

  test("whatever their order, and as its slow definition has it", () => {
    const p = fc.oneof(
      fc.double({ min: 0, max: 0.1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.constantFrom(0.05, 0.025, 0.01),
    );
    fc.assert(
      fc.property(fc.array(fc.option(p), { maxLength: 30 }), (pValues) => {
        expect(significant(pValues)).toEqual(slowly(pValues));
      }),
      { numRuns: 500 },
    );
  });
});
