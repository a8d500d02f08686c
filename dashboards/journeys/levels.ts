import type { Answer, Cell, Row } from "../../schemas/answer.ts";
import { booleanIn, estimateIn, numberIn, textIn, type Estimate } from "../data/cells.ts";
import type { Fact } from "../parts/fact.ts";
import type { Speech } from "../speech.ts";

/** A step of a funnel: who came, who was lost on the way to it, and how long it took. */
export interface Level {
  /** From 1. */
  readonly step: number;
  readonly name: string;
  readonly units: number;
  /** Of these, may still go on; they are in no rate. */
  readonly open: number;
  /** Share of those who entered. */
  readonly entered: Estimate;
  /** The same in the period compared, and whether the change is established. */
  readonly before: number | null;
  readonly significant: boolean | null;
  /** Nobody is lost before the first step. */
  readonly loss: Loss | undefined;
  readonly took: Took | undefined;
}

/** Those who came to the step before, and no further. */
export interface Loss {
  readonly from: string;
  readonly to: string;
  readonly count: number;
  /** Of those who came to the step before. */
  readonly share: Estimate;
  readonly before: number | null;
  readonly significant: boolean | null;
}

/** From the step before, in seconds. */
export interface Took {
  readonly median: number;
  readonly p90: number;
}

/**
 * The steps of a funnel's answer, one group of it, in their order.
 *
 * @param filters of each step what it asks, in words
 */
export function levelsOf(
  rows: readonly Row[],
  { words }: Pick<Speech, "words">,
  isUnordered = false,
  filters: readonly string[] = [],
): readonly Level[] {
  const names = rows.map((row, index) =>
    isUnordered ? words.journeys.funnel.any(index + 1) : nameIn(row, words, filters[index] ?? ""),
  );
  const levels = rows.map((row, index): Level => {
    const [median, p90] = [numberIn(row, "median_seconds"), numberIn(row, "p90_seconds")];
    return {
      step: numberIn(row, "step") ?? index + 1,
      name: names[index] ?? "",
      units: numberIn(row, "units") ?? 0,
      open: numberIn(row, "open") ?? 0,
      entered: estimateIn(row, "of_entered"),
      before: numberIn(row, "of_entered_before"),
      significant: booleanIn(row, "of_entered_significant"),
      loss: index === 0 ? undefined : lossOf(row, names[index - 1] ?? "", names[index] ?? ""),
      took: median === null || p90 === null ? undefined : { median, p90 },
    };
  });
  return isEarly(levels) ? levels.map(unproven) : levels;
}

/** Most may still go on: rates are of the quick ones alone, and say nothing of all. */
export function isEarly([first]: readonly Level[]): boolean {
  return first !== undefined && first.open * 2 > first.units;
}

const unproven = (level: Level): Level => ({
  ...level,
  significant: null,
  loss: level.loss && { ...level.loss, significant: null },
});

/** A step without a name of its own is called by its type, in the page's words, and by what it asks. */
function nameIn(row: Row, words: Speech["words"], filter: string): string {
  const label = textIn(row, "label");
  const name = new Map<string, string>(Object.entries(words.events)).get(label);
  if (name === undefined) return label;
  return filter === "" ? name : `${name} (${filter})`;
}

function lossOf(row: Row, from: string, to: string): Loss {
  const kept = estimateIn(row, "of_previous");
  const came = (numberIn(row, "units") ?? 0) - (numberIn(row, "open") ?? 0);
  const before = numberIn(row, "of_previous_before");
  return {
    from,
    to,
    count: kept.n - came,
    share: {
      value: rest(kept.value),
      low: rest(kept.high),
      high: rest(kept.low),
      n: kept.n,
    },
    before: rest(before),
    significant: booleanIn(row, "of_previous_significant"),
  };
}

const rest = (share: number | null) => (share === null ? null : 1 - share);

const TIMES = ["median_seconds", "p90_seconds", "mean_seconds"];

/** Levels with the times of the same question, where those have come. */
export function withTimes(levels: Answer, times: Answer | undefined): Answer {
  if (!times) return levels;
  const timesAt = (index: number): Record<string, Cell> =>
    Object.fromEntries(TIMES.map((name) => [name, times.rows[index]?.[name] ?? null]));
  return {
    ...levels,
    columns: [...levels.columns, ...times.columns.filter(({ name }) => TIMES.includes(name))],
    rows: levels.rows.map((row, index) => ({ ...row, ...timesAt(index) })),
  };
}

/** A step as a figure: who came, of those who entered. */
export function levelFact(level: Level, answer: Answer | undefined, speech: Speech): Fact {
  const { format, words } = speech;
  return {
    id: `funnel.${level.step}`,
    name: level.name,
    definition: answer?.definition ?? { id: "funnel", version: 1, text: "" },
    estimate: level.entered,
    before: level.before,
    significant: level.significant,
    write: (share) => format.share(share),
    rests: words.journeys.funnel.entered(format.count(level.entered.n)),
    better: "up",
    pointsPerUnit: 100,
    answer,
  };
}
