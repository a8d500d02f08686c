import type { Store } from "../../infra/store/port.ts";
import type { Row } from "../../schemas/answer.ts";
import type { FunnelQuestion } from "../../schemas/questions/funnel.ts";
import { isGrain } from "../dimensions.ts";
import {
  askingOf,
  countVariants,
  DECIDED,
  ENTERED,
  MAY_CONVERT,
  type Asking,
} from "../funnel/asking.ts";
import { classesOf, type Classes } from "../funnel/classes.ts";
import { compareShares, significant, wilson } from "../intervals.ts";
import type { Scope } from "../plan.ts";
import { keyOf, keysOf, type KeyedRow } from "./rows.ts";
import { shareColumns } from "./waits.ts";

/** How far the units of a group came, step by step. */
interface Reached {
  readonly keys: Row;
  readonly steps: readonly Step[];
}

interface Step {
  units: number;
  /** Of these, may still convert. */
  open: number;
  /** From the step before: median, 90th percentile and mean, in ms; null when nobody came. */
  took: readonly [median: number, p90: number, mean: number] | null;
}

/** One planner for counts, times, breakdowns and trends: whatever is asked, a journey converts at the same places. */
export async function funnelRows(
  store: Store,
  scope: Scope,
  question: FunnelQuestion,
  behindMs: number,
  signal: AbortSignal,
): Promise<readonly Row[]> {
  const asked = { store, scope, steps: question, behindMs, signal };
  if (question.explain) return explained(askingOf(asked), question);
  const now = await reached(askingOf(asked), question);
  const rows = now.flatMap((group) => rowsOf(group, question));
  if (scope.comparison === undefined) return rows;
  const before = await reached(askingOf(asked, "before"), question);
  return compared(now, before, question).map((extra, index) => ({ ...rows[index], ...extra }));
}

/**
 * Journeys whose order decides are counted by variant, thousands of them, where nothing else is asked;
 * of the others, and of all when it is, the engine finds the places in a table of classes.
 */
async function reached(asking: Asking, question: FunnelQuestion): Promise<readonly Reached[]> {
  const { plan, funnel } = asking;
  const groups = new Map<string, Reached>();
  if (plan.keys.length === 0) groupOf(groups, {}, funnel.rules.steps); // nobody is an answer, too
  const byVariant = orderSuffices(question);
  const counted = await countVariants(asking, byVariant);
  for (const { row, variant } of counted.rows) {
    const places = variant.decisive.places(0);
    if (!byVariant || row.decided === 0 || places === undefined) continue;
    const { steps } = groupOf(groups, row, funnel.rules.steps);
    for (const step of steps.slice(0, places.length)) step.units += row.decided;
  }
  const rest = byVariant ? counted.undecided : counted.variants;
  if (rest.length > 0) {
    const { times } = question;
    const classes = await classesOf(asking, rest);
    await countPlaces(asking, { classes, times, undecidedAlone: byVariant }, groups);
  }
  return [...groups.values()].sort((a, b) => (keyOrder(a.keys) < keyOrder(b.keys) ? -1 : 1));
}

/** Neither times nor a trend by entry: then journeys that no window binds can be counted by variant. */
function orderSuffices({ times, by }: FunnelQuestion): boolean {
  return !times && !by.some(isGrain);
}

interface Places {
  readonly classes: Classes;
  readonly times: boolean;
  /** The others have been counted by variant. */
  readonly undecidedAlone: boolean;
}

/** `units_1, open_1, took_1, units_2, …`: the steps count from 1. */
type PlacesRow = KeyedRow & Readonly<Record<string, unknown>>;

/** Counts where each journey converts. */
async function countPlaces(
  { store, plan, funnel, signal }: Asking,
  { classes, times, undecidedAlone }: Places,
  groups: Map<string, Reached>,
): Promise<void> {
  const { steps } = funnel.rules;
  const last = classes.place(steps - 1);
  const isOpen = `${MAY_CONVERT} AND ${last} = 0`;
  const figures = funnel.steps.flatMap((_, step) => {
    const n = String(step + 1);
    const place = classes.place(step);
    const counts = [
      `countIf(${place} != 0) AS units_${n}`,
      `countIf(${place} != 0 AND ${isOpen}) AS open_${n}`,
    ];
    if (!times || step === 0) return counts;
    const gap = `step_ms[${place}] - step_ms[${classes.place(step - 1)}], ${place} != 0`;
    const took = `[toFloat64(quantileExactIf(0.5)(${gap})), quantileExactIf(0.9)(${gap}), avgIf(${gap})]`;
    return [...counts, `${took} AS took_${n}`];
  });
  const sql = `
  WITH ${classes.with.join(",\n    ")}
  SELECT ${plan.select} ${figures.join(",\n    ")}
  FROM journeys FINAL
  WHERE ${plan.where}
    ${undecidedAlone ? `AND NOT (${DECIDED})` : ""}
    AND ${classes.place(0)} != 0
    AND ${ENTERED}
  ${plan.keys.length === 0 ? "" : `GROUP BY ${plan.keys.join(", ")}`}`;
  const params = { ...plan.params, ...classes.params };
  for (const row of await store.query<PlacesRow>(sql, params, { signal })) {
    groupOf(groups, row, steps).steps.forEach((step, index) => {
      const n = String(index + 1);
      step.units += row[`units_${n}`] as number;
      step.open += row[`open_${n}`] as number;
      if (step.units > 0) step.took = (row[`took_${n}`] as Step["took"] | undefined) ?? null;
    });
  }
}

