import type { JourneysQuestion } from "../../schemas/questions/journeys.ts";
import type { Opened, View } from "../shell/address.ts";

/** Journeys on a page of the list. */
export const PAGE = 25;

/** A journey that waits began at most so long ago. */
const LIVE_DAYS = 2;
const DAY_MS = 86_400_000;

type Which = "detractor" | "passive" | "promoter" | "missed" | "kept" | "delighted" | "pending";

/** The groups of journeys that a figure opens into, the telling one first. */
export function choicesOf(figure: string): readonly Which[] {
  if (figure === "nps") return ["detractor", "passive", "promoter"];
  return figure.startsWith("moment.") ? ["missed", "kept", "delighted", "pending"] : [];
}

/** The choice of an address, or the first. */
export const choiceOf = ({ figure, which }: Opened): Which | undefined => {
  const choices = choicesOf(figure);
  return choices.find((choice) => choice === which) ?? choices[0];
};

/** The question whose answer is the journeys behind a figure, a page at a time. */
export function evidenceOf(
  opened: Opened,
  view: Pick<View, "range" | "where">,
  now: number,
): Partial<JourneysQuestion> {
  const where = Object.fromEntries(
    Object.entries({ ...view.where, ...(opened.site && { site: opened.site }) }).map(
      ([name, value]) => [name, [value]],
    ),
  );
  // One more than is shown tells whether there is a next page.
  const page = { limit: PAGE + 1, offset: ((opened.page ?? 1) - 1) * PAGE };
  const frame = { range: view.range, where, ...page };
  const which = choiceOf(opened);
  switch (opened.figure) {
    case "nps":
      return { ...frame, nps: [which as "detractor"] };
    case "abandonment":
      return { ...frame, status: ["abandoned"], sort: "wait" };
    case "wait":
    case "service_level":
      return { ...frame, status: ["served"], sort: "wait" };
    case "waiting":
      return { ...frame, range: lately(now), status: ["open"], sort: "wait" };
    default: {
      const [, moment] = /^moment\.(.+)$/.exec(opened.figure) ?? [];
      return moment === undefined
        ? frame
        : { ...frame, moment: { id: moment, outcome: [which as "missed"] } };
    }
  }
}

function lately(now: number): { from: string; to: string } {
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  return { from: day(now - LIVE_DAYS * DAY_MS), to: day(now + DAY_MS) };
}
