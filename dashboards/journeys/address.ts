import type { Dimension } from "../../schemas/frame.ts";
import { readFunnel, USUAL, writeFunnel, type Funnel } from "./funnel.ts";

export const TABS = ["paths", "variants", "sides", "evidence"] as const;
export type Tab = (typeof TABS)[number];

/** What two sides can differ in. */
export const SIDE_DIMENSIONS = [
  "channel",
  "service",
  "region",
  "site",
  "segment",
  "priority",
] as const satisfies readonly Dimension[];
export type SideDimension = (typeof SIDE_DIMENSIONS)[number];

export const CAME = ["reached", "lost", "open"] as const;
export type Came = (typeof CAME)[number];

/** Two values of a dimension, side by side; without them the two with the most journeys. */
export interface Sides {
  readonly by: SideDimension;
  readonly a?: string;
  readonly b?: string;
}

/** Two sides of which both are known. */
export type Chosen = Required<Sides>;

/** Which journeys of the funnel are listed: those that came to a step, were lost before it, … */
export interface CellView {
  /** From 1. */
  readonly step: number;
  readonly came: Came;
  /** From 1. */
  readonly page: number;
}

/** What this screen adds to the address. */
export interface JourneysView {
  readonly funnel: Funnel;
  readonly tab: Tab;
  /** Share of the moves that the graph shows, in percent. */
  readonly shown: number;
  readonly sides: Sides;
  readonly cell: CellView;
  /** The step whose times are open, from 2. */
  readonly spread: number | undefined;
}

/** The rarest moves hide what happens; so much is shown until one asks for more. */
export const LEAST_SHOWN = 50;
const PLAIN: JourneysView = {
  funnel: USUAL,
  tab: "paths",
  shown: 95,
  sides: { by: "channel" },
  cell: { step: 1, came: "reached", page: 1 },
  spread: undefined,
};

/** Reads this screen's part of a query string; what it does not understand is as if it were not there. */
export function readJourneys(given: URLSearchParams): JourneysView {
  const funnel = readFunnel(given);
  const shown = Number(given.get("shown"));
  const spread = Math.trunc(Number(given.get("spread")));
  const [a, b] = [given.get("a"), given.get("b")];
  return {
    funnel,
    tab: TABS.find((tab) => tab === given.get("tab")) ?? PLAIN.tab,
    shown: Number.isInteger(shown) && shown >= LEAST_SHOWN && shown <= 100 ? shown : PLAIN.shown,
    sides: {
      by: SIDE_DIMENSIONS.find((by) => by === given.get("by")) ?? PLAIN.sides.by,
      ...(a !== null && { a }),
      ...(b !== null && { b }),
    },
    cell: readCell(given.get("cell") ?? "", Number(given.get("list")), funnel.steps.length),
    spread: spread >= 2 && spread <= funnel.steps.length ? spread : PLAIN.spread,
  };
}

function readCell(text: string, page: number, steps: number): CellView {
  const [, number, word] = /^(\d{1,2})-([a-z]+)$/.exec(text) ?? [];
  const came = CAME.find((one) => one === word);
  const step = Number(number);
  const first = came === "lost" ? 2 : 1;
  if (came === undefined || step < first || step > steps) return PLAIN.cell;
  return { step, came, page: Number.isInteger(page) && page > 0 ? page : 1 };
}

/** Writes this screen's part, without what is as usual. */
export function writeJourneys(view: JourneysView, written: URLSearchParams): void {
  const { funnel, tab, shown, sides, cell, spread } = view;
  writeFunnel(funnel, written);
  if (tab !== PLAIN.tab) written.set("tab", tab);
  if (shown !== PLAIN.shown) written.set("shown", String(shown));
  if (sides.by !== PLAIN.sides.by) written.set("by", sides.by);
  if (sides.a !== undefined) written.set("a", sides.a);
  if (sides.b !== undefined) written.set("b", sides.b);
  if (spread !== undefined) written.set("spread", String(spread));
  const isPlain = cell.step === 1 && cell.came === "reached" && cell.page === 1;
  if (isPlain) return;
  written.set("cell", `${cell.step}-${cell.came}`);
  if (cell.page > 1) written.set("list", String(cell.page));
}
