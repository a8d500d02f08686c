import { EVENT_TYPES, type EventType } from "../../schemas/event-types.ts";

/** One step of a funnel, as the page asks for it. */
export interface Step {
  readonly type: EventType;
  readonly label?: string;
}

/** What voids a run between two steps, counted from 1. */
export interface Exclusion {
  readonly type: EventType;
  readonly from: number;
  readonly to: number;
}

export const ORDERS = ["ordered", "strict", "unordered"] as const;
export type Order = (typeof ORDERS)[number];

export const UNITS = ["s", "m", "h", "d"] as const;
export type Unit = (typeof UNITS)[number];

/** A funnel as somebody builds it; always one that the API understands. */
export interface Funnel {
  readonly steps: readonly Step[];
  readonly order: Order;
  /** `30m`, `2d`: from the first step on. */
  readonly window: string;
  readonly exclude: readonly Exclusion[];
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
};

const WINDOW = /^[1-9]\d{0,3}[smhd]$/;

/** Reads a funnel from an address; what can't be asked is as if it were not there. */
export function readFunnel(given: URLSearchParams): Funnel {
  const read = given.getAll("step").flatMap(readStep).slice(0, MOST_STEPS);
  const steps = read.length > 0 ? read : USUAL.steps;
  const window = given.get("window") ?? "";
  const exclude = given.getAll("without").flatMap(readExclusion);
  return {
    steps,
    order: ORDERS.find((order) => order === given.get("order")) ?? USUAL.order,
    window: WINDOW.test(window) ? window : USUAL.window,
    exclude: exclude.filter(({ to }) => to <= steps.length).slice(0, MOST_EXCLUSIONS),
  };
}

/** Writes a funnel into an address, without what is as usual: `step=ticket.called-Called`. */
export function writeFunnel({ steps, order, window, exclude }: Funnel, written: URLSearchParams) {
  if (JSON.stringify(steps) !== JSON.stringify(USUAL.steps)) {
    for (const { type, label } of steps) {
      written.append("step", label === undefined ? type : `${type}-${label}`);
    }
  }
  if (order !== USUAL.order) written.set("order", order);
  if (window !== USUAL.window) written.set("window", window);
  for (const { type, from, to } of exclude) written.append("without", `${type}-${from}-${to}`);
}

/** A type's name has no hyphen: what follows the first is a label. */
function readStep(text: string): Step[] {
  const at = text.indexOf("-");
  const type = typeNamed(at < 0 ? text : text.slice(0, at));
  const label = at < 0 ? "" : text.slice(at + 1, at + 1 + MOST_LETTERS);
  return type === undefined ? [] : [label === "" ? { type } : { type, label }];
}

function readExclusion(text: string): Exclusion[] {
  const [, name = "", first, second] = /^([\w.]+)-(\d{1,2})-(\d{1,2})$/.exec(text) ?? [];
  const [type, from, to] = [typeNamed(name), Number(first), Number(second)];
  return type !== undefined && from >= 1 && from < to ? [{ type, from, to }] : [];
}

/** The type of a name, if it is one. */
export const typeNamed = (name: string): EventType | undefined =>
  EVENT_TYPES.find(({ type }) => type === name)?.type;

/** `2d` as 2 and days. */
export function windowOf({ window }: Pick<Funnel, "window">): { count: number; unit: Unit } {
  const unit = UNITS.find((one) => window.endsWith(one)) ?? "d";
  return { count: Number(window.slice(0, -1)), unit };
}
