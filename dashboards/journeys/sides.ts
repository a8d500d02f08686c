import type { Answer } from "../../schemas/answer.ts";
import { numberIn, textIn } from "../data/cells.ts";
import type { Speech } from "../speech.ts";
import type { Sides } from "./address.ts";
import { levelsOf, type Level } from "./levels.ts";

/** One value of the dimension, and how far its journeys come. */
export interface Side {
  readonly value: string;
  readonly name: string;
  readonly levels: readonly Level[];
}

export interface Pair {
  readonly a: Side;
  readonly b: Side;
}

/** The values that can be chosen, those with the most journeys first. */
export function valuesOf({ rows }: Pick<Answer, "rows">, by: string): readonly string[] {
  const entries = rows.filter((row) => numberIn(row, "step") === 1);
  return entries
    .toSorted((x, y) => (numberIn(y, "units") ?? 0) - (numberIn(x, "units") ?? 0))
    .map((row) => textIn(row, by));
}

/** The two sides that the address names, else the two with the most journeys. */
export function pairOf(
  answer: Pick<Answer, "rows">,
  { by, a, b }: Sides,
  speech: Speech,
  { nameOf, isUnordered }: { nameOf: (value: string) => string; isUnordered: boolean },
): Pair | undefined {
  const values = valuesOf(answer, by);
  const first = values.find((value) => value === a) ?? values.find((value) => value !== b);
  const second =
    values.find((value) => value === b && value !== first) ??
    values.find((value) => value !== first);
  if (first === undefined || second === undefined) return undefined;
  const side = (value: string): Side => {
    const rows = answer.rows.filter((row) => textIn(row, by) === value);
    return { value, name: nameOf(value), levels: levelsOf(rows, speech, isUnordered) };
  };
  return { a: side(first), b: side(second) };
}
