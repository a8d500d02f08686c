import { filterText, typeText, type Said } from "./filter-words.ts";
import { windowOf, type Funnel, type Step } from "./funnel.ts";

/** A funnel in words, for paper: `Les parcours passent par Ticket pris → Début du service ; dans cet ordre, …`. */
export function questionText(funnel: Funnel, said: Said): string {
  const { ask } = said.words.journeys;
  const { count, unit } = windowOf(funnel);
  const passes = `${ask.who[funnel.unit]} ${ask.passThrough}`;
  const steps = funnel.steps.map((step) => stepText(step, said)).join(" → ");
  const window = `${String(count)} ${ask.units[unit]}`;
  const without = funnel.exclude.map(({ from, to, ...excluded }) =>
    ask.saidWithout(typeText(excluded, said), String(from), String(to)),
  );
  return [ask.said(`${passes} ${steps}`, ask.orders[funnel.order], window), ...without].join("");
}

/** A step as it is called, with what it asks: a name of its own hides no filter here. */
function stepText({ label, ...step }: Step, said: Said): string {
  if (label === undefined) return typeText(step, said);
  const text = filterText(step.where, said);
  return text === "" ? label : `${label} (${text})`;
}
