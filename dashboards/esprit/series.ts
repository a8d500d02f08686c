import type { Answer, Row } from "../../schemas/answer.ts";
import { isFew, numberIn } from "../data/cells.ts";
import { bucketKey, bucketsOf, type Bucket, type Cut } from "../shell/periods.ts";

/** A step of a time axis with its row, if it has one. */
export interface Step extends Bucket {
  readonly middle: Date;
  readonly row: Row | undefined;
  /** Nothing happened: closed, or nothing was told. */
  readonly quiet: boolean;
  /** Not over yet. */
  readonly current: boolean;
}

/** Rows laid on their time axis, so that gaps are gaps. */
export function stepsOf(
  answer: Pick<Answer, "frame" | "rows">,
  cut: Cut,
  now: string,
): readonly Step[] {
  const zone = answer.frame.timezone;
  const rows = new Map(answer.rows.map((row) => [bucketKey(row[cut], cut, zone), row]));
  const buckets = bucketsOf(answer, cut, now);
  const localNow = bucketKey(now, "hour", zone);
  return buckets.map((bucket) => {
    const row = rows.get(bucket.key);
    const middle = new Date((bucket.start.getTime() + bucket.end.getTime()) / 2);
    const current = bucket.end.toISOString().slice(0, 16) > localNow;
    return { ...bucket, middle, row, quiet: (numberIn(row, "n") ?? 0) === 0, current };
  });
}

/** A value with its band at a step; nulls make gaps in lines. */
export interface Point {
  readonly step: Step;
  readonly x: Date;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly before: number | null;
  readonly n: number;
  readonly few: boolean;
  /** Differs from the period compared, established. */
  readonly marked: boolean;
}

/** One metric along the steps; its n stands in the column `n`. */
export function pointsAlong(
  steps: readonly Step[],
  metric: string,
  n = `${metric}_n`,
): readonly Point[] {
  return steps.map((step) => {
    const { row } = step;
    const size = numberIn(row, n) ?? 0;
    return {
      step,
      x: step.middle,
      value: numberIn(row, metric),
      low: numberIn(row, `${metric}_low`),
      high: numberIn(row, `${metric}_high`),
      before: numberIn(row, `${metric}_before`),
      n: size,
      few: isFew({ n: size }),
      marked: row?.[`${metric}_significant`] === true,
    };
  });
}

/** Steps at which an axis says where it is: at most so many, Mondays and first months first. */
export function ticksOf(steps: readonly Step[], cut: Cut, most: number): readonly Step[] {
  const natural = steps.filter(({ start }) =>
    cut === "day" ? start.getUTCDay() === 1 : cut === "hour" ? start.getUTCHours() % 3 === 0 : true,
  );
  const chosen = natural.length >= 2 ? natural : steps;
  const every = Math.ceil(chosen.length / most);
  return chosen.filter((_, index) => index % every === 0);
}
