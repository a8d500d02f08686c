/** The 97.5th percentile of the normal distribution: 95 % lie within ± z. */
export const Z95 = 1.959964;

/** A share with its Wilson interval; nulls where there is nothing to take a share of. */
export interface Share {
  readonly share: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
}

/** Wilson's score interval of k out of n at 95 % (Wilson 1927). */
export function wilson(k: number, n: number): Share {
  if (n === 0) return { share: null, low: null, high: null, n };
  const p = k / n;
  const zz = Z95 * Z95;
  const centre = (p + zz / (2 * n)) / (1 + zz / n);
  const half = (Z95 / (1 + zz / n)) * Math.sqrt((p * (1 - p)) / n + zz / (4 * n * n));
  return { share: p, low: Math.max(0, centre - half), high: Math.min(1, centre + half), n };
}

/** Counts of a recommendation question. */
export interface Recommendations {
  readonly promoters: number;
  readonly detractors: number;
  readonly n: number;
}

/** An NPS in points with its interval at 95 %; nulls without answers. */
export interface Score {
  readonly nps: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
}

/**
 * NPS = (promoters − detractors) / n · 100. Below 30 answers, or when all agree, the interval is
 * adjusted Wald's (¾ promoter, 1½ passive, ¾ detractor more); the point never moves.
 */
export function npsOf({ promoters, detractors, n }: Recommendations): Score {
  if (n === 0) return { nps: null, low: null, high: null, n };
  const nps = (100 * (promoters - detractors)) / n;
  const variance = npsVariance({ promoters, detractors, n });
  const [centre, spread] =
    n < 30 || variance === 0
      ? adjustedWald({ promoters, detractors, n })
      : ([nps, Z95 * 100 * Math.sqrt(variance / n)] as const);
  return { nps, low: Math.max(-100, centre - spread), high: Math.min(100, centre + spread), n };
}

/** The variance of one answer, as −1, 0 or 1. */
function npsVariance({ promoters, detractors, n }: Recommendations): number {
  const p = promoters / n;
  const d = detractors / n;
  return p + d - (p - d) ** 2;
}

function adjustedWald({ promoters, detractors, n }: Recommendations): readonly [number, number] {
  const more = { promoters: promoters + 0.75, detractors: detractors + 0.75, n: n + 3 };
  const centre = (100 * (more.promoters - more.detractors)) / more.n;
  return [centre, Z95 * 100 * Math.sqrt(npsVariance(more) / more.n)];
}

/** A difference that was tested: |z| and its two-sided p-value; null when it can't be. */
export interface Test {
  readonly z: number;
  readonly p: number;
}

/** Are two NPS different? Each with the variance of its own answers. */
export function compareNps(now: Recommendations, before: Recommendations): Test | null {
  if (now.n === 0 || before.n === 0) return null;
  const difference =
    (now.promoters - now.detractors) / now.n - (before.promoters - before.detractors) / before.n;
  const se = Math.sqrt(npsVariance(now) / now.n + npsVariance(before) / before.n);
  return se === 0 ? null : testOf(difference / se);
}

/** Are two shares different? The z-test of two proportions with a pooled variance. */
export function compareShares(
  now: { readonly k: number; readonly n: number },
  before: { readonly k: number; readonly n: number },
): Test | null {
  if (now.n === 0 || before.n === 0) return null;
  const pooled = (now.k + before.k) / (now.n + before.n);
  const se = Math.sqrt(pooled * (1 - pooled) * (1 / now.n + 1 / before.n));
  return se === 0 ? null : testOf((now.k / now.n - before.k / before.n) / se);
}

function testOf(z: number): Test {
  return { z, p: 2 * (1 - normalCdf(Math.abs(z))) };
}

/** The normal distribution function, to 1.5e-7 (Abramowitz and Stegun 26.2.17). */
export function normalCdf(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  const series =
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return x >= 0 ? 1 - density * series : density * series;
}

/** Which of many p-values are significant at 5 % (Benjamini-Hochberg); nulls are not tested. */
export function significant(pValues: readonly (number | null)[]): readonly (boolean | null)[] {
  const tested = pValues.filter((p) => p !== null).sort((a, b) => a - b);
  const passing = tested.findLast((p, index) => p <= (0.05 * (index + 1)) / tested.length);
  return pValues.map((p) => (p === null ? null : passing !== undefined && p <= passing));
}