function groupOf(groups: Map<string, Reached>, row: KeyedRow, steps: number): Reached {
  const key = keyOf(row);
  let group = groups.get(key);
  if (group === undefined) {
    const none = (): Step => ({ units: 0, open: 0, took: null });
    groups.set(key, (group = { keys: keysOf(row), steps: Array.from({ length: steps }, none) }));
  }
  return group;
}

function keyOrder(keys: Row): string {
  return JSON.stringify(Object.values(keys));
}

/** Of a group's step: how many of how many. Open units are in no rate: they may still convert. */
function ratesOf({ steps }: Reached, step: number) {
  const closed = (index: number) => (steps[index]?.units ?? 0) - (steps[index]?.open ?? 0);
  const k = closed(step);
  return {
    of_entered: { k, n: closed(0) },
    of_previous: { k, n: closed(Math.max(0, step - 1)) },
  };
}

const MS = 1000;

function rowsOf(group: Reached, question: FunnelQuestion): readonly Row[] {
  return question.steps.map(({ type, label = type }, index) => {
    const { units, open, took } = group.steps[index] as Step;
    const { of_entered, of_previous } = ratesOf(group, index);
    return {
      ...group.keys,
      step: index + 1,
      label,
      units,
      ...shareColumns("of_entered", wilson(of_entered.k, of_entered.n)),
      ...shareColumns("of_previous", wilson(of_previous.k, of_previous.n)),
      ...(question.times && {
        median_seconds: took && took[0] / MS,
        p90_seconds: took && took[1] / MS,
        mean_seconds: took && took[2] / MS,
      }),
      open,
    };
  });
}

/** What each row had before, and whether its rates have changed; many at once by Benjamini-Hochberg. */
function compared(
  now: readonly Reached[],
  before: readonly Reached[],
  question: FunnelQuestion,
): readonly Row[] {
  const earlier = new Map(before.map((group) => [JSON.stringify(group.keys), group]));
  const pairs = now.flatMap((group) => {
    const other = earlier.get(JSON.stringify(group.keys));
    return question.steps.map((_, step) => [group, other, step] as const);
  });
  const rates = ["of_entered", "of_previous"] as const;
  const verdicts = rates.map((rate) =>
    significant(
      pairs.map(([group, other, step]) => {
        if (other === undefined || step === 0) return null;
        return compareShares(ratesOf(group, step)[rate], ratesOf(other, step)[rate])?.p ?? null;
      }),
    ),
  );
  return pairs.map(([, other, step], index) => {
    const row: Record<string, Row[string]> = { units_before: other?.steps[step]?.units ?? 0 };
    rates.forEach((rate, which) => {
      const { k, n } = other === undefined ? { k: 0, n: 0 } : ratesOf(other, step)[rate];
      row[`${rate}_before`] = n === 0 ? null : k / n;
      row[`${rate}_significant`] = verdicts[which]?.[index] ?? null;
    });
    return row;
  });
}

/** Which way the planner takes, and with how many journeys. */
async function explained(asking: Asking, question: FunnelQuestion): Promise<readonly Row[]> {
  const byVariant = orderSuffices(question);
  const counted = await countVariants(asking, false);
  const rest = byVariant ? counted.undecided : counted.variants;
  const { byAnswers, oneByOne } = await classesOf(asking, rest);
  const sum = (key: "decided" | "undecided") =>
    counted.rows.reduce((total, { row }) => total + row[key], 0);
  const [decided, undecided] = [sum("decided"), sum("undecided")];
  const variants = counted.rows.filter(({ row }) => row.decided > 0).length;
  const byPlace = undecided + (byVariant ? 0 : decided) - byAnswers.journeys - oneByOne.journeys;
  return [
    byVariant
      ? { way: "by_variant", variants, journeys: decided }
      : { way: "by_variant", variants: 0, journeys: 0 },
    { way: "by_place", variants: rest.length, journeys: byPlace },
    { way: "by_answers", ...byAnswers },
    { way: "one_by_one", ...oneByOne },
  ];
}
