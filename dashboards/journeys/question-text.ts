import type { Words } from "../words.ts";
import { windowOf, type Funnel } from "./funnel.ts";

/** A funnel in words, for paper: `Ticket pris → Début du service ; dans cet ordre, en moins de 2 jours`. */
export function questionText(funnel: Funnel, { journeys, events }: Words): string {
  const { ask } = journeys;
  const { count, unit } = windowOf(funnel);
  const steps = funnel.steps.map(({ type, label }) => label ?? events[type]).join(" → ");
  const said = ask.said(steps, ask.orders[funnel.order], `${String(count)} ${ask.units[unit]}`);
  const without = funnel.exclude.map(({ type, from, to }) =>
    ask.saidWithout(events[type], String(from), String(to)),
  );
  return [said, ...without].join("");
}
