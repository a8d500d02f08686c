import type { Answer } from "../../schemas/answer.ts";
import { METRICS, type MetricId } from "../../schemas/metrics.ts";
import type { Language } from "../../schemas/text.ts";
import { isFew, type Estimate } from "../data/cells.ts";
import type { Format } from "../format.ts";
import type { Words } from "../words.ts";

/** A figure with everything that proves it: the screen shows its short form, the dialog its long one. */
export interface Fact {
  /** As the address spells it: `nps`, `moment.short_wait`. */
  readonly id: string;
  readonly site?: string;
  readonly name: string;
  readonly definition: Answer["definition"];
  readonly estimate: Estimate;
  /** The same figure of the period compared. */
  readonly before: number | null;
  /** Whether the change is established; null where it was not tested. */
  readonly significant: boolean | null;
  /** Writes a value of this figure. */
  readonly write: (value: number) => string;
  /** What it rests on, in words: `12 408 réponses`. */
  readonly rests: string;
  /** Which way is better; nothing for what is neither. */
  readonly better?: "up" | "down";
  /** Points are shares × 100, or NPS points; other changes are not written. */
  readonly pointsPerUnit?: number;
  readonly note?: string;
  /** What it is made of; each opens by itself. */
  readonly parts?: readonly Fact[];
  /** Where it comes from; without it the figure is not there yet. */
  readonly answer: Answer | undefined;
}

/** A change that is worth saying. */
export interface Change {
  readonly direction: "up" | "down";
  readonly good: boolean;
  readonly points: string;
}

/** The definition of a metric, in a language. */
export function definitionOf(metric: MetricId, language: Language): Answer["definition"] {
  const { version, text } = METRICS[metric];
  return { id: metric, version, text: text[language] };
}

/** The change of a figure, only if it is established and rests on enough. */
export function changeOf(fact: Fact, words: Words, format: Format): Change | undefined {
  const { estimate, before, significant, better, pointsPerUnit } = fact;
  if (significant !== true || pointsPerUnit === undefined || isWeak(fact)) return undefined;
  if (estimate.value === null || before === null) return undefined;
  const difference = (estimate.value - before) * pointsPerUnit;
  const direction = difference > 0 ? "up" : "down";
  return { direction, good: direction === better, points: pointsOf(difference, words, format) };
}

/** `4 points`, `0,8 point`: whole from 10 on, with a decimal below unless it is nought. */
export function pointsOf(difference: number, words: Words, format: Format): string {
  const size = Math.abs(difference);
  const rounded = Math.round(size * 10) / 10;
  const shown = size >= 10 ? Math.round(size) : rounded;
  return words.figures.points(format.number(shown, 1), shown);
}

/** True when a figure rests on too little to be read without its interval. */
export const isWeak = ({ estimate }: Fact): boolean => estimate.value !== null && isFew(estimate);
