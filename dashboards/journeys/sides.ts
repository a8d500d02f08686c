import type { Answer, Row } from "../../schemas/answer.ts";
import { booleanIn, estimateIn, numberIn, textIn, type Estimate } from "../data/cells.ts";
import type { Known } from "../data/source.ts";
import type { Speech } from "../speech.ts";
import type { Chosen, SideDimension, Sides } from "./address.ts";
import { levelsOf } from "./levels.ts";
import type { Funnel } from "./funnel.ts";
import { comparedIn } from "./questions.ts";

/** One value of the dimension, and what the page calls it. */
export interface Side {
  readonly value: string;
  readonly name: string;
}

/** How far apart two shares are, a − b, and what the API's test says of it; null where it can't be tested. */
export interface Gap {
  readonly size: number | null;
  readonly significant: boolean | null;
}

/** A step, as the journeys of both sides come to it. */
export interface SidesStep {
  readonly step: number;
  readonly name: string;
  readonly a: Estimate;
  readonly b: Estimate;
  /** Of those who entered. */
  readonly entered: Gap;
  /** Of those who came to the step before. */
  readonly previous: Gap;
}

/** Two sides of one answer. */
export interface Pair {
  readonly a: Side;
  readonly b: Side;
  readonly steps: readonly SidesStep[];
  /** Journeys have come since the list was asked for, so that its intervals of b are of other figures. */
  readonly hasMoved: boolean;
}

/** The values that can be chosen, those with the most journeys first. */
export function valuesOf({ rows }: Pick<Answer, "rows">, by: string): readonly string[] {
  const entries = rows.filter((row) => numberIn(row, "step") === 1);
  return entries
    .toSorted((x, y) => (numberIn(y, "units") ?? 0) - (numberIn(x, "units") ?? 0))
    .map((row) => textIn(row, by));
}

/** The two values that the address names, else the two with the most journeys. */
export function chosenOf(values: readonly string[], { by, a, b }: Sides): Chosen | undefined {
  const first = values.find((value) => value === a) ?? values.find((value) => value !== b);
  const second =
    values.find((value) => value === b && value !== first) ??
    values.find((value) => value !== first);
  return first === undefined || second === undefined ? undefined : { by, a: first, b: second };
}

interface PairContext {
  readonly speech: Pick<Speech, "words">;
  readonly nameOf: (value: string, by: SideDimension) => string;
  /** Of each step what it asks of its events, in words. */
  readonly filtersOf: (steps: Funnel["steps"]) => readonly string[];
}

/** Both sides as the API compared them. Only the intervals of b come from the list of values, where that says the same. */
export function pairOf(
  verdict: Pick<Known, "answer" | "answered">,
  list: Pick<Answer, "rows"> | undefined,
  { speech, nameOf, filtersOf }: PairContext,
): Pair | undefined {
  if (!verdict.answer || !verdict.answered) return undefined;
  const { by, a, b } = comparedIn(verdict.answered);
  const { rows } = verdict.answer;
  const listed = list?.rows.filter((row) => textIn(row, by) === b) ?? [];
  const estimates = intervalsOf(rows, listed);
  const { steps: asked = [], order } = verdict.answered.question as Partial<Funnel>;
  const steps = levelsOf(rows, speech, order === "unordered", filtersOf(asked)).map(
    ({ step, name, entered }, index): SidesStep => ({
      step,
      name,
      a: entered,
      b: estimates?.[index] ?? pointOf(rows[index], rows[0]),
      entered: gapOf(rows[index], "of_entered"),
      previous: gapOf(rows[index], "of_previous"),
    }),
  );
  const side = (value: string): Side => ({ value, name: nameOf(value, by) });
  return { a: side(a), b: side(b), steps, hasMoved: estimates === undefined };
}

/** The estimates of b in the list, if they are of the very figures that the verdict compared with. */
function intervalsOf(verdict: readonly Row[], list: readonly Row[]) {
  const isSame = verdict.every(
    (row, index) =>
      numberIn(row, "units_before") === numberIn(list[index], "units") &&
      numberIn(row, "of_entered_before") === numberIn(list[index], "of_entered"),
  );
  return isSame ? list.map((row) => estimateIn(row, "of_entered")) : undefined;
}

/** What the verdict itself says of b: its share, and how many entered. */
const pointOf = (row: Row | undefined, entry: Row | undefined): Estimate => ({
  value: numberIn(row, "of_entered_before"),
  low: null,
  high: null,
  n: numberIn(entry, "units_before") ?? 0,
});

function gapOf(row: Row | undefined, share: "of_entered" | "of_previous"): Gap {
  const [now, before] = [numberIn(row, share), numberIn(row, `${share}_before`)];
  return {
    size: now === null || before === null ? null : now - before,
    significant: booleanIn(row, `${share}_significant`),
  };
}
