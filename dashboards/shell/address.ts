import type { Dimension, RangeWord, Span } from "../../schemas/frame.ts";
import type { Language } from "../../schemas/text.ts";
import { readJourneys, writeJourneys, type JourneysView } from "../journeys/address.ts";

/** The screens there are, the first at the bare address. */
export const SCREENS = ["esprit", "journeys"] as const;
export type Screen = (typeof SCREENS)[number];

/** The periods that a screen offers by name, in the order of the list. */
export const PERIODS = [
  "today",
  "yesterday",
  "this_week",
  "last_7_days",
  "last_28_days",
  "this_month",
  "last_90_days",
  "last_13_months",
  "all",
] as const satisfies readonly RangeWord[];
export type Period = (typeof PERIODS)[number];

export const COMPARISONS = ["previous_period", "previous_year", "none"] as const;
export type Comparison = (typeof COMPARISONS)[number];

export const THEMES = ["light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** What the filters can narrow down to, one value each. */
export type Filter = Extract<Dimension, "region" | "site" | "channel" | "service">;
const FILTERS = ["region", "site", "channel", "service"] as const satisfies readonly Filter[];

export const RANKINGS = ["abandonment", "service_level_of_offered"] as const;
export type Ranking = (typeof RANKINGS)[number];

/** A figure that is opened: its definition, then the journeys behind it, then one of them. */
export interface Opened {
  /** `nps`, `moment.short_wait`, `funnel.3`, … as `proof/evidence.ts` reads it. */
  readonly figure: string;
  /** Of one site only. */
  readonly site?: string;
  /** Of one of the two sides that are compared. */
  readonly side?: string;
  /** Which journeys of the figure: detractors, promoters, lost ones, … */
  readonly which?: string;
  /** Page of the list, from 1; none shows the definition. */
  readonly page?: number;
  readonly journey?: string;
}

/** Everything that a screen depends on. It is the address, so that every view can be shared. */
export interface View {
  readonly screen: Screen;
  readonly range: Period | Span;
  readonly compare: Comparison;
  readonly where: Readonly<Partial<Record<Filter, string>>>;
  readonly ranking: Ranking;
  /** The question that the screen *Journeys* asks. */
  readonly journeys: JourneysView;
  readonly language?: Language;
  readonly theme?: Theme;
  readonly opened?: Opened;
}

const PLAIN: Omit<View, "journeys"> = {
  screen: "esprit",
  range: "last_28_days",
  compare: "previous_period",
  where: {},
  ranking: "abandonment",
};

const DAY = /^\d{4}-\d\d-\d\d$/;

/** Reads a query string; what it does not understand is as if it were not there. */
export function readAddress(search: string): View {
  const given = new URLSearchParams(search);
  const text = (name: string) => given.get(name) ?? undefined;
  const from = text("from");
  const to = text("to");
  const span = from && to && DAY.test(from) && DAY.test(to) && from < to ? { from, to } : undefined;
  const where = FILTERS.flatMap((name) => (text(name) ? [[name, text(name)] as const] : []));
  const language = oneOf(["en", "fr"] as const, text("lang"));
  const theme = oneOf(THEMES, text("theme"));
  const opened = readOpened(text);
  return {
    screen: oneOf(SCREENS, text("screen")) ?? PLAIN.screen,
    range: span ?? oneOf(PERIODS, text("period")) ?? PLAIN.range,
    compare: oneOf(COMPARISONS, text("compare")) ?? PLAIN.compare,
    where: Object.fromEntries(where),
    ranking: oneOf(RANKINGS, text("ranking")) ?? PLAIN.ranking,
    journeys: readJourneys(given),
    ...(language && { language }),
    ...(theme && { theme }),
    ...(opened && { opened }),
  };
}

function readOpened(text: (name: string) => string | undefined): Opened | undefined {
  const figure = text("open");
  if (!figure) return undefined;
  const [site, which, journey] = [text("at"), text("which"), text("journey")];
  const side = text("side");
  const page = Number(text("page"));
  return {
    figure,
    ...(site && { site }),
    ...(side !== undefined && { side }),
    ...(which && { which }),
    ...(Number.isInteger(page) && page > 0 && { page }),
    ...(journey && { journey }),
  };
}

/** The query string of a view, without what is as usual; `readAddress` gives the view back. */
export function writeAddress(view: View): string {
  const written = new URLSearchParams();
  const write = (name: string, value: string | number | undefined, usual?: string) => {
    if (value !== undefined && value !== usual) written.set(name, String(value));
  };
  write("screen", view.screen, PLAIN.screen);
  if (typeof view.range === "string") write("period", view.range, PLAIN.range as string);
  else {
    write("from", view.range.from);
    write("to", view.range.to);
  }
  write("compare", view.compare, PLAIN.compare);
  for (const name of FILTERS) write(name, view.where[name]);
  write("ranking", view.ranking, PLAIN.ranking);
  writeJourneys(view.journeys, written);
  write("lang", view.language);
  write("theme", view.theme);
  write("open", view.opened?.figure);
  write("at", view.opened?.site);
  write("side", view.opened?.side);
  write("which", view.opened?.which);
  write("page", view.opened?.page);
  write("journey", view.opened?.journey);
  const search = readable(written.toString());
  return search === "" ? "" : `?${search}`;
}

/** Marks that a query may hold as they are: `step=service.started~channel=office,phone`. */
const readable = (search: string) =>
  search.replaceAll(/%(?:7E|3D|2C)/g, (mark) => decodeURIComponent(mark));

function oneOf<const T extends string>(known: readonly T[], given: string | undefined) {
  return known.find((value) => value === given);
}
