import type { Store } from "../../infra/store/port.ts";
import type { Row } from "../../schemas/answer.ts";
import { isSegment } from "../../schemas/frame.ts";
import type { FunnelQuestion } from "../../schemas/questions/funnel.ts";
import { isGrain } from "../dimensions.ts";
import { askingOf, countVariants, type Asked, type Asking } from "../funnel/asking.ts";
import { classesOf, type Classes, type Converted, type Variant } from "../funnel/classes.ts";
import { ENTERED, MAY_CONVERT } from "../funnel/conditions.ts";
import { histogram } from "../funnel/histogram.ts";
import { gapSql, touchedPlace, type PlacesRow } from "../funnel/places.ts";
import { withSql } from "../funnel/source.ts";
import { compareShares, significant, wilson } from "../intervals.ts";
import { inSegment, type Scope } from "../plan.ts";
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
  if (question.histogram) return histogram(askingOf(asked), question);
  const now = await reached(askingOf(asked), question);
  const rows = now.flatMap((group) => rowsOf(group, question));
  const other = otherOf(asked, question);
  if (other === undefined) return rows;
  const before = await reached(other, question);
  return compared(now, before, question).map((extra, index) => ({ ...rows[index], ...extra }));
}

/** What the figures are compared with: another period, or other journeys. */
function otherOf(asked: Asked, { compare }: FunnelQuestion): Asking | undefined {
  if (compare === undefined) return undefined;
  if (!isSegment(compare)) return askingOf(asked, "before");
  return askingOf({ ...asked, scope: inSegment(asked.scope, compare) });
}

/**
 * Where levels alone are asked, journeys inside the period are counted by variant, thousands of them,
 * and by what they answer to its questions. Of those at the edges, and of all where more is asked, the
 * engine looks up the places one by one.
 */
async function reached(asking: Asking, question: FunnelQuestion): Promise<readonly Reached[]> {
  const { plan, funnel } = asking;
  const groups = new Map<string, Reached>();
  const group = (row: KeyedRow) => groupOf(groups, row, funnel.rules.steps).steps;
  if (plan.keys.length === 0) group({}); // nobody is an answer, too
  const byVariant = orderSuffices(question);
  const { rows, variants } = await countVariants(asking, byVariant);
  if (rows.length === 0) return [...groups.values()];
  const classes = await classesOf(asking, variants, byVariant);
  const count = ({ row, places = [], journeys, mayConvert: isOpen = false }: Counted) => {
    if (journeys === 0 || places.length === 0) return;
    for (const step of group(row).slice(0, places.length)) {
      step.units += journeys;
      if (isOpen) step.open += journeys;
    }
  };
  if (byVariant) {
    for (const { row, variant } of rows) {
      const places = variant.decisive.places(0);
      const journeys = decidedOf(row, variant);
      count({ row, places, journeys, mayConvert: mayConvert(variant, places, funnel) });
    }
    classes.long.forEach(count);
  }
  const isLeft = !byVariant || rows.some(({ row }) => row.inside < row.journeys);
  if (isLeft) {
    await countPlaces(asking, { classes, question, outsideAlone: byVariant }, group);
  }
  return [...groups.values()].sort((a, b) => (keyOrder(a.keys) < keyOrder(b.keys) ? -1 : 1));
}

interface Counted extends Converted {
  readonly mayConvert?: boolean;
}

/** Whether units of a variant that is told apart by times, too, are open. */
function mayConvert(
  { spelled }: Variant,
  places: readonly number[] = [],
  { rules }: Asking["funnel"],
): boolean {
  return places.length < rules.steps && (spelled.recent?.[places[0] ?? -1] ?? false);
}

/** How many journeys of a variant inside the period convert where its order says. */
function decidedOf(row: { inside: number; decided: number }, { decisive }: Variant): number {
  return decisive.questions.length === 0 ? row.inside : row.decided;
}

/** Neither times nor a trend by entry, nor what a touch says: then units that no window binds can be counted by variant. */
function orderSuffices({ times, by, unit, attribution }: FunnelQuestion): boolean {
  const isByTouch = unit === "customer" || attribution !== "first";
  return !times && !by.some(isGrain) && !(isByTouch && by.length > 0);
}

interface Places {
  readonly classes: Classes;
  readonly question: FunnelQuestion;
  /** Those inside the period have been counted by variant. */
  readonly outsideAlone: boolean;
}

/** Counts where each journey converts. */
async function countPlaces(
  asking: Asking,
  places: Places,
  group: (row: KeyedRow) => readonly Step[],
): Promise<void> {
  const { sql, params } = placesStatement(asking, places);
  for (const row of await asking.store.query<PlacesRow>(sql, params, { signal: asking.signal })) {
    group(row).forEach((step, index) => {
      const n = String(index + 1);
      step.units += row[`units_${n}`] as number;
      step.open += row[`open_${n}`] as number;
      if (step.units > 0) step.took = (row[`took_${n}`] as Step["took"] | undefined) ?? null;
    });
  }
}

/** One statement for all figures of all groups: how many came to each step, are open, and took how long. */
function placesStatement(
  { plan, source, funnel }: Asking,
  { classes, question, outsideAlone }: Places,
) {
  const last = classes.place(funnel.rules.steps - 1);
  const isOpen = `${MAY_CONVERT} AND ${last} = 0`;
  const figures = funnel.steps.flatMap((_, step) => {
    const n = String(step + 1);
    const place = classes.place(step);
    const counts = [
      `countIf(${place} != 0) AS units_${n}`,
      `countIf(${place} != 0 AND ${isOpen}) AS open_${n}`,
    ];
    if (!question.times || step === 0) return counts;
    const gap = `${gapSql(classes, step)}, ${place} != 0`;
    const took = `[toFloat64(quantileExactIf(0.5)(${gap})), quantileExactIf(0.9)(${gap}), avgIf(${gap})]`;
    return [...counts, `${took} AS took_${n}`];
  });
  const sql = `
  ${withSql([...classes.with, touchedPlace(classes, question)])}
  SELECT ${plan.select} ${figures.join(",\n    ")}
  FROM ${outsideAlone ? source.outside : source.from}
  WHERE ${outsideAlone ? "" : `${source.where} AND`} ${classes.place(0)} != 0
    AND ${ENTERED}
  ${plan.keys.length === 0 ? "" : `GROUP BY ${plan.keys.join(", ")}`}`;
  return { sql, params: { ...plan.params, ...classes.params } };
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

/** Which ways the planner takes, and with how many journeys; and the statement that finds all by place. */
async function explained(asking: Asking, question: FunnelQuestion): Promise<readonly Row[]> {
  const { rows, variants } = await countVariants(asking, false);
  const classes = await classesOf(asking, variants, false);
  const { byAnswers, oneByOne } = classes;
  const all = rows.reduce((sum, { row }) => sum + row.journeys, 0);
  const decided = orderSuffices(question)
    ? rows.map(({ row, variant }) => decidedOf(row, variant)).filter((journeys) => journeys > 0)
    : [];
  const byVariant = decided.reduce((sum, journeys) => sum + journeys, 0);
  const byPlace = all - byVariant - byAnswers.journeys - oneByOne.journeys;
  const { sql, params } = placesStatement(asking, { classes, question, outsideAlone: false });
  return [
    { way: "by_variant", variants: decided.length, journeys: byVariant, sql: null },
    {
      ...{ way: "by_place", variants: variants.length, journeys: byPlace },
      sql: asking.store.written(sql, params).trim(),
    },
    { way: "by_answers", ...byAnswers, sql: null },
    { way: "one_by_one", ...oneByOne, sql: null },
  ];
}
