import { EVENT_TYPES, type EventType } from "../../schemas/event-types.ts";
import {
  asPart,
  countFilters,
  MOST_FILTERS,
  sayable,
  type Filter,
  type Filtered,
} from "./filters.ts";
import {
  MOST_EXCLUSIONS,
  MOST_LETTERS,
  MOST_STEPS,
  type Exclusion,
  type Funnel,
  type Step,
  type Unit,
} from "./funnel.ts";

/** What can be done to a funnel. Each gives one that the API understands; indices count from 0. */

/** Appends a step; without a type, the one that usually comes next. */
export function addStep(funnel: Funnel, type = nextType(funnel)): Funnel {
  if (funnel.steps.length >= MOST_STEPS) return funnel;
  return { ...funnel, steps: [...funnel.steps, { type }] };
}

/** The last step stays: a funnel without any asks nothing. */
export function removeStep(funnel: Funnel, index: number): Funnel {
  if (funnel.steps.length === 1) return funnel;
  const steps = funnel.steps.filter((_, at) => at !== index);
  const moved = (step: number) => Math.min(step > index + 1 ? step - 1 : step, steps.length);
  const exclude = funnel.exclude
    .map((one) => ({ ...one, from: moved(one.from), to: moved(one.to) }))
    .filter(({ from, to }) => from < to);
  return { ...funnel, steps, exclude };
}

/** Changes places with the step before (-1) or after (1); exclusions stay where they stand. */
export function moveStep(funnel: Funnel, index: number, by: -1 | 1): Funnel {
  const steps = [...funnel.steps];
  const [moved, other] = [steps[index], steps[index + by]];
  if (!moved || !other) return funnel;
  steps[index] = other;
  steps[index + by] = moved;
  return { ...funnel, steps };
}

/** Another type for a step; its name, and what only the one before could say, go with that. */
export function retypeStep(funnel: Funnel, index: number, type: EventType): Funnel {
  const retyped = changeStep(funnel, index, ({ where }) => ({
    type,
    ...asPart(sayable(type, where)),
  }));
  return isAsked(retyped) ? retyped : changeStep(funnel, index, () => ({ type }));
}

/** Names a step; an empty name takes it away. */
export const nameStep = (funnel: Funnel, index: number, name: string): Funnel =>
  changeStep(funnel, index, ({ label: _, ...step }) => {
    const label = name.trim().slice(0, MOST_LETTERS);
    return label === "" ? step : { ...step, label };
  });

function changeStep(funnel: Funnel, index: number, change: (step: Step) => Step): Funnel {
  return { ...funnel, steps: funnel.steps.map((step, at) => (at === index ? change(step) : step)) };
}

/** Where a filter stands: at a step or at an exclusion. */
export interface Place {
  readonly of: "steps" | "exclude";
  readonly index: number;
}

/** Changes a filter; one more than the API takes leaves the funnel as it is. */
export function changeFilter(
  funnel: Funnel,
  { of, index }: Place,
  change: (where: Filter) => Filter,
): Funnel {
  const filter = <One extends Filtered>({ where = {}, ...one }: One) => ({
    ...one,
    ...asPart(change(where)),
  });
  const changed =
    of === "steps"
      ? changeStep(funnel, index, filter)
      : { ...funnel, exclude: funnel.exclude.map((one, at) => (at === index ? filter(one) : one)) };
  return isAsked(changed) ? changed : funnel;
}

/** Whether a filter that no other place has can stand here. */
export function canDiffer(funnel: Funnel, place: Place): boolean {
  const { steps, exclude } = changeFilter(funnel, place, () => ({}));
  return countFilters([...steps, ...exclude]) < MOST_FILTERS;
}

const isAsked = ({ steps, exclude }: Funnel) =>
  countFilters([...steps, ...exclude]) <= MOST_FILTERS;

/** A window of so many of a unit; what is no such number leaves it as it is. */
export function setWindow(funnel: Funnel, count: number, unit: Unit): Funnel {
  const isWhole = Number.isInteger(count) && count >= 1 && count <= 9999;
  return isWhole ? { ...funnel, window: `${String(count)}${unit}` } : funnel;
}

/** Voids runs with this type anywhere between the first step and the last. */
export function addExclusion(funnel: Funnel, type: EventType = "wait.abandoned"): Funnel {
  const { steps, exclude } = funnel;
  if (steps.length < 2 || exclude.length >= MOST_EXCLUSIONS) return funnel;
  return { ...funnel, exclude: [...exclude, { type, from: 1, to: steps.length }] };
}

export const removeExclusion = (funnel: Funnel, index: number): Funnel => ({
  ...funnel,
  exclude: funnel.exclude.filter((_, at) => at !== index),
});

/** Changes an exclusion; the end that was not chosen gives way, so that `from` stays before `to`. */
export function changeExclusion(
  funnel: Funnel,
  index: number,
  change: Partial<Pick<Exclusion, "type" | "from" | "to">>,
): Funnel {
  const exclude = funnel.exclude.map((one, at) => (at === index ? changed(one, change) : one));
  const isBetween = ({ from, to }: Exclusion) =>
    from >= 1 && from < to && to <= funnel.steps.length;
  const next = { ...funnel, exclude };
  return exclude.every(isBetween) && isAsked(next) ? next : funnel;
}

function changed(one: Exclusion, change: Partial<Exclusion>): Exclusion {
  const { where, ...next } = { ...one, ...change };
  const filter = asPart(change.type === undefined ? (where ?? {}) : sayable(change.type, where));
  if (next.from < next.to) return { ...next, ...filter };
  return change.to === undefined
    ? { ...next, to: next.from + 1, ...filter }
    : { ...next, from: next.to - 1, ...filter };
}

/** The type after the last step's in the order of a visit, or the last one's again. */
function nextType({ steps }: Funnel): EventType {
  const last = steps.at(-1)?.type ?? "ticket.issued";
  const place = EVENT_TYPES.findIndex(({ type }) => type === last);
  return EVENT_TYPES[place + 1]?.type ?? last;
}
