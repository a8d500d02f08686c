import type { Row } from "../../schemas/answer.ts";
import { numberIn } from "../data/cells.ts";
import type { Speech } from "../speech.ts";

/** How many took how long, in seconds: from so long on, and less than so long. */
export interface Bucket {
  readonly from: number;
  /** Nothing where it never ends. */
  readonly to: number | undefined;
  readonly units: number;
}

/** A bucket as a column whose area is its units; all are shares of the drawing's width and height. */
export interface Bar extends Bucket {
  readonly left: number;
  readonly width: number;
  readonly height: number;
}

/** A drawing of buckets on an axis that gives short times as much room as long ones. */
export interface Spread {
  readonly bars: readonly Bar[];
  readonly ticks: readonly { readonly seconds: number; readonly left: number }[];
  /** Where a time stands, as a share of the width. */
  readonly place: (seconds: number) => number;
}

/** The buckets of a step in a histogram's answer, the shortest times first. */
export function bucketsOf(rows: readonly Row[], step: number): readonly Bucket[] {
  return rows
    .filter((row) => numberIn(row, "step") === step)
    .map((row) => ({
      from: numberIn(row, "from_seconds") ?? 0,
      to: numberIn(row, "to_seconds") ?? undefined,
      units: numberIn(row, "units") ?? 0,
    }))
    .toSorted((a, b) => a.from - b.from);
}

/** Seconds: below them the axis is even, beyond them each doubling takes the same room. */
const EVEN = 5;
/** What never ends, and what would be a column alone, gets so many times its beginning. */
const AIR = 4;
const LEAST_SECONDS = 60;

const along = (seconds: number) => Math.log1p(seconds / EVEN);

/** Columns and ticks of what has at least one bucket. */
export function spreadOf(buckets: readonly Bucket[]): Spread | undefined {
  const [first, last] = [buckets[0], buckets.at(-1)];
  if (!first || !last) return undefined;
  const until = ({ from, to = from * AIR }: Bucket) => to;
  const start = along(first.from);
  const end = Math.max(until(last), first.from * AIR, LEAST_SECONDS);
  const width = along(end) - start;
  const place = (seconds: number) => Math.min(1, Math.max(0, (along(seconds) - start) / width));
  const wide = (bucket: Bucket) => place(until(bucket)) - place(bucket.from);
  const densest = Math.max(...buckets.map((bucket) => bucket.units / wide(bucket)));
  return {
    bars: buckets.map((bucket) => ({
      ...bucket,
      left: place(bucket.from),
      width: wide(bucket),
      height: bucket.units / wide(bucket) / densest,
    })),
    ticks: ticksOf(
      ROUND.filter((seconds) => seconds >= first.from && seconds <= end),
      place,
    ),
    place,
  };
}

/** Times that people think in. */
const ROUND = [
  ...[0, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21_600, 43_200],
  ...[86_400, 172_800, 604_800, 1_209_600, 2_592_000, 7_776_000, 31_536_000],
];
/** Names of ticks need room between them. */
const APART = 0.14;

function ticksOf(times: readonly number[], place: Spread["place"]): Spread["ticks"] {
  const ticks: { seconds: number; left: number }[] = [];
  for (const seconds of times) {
    const left = place(seconds);
    if (left - (ticks.at(-1)?.left ?? -1) >= APART) ticks.push({ seconds, left });
  }
  return ticks;
}

const SIZES = [
  ["d", 86_400],
  ["h", 3600],
  ["min", 60],
  ["s", 1],
] as const;

/** A whole time in the greatest unit that it is a multiple of: `90 s`, `45 min`, `2 j`. */
export function roundTime(seconds: number, { words, format }: Pick<Speech, "words" | "format">) {
  const [unit, size] =
    SIZES.find(([, length]) => seconds >= length && seconds % length === 0) ?? SIZES[3];
  return `${format.count(seconds / size)}\u00a0${words.journeys.spread.units[unit]}`;
}
