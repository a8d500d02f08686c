import type { JourneysQuestion } from "../../schemas/questions/journeys.ts";
import { CAME, type Came } from "../journeys/address.ts";
import { ofJourneys } from "../journeys/questions.ts";
import type { Opened, View } from "../shell/address.ts";

/** Journeys on a page of the list. */
export const PAGE = 25;

/** A journey that waits began at most so long ago. */
const LIVE_DAYS = 2;
const DAY_MS = 86_400_000;

type Nps = "detractor" | "passive" | "promoter";
type Moment = "missed" | "kept" | "delighted" | "pending";
type Which = Nps | Moment | Came;

/** A question about journeys; what the address says of funnels and paths the server checks. */
type Evidence = Partial<Omit<JourneysQuestion, "funnel" | "follows" | "variant">> & {
  readonly funnel?: object;
  readonly follows?: { readonly from: string; readonly to: string };
  readonly variant?: readonly string[];
};

/** The groups of journeys that a figure opens into, the telling one first. */
export function choicesOf(figure: string): readonly Which[] {
  if (figure === "nps") return ["detractor", "passive", "promoter"];
  const step = stepOf(figure);
  if (step !== undefined) return CAME.filter((came) => step > 1 || came !== "lost");
  return figure.startsWith("moment.") ? ["missed", "kept", "delighted", "pending"] : [];
}

/** The choice of an address, or the first. */
export const choiceOf = ({ figure, which }: Opened): Which | undefined => {
  const choices = choicesOf(figure);
  return choices.find((choice) => choice === which) ?? choices[0];
};

/** True where a list holds all journeys of the customers that a cell of the funnel counts; sides are of journeys. */
export const isOfCustomers = (
  { figure, side }: Opened,
  { journeys }: Pick<View, "journeys">,
): boolean =>
  stepOf(figure) !== undefined && side === undefined && journeys.funnel.unit === "customer";

/** The question whose answer is the journeys behind a figure, a page at a time. */
export function evidenceOf(
  opened: Opened,
  view: Pick<View, "range" | "where" | "journeys">,
  now: number,
): Evidence {
  const narrowed = {
    ...view.where,
    ...(opened.site && { site: opened.site }),
    ...(opened.side !== undefined && { [view.journeys.sides.by]: opened.side }),
  };
  const where = Object.fromEntries(
    Object.entries(narrowed).map(([name, value]) => [name, [value]]),
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
    default:
      return { ...frame, ...partOf(opened, which, view) };
  }
}

/** The journeys of a moment, of a funnel's step, of a move or of a sequence. */
function partOf(
  { figure, side }: Opened,
  which: Which | undefined,
  { journeys }: Pick<View, "journeys">,
): Evidence {
  const asked = side === undefined ? journeys.funnel : ofJourneys(journeys.funnel);
  const [, kind, rest = ""] = /^(\w+)\.(.+)$/.exec(figure) ?? [];
  switch (kind) {
    case "moment":
      return { moment: { id: rest, outcome: [which as Moment] } };
    case "funnel":
      return { funnel: { ...asked, step: Number(rest), came: which as Came } };
    case "edge": {
      const [from = "", to = ""] = rest.split("-");
      return { follows: { from, to } };
    }
    case "variant":
      return { variant: rest.split("-") };
    default:
      return {};
  }
}

/** The step that `funnel.3` names. */
function stepOf(figure: string): number | undefined {
  const [, step] = /^funnel\.(\d+)$/.exec(figure) ?? [];
  return step === undefined ? undefined : Number(step);
}

function lately(now: number): { from: string; to: string } {
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  return { from: day(now - LIVE_DAYS * DAY_MS), to: day(now + DAY_MS) };
}
