import { compareOf, frameOf } from "../data/frame.ts";
import type { Request } from "../data/source.ts";
import type { Trait } from "../../schemas/traits.ts";
import type { View } from "../shell/address.ts";

/** Variants on the screen. */
const SHOWN_VARIANTS = 20;

/** How far journeys come; levels alone are found sooner, so they are asked for first. */
export const levelsQuestion = (view: View): Request => ({
  name: "funnel",
  question: { ...frameOf(view), ...compareOf(view), ...view.journeys.funnel, times: false },
});

/** The same question with times, once its levels are known. */
export function timesQuestion(levels: Request | undefined): Request | undefined {
  if (!levels) return undefined;
  const { compare: _, ...question } = levels.question as Record<string, unknown>;
  return { name: levels.name, question: { ...question, times: true } };
}

/** What is taken away: all that the screen shows of the funnel, in one question. */
export const wholeQuestion = (view: View): Request => ({
  name: "funnel",
  question: { ...frameOf(view), ...compareOf(view), ...view.journeys.funnel },
});

/** All journeys of the selection, whether they enter the funnel or not. */
export const selectionQuestion = (view: View): Request => ({
  name: "trend",
  question: { ...frameOf(view), by: [], metrics: ["journeys"] },
});

export const edgesQuestion = (view: View): Request => ({
  name: "paths",
  question: { ...frameOf(view), kind: "edges" },
});

export const variantsQuestion = (view: View): Request => ({
  name: "paths",
  question: { ...frameOf(view), kind: "variants", limit: SHOWN_VARIANTS },
});

/** The funnel for each value of the dimension; a filter on that dimension would leave one side. */
export function sidesQuestion(view: View): Request {
  const { funnel, sides } = view.journeys;
  const { range, where } = frameOf(view);
  const { [sides.by]: _, ...others } = where;
  return {
    name: "funnel",
    question: { range, where: others, by: [sides.by], ...funnel, times: false },
  };
}

/** Traits whose values the page doesn't know, but an answer can tell. */
const TOLD: readonly Trait[] = ["service", "segment", "priority"];
/** Values of a trait that are suggested. */
const SUGGESTED = 200;

/** The values of a trait in the period, to be suggested. */
export const valuesQuestion = ({ range }: View, trait: Trait): Request | undefined =>
  TOLD.includes(trait)
    ? { name: "trend", question: { range, by: [trait], metrics: ["journeys"], limit: SUGGESTED } }
    : undefined;
