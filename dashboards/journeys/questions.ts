import { compareOf, frameOf } from "../data/frame.ts";
import type { Request } from "../data/source.ts";
import type { Trait } from "../../schemas/traits.ts";
import type { View } from "../shell/address.ts";
import type { Chosen, SideDimension } from "./address.ts";
import type { Funnel } from "./funnel.ts";

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

/** The same question with how many took how long instead of its figures. */
export function spreadQuestion(levels: Request | undefined): Request | undefined {
  if (!levels) return undefined;
  const { compare: _, ...question } = levels.question as Record<string, unknown>;
  return { name: levels.name, question: { ...question, histogram: true } };
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

/**
 * The funnel for each value of the dimension; a filter on that dimension would leave one side. Of
 * journeys, whoever goes through: a customer may have journeys on both sides.
 */
export function sidesQuestion(view: View): Request {
  const { funnel, sides } = view.journeys;
  const { range, where } = frameOf(view);
  const { [sides.by]: _, ...others } = where;
  return {
    name: "funnel",
    question: { range, where: others, by: [sides.by], ...ofJourneys(funnel), times: false },
  };
}

/** The same of journeys. */
export const ofJourneys = ({ unit: _, ...funnel }: Funnel): Omit<Funnel, "unit"> => funnel;

type Where = Readonly<Partial<Record<SideDimension, readonly string[]>>>;

/** One side, which the API compares with the other: only it can say whether a difference is established. */
export function verdictQuestion(sides: Request, { by, a, b }: Chosen): Request {
  const { by: _, ...question } = sides.question as { by: unknown; where: Where };
  const where = { ...question.where, [by]: [a] };
  return { name: sides.name, question: { ...question, where, compare: { where: { [by]: [b] } } } };
}

/** The dimension that a question about sides lists. */
export const listedBy = (sides: Request | undefined): SideDimension | undefined =>
  (sides?.question as { by: readonly SideDimension[] } | undefined)?.by[0];

/** The two sides that a verdict is about. */
export function comparedIn({ question }: Request): Chosen {
  const { where, compare } = question as { where: Where; compare: { where: Where } };
  const [by] = Object.keys(compare.where) as [SideDimension];
  return { by, a: where[by]?.[0] ?? "", b: compare.where[by]?.[0] ?? "" };
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
