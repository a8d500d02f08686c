import { EVENT_TYPES, type EventType } from "../../schemas/event-types.ts";
import { escaped, readFiltered, withinLimit, writeFilter } from "./filter-address.ts";
import type { Filtered } from "./filters.ts";

/** One step of a funnel, as the page asks for it. */
export interface Step extends Filtered {
  readonly label?: string;
}

/** What voids a run between two steps, counted from 1. */
export interface Exclusion extends Filtered {
  readonly from: number;
  readonly to: number;
}

export const ORDERS = ["ordered", "strict", "unordered"] as const;
export type Order = (typeof ORDERS)[number];

export const UNITS = ["s", "m", "h", "d"] as const;
export type Unit = (typeof UNITS)[number];

/** Who goes through a funnel: journeys, or customers across all of theirs. */
export const GOERS = ["journey", "customer"] as const;
export type Goer = (typeof GOERS)[number];

/** A funnel as somebody builds it; always one that the API understands. */
export interface Funnel {
  readonly steps: readonly Step[];
  readonly order: Order;
  /** `30m`, `2d`: from the first step on. */
  readonly window: string;
  readonly exclude: readonly Exclusion[];
  readonly unit: Goer;
}

/** As many as the API takes. */
export const MOST_STEPS = 50;
export const MOST_EXCLUSIONS = 10;
export const MOST_LETTERS = 100;

/** A visit from its ticket to what the customer says of it: two days leave time to answer. */
export const USUAL: Funnel = {
  steps: [
    { type: "ticket.issued" },
    { type: "wait.started" },
    { type: "service.started" },
    { type: "service.ended" },
    { type: "review.submitted" },
  ],
  order: "ordered",
  window: "2d",
  exclude: [],
  unit: "journey",
};

const WINDOW = /^[1-9]\d{0,3}[smhd]$/;

/** Reads a funnel from an address; what can't be asked is as if it were not there. */
export function readFunnel(given: URLSearchParams): Funnel {
  const isAsked = withinLimit();
  const read = given.getAll("step").flatMap(readStep).slice(0, MOST_STEPS).filter(isAsked);
  const steps = read.length > 0 ? read : USUAL.steps;
  const window = given.get("window") ?? "";
  const exclude = given.getAll("without").flatMap(readExclusion);
  const within = exclude.filter(({ to }) => to <= steps.length);
  return {
    steps,
    order: ORDERS.find((order) => order === given.get("order")) ?? USUAL.order,
    window: WINDOW.test(window) ? window : USUAL.window,
    exclude: within.slice(0, MOST_EXCLUSIONS).filter(isAsked),
    unit: GOERS.find((unit) => unit === given.get("unit")) ?? USUAL.unit,
  };
}

/** Writes a funnel into an address, without what is as usual: `step=ticket.called-Called~site=S1`. */
export function writeFunnel(funnel: Funnel, written: URLSearchParams): void {
  const { steps, order, window, exclude, unit } = funnel;
  if (JSON.stringify(steps) !== JSON.stringify(USUAL.steps)) {
    for (const { type, label, where } of steps) {
      const head = label === undefined ? type : `${type}-${escaped(label)}`;
      written.append("step", head + writeFilter(where));
    }
  }
  if (order !== USUAL.order) written.set("order", order);
  if (window !== USUAL.window) written.set("window", window);
  for (const { type, from, to, where } of exclude) {
    written.append("without", `${type}-${from}-${to}${writeFilter(where)}`);
  }
  if (unit !== USUAL.unit) written.set("unit", unit);
}

/** A type's name has no hyphen: what follows the first is a label. */
function readStep(text: string): Step[] {
  const { head, ...filter } = readFiltered(text);
  const at = head.indexOf("-");
  const type = typeNamed(at < 0 ? head : head.slice(0, at));
  const label = at < 0 ? "" : head.slice(at + 1, at + 1 + MOST_LETTERS);
  return type === undefined ? [] : [{ type, ...(label !== "" && { label }), ...filter }];
}

function readExclusion(text: string): Exclusion[] {
  const { head, ...filter } = readFiltered(text);
  const [, name = "", first, second] = /^([\w.]+)-(\d{1,2})-(\d{1,2})$/.exec(head) ?? [];
  const [type, from, to] = [typeNamed(name), Number(first), Number(second)];
  return type !== undefined && from >= 1 && from < to ? [{ type, from, to, ...filter }] : [];
}

/** The type of a name, if it is one. */
export const typeNamed = (name: string): EventType | undefined =>
  EVENT_TYPES.find(({ type }) => type === name)?.type;

/** `2d` as 2 and days. */
export function windowOf({ window }: Pick<Funnel, "window">): { count: number; unit: Unit } {
  const unit = UNITS.find((one) => window.endsWith(one)) ?? "d";
  return { count: Number(window.slice(0, -1)), unit };
}
