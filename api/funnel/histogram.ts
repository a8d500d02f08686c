import type { Row } from "../../schemas/answer.ts";
import type { FunnelQuestion } from "../../schemas/questions/funnel.ts";
import { groupBy } from "../plan.ts";
import { keysOf } from "../questions/rows.ts";
import { countVariants, type Asking } from "./asking.ts";
import { classesOf } from "./classes.ts";
import { ENTERED } from "./conditions.ts";
import { gapSql, touchedPlace, type PlacesRow } from "./places.ts";
import { withSql } from "./source.ts";

/** Seconds at which buckets of time begin. */
const BUCKETS = [
  ...[0, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 300, 420, 600, 900, 1200, 1800, 2700],
  ...[3600, 5400, 7200, 10_800, 14_400, 21_600, 28_800, 43_200, 86_400, 172_800, 345_600],
  ...[604_800, 1_209_600, 2_592_000, 7_776_000, 31_536_000],
];

/** How many came to each step in how long. */
export async function histogram(asking: Asking, question: FunnelQuestion): Promise<readonly Row[]> {
  const { store, plan, source, signal } = asking;
  const { variants } = await countVariants(asking, false);
  if (variants.length === 0) return [];
  const classes = await classesOf(asking, variants, false);
  const figures = question.steps.slice(1).map((_, index) => {
    const bucket = `roundDown(intDiv(${gapSql(classes, index + 1)}, 1000), [${BUCKETS.join()}])`;
    const reached = `${classes.place(index + 1)} != 0`;
    return `sumMapIf([toUInt32(${bucket})], [toUInt64(1)], ${reached}) AS took_${String(index + 2)}`;
  });
  if (figures.length === 0) return [];
  const sql = `
  ${withSql([...classes.with, touchedPlace(classes, question)])}
  SELECT ${plan.select} ${figures.join(",\n    ")}
  FROM ${source.from}
  WHERE ${source.where} AND ${classes.place(0)} != 0 AND ${ENTERED}
  ${groupBy(plan)}`;
  const params = { ...plan.params, ...classes.params };
  const rows = await store.query<PlacesRow>(sql, params, { signal });
  return rows.flatMap((row) =>
    question.steps.slice(1).flatMap(({ type, label = type }, index) => {
      const [buckets, units] = row[`took_${String(index + 2)}`] as readonly [number[], number[]];
      return buckets.map((from_seconds, which) => ({
        ...keysOf(row),
        step: index + 2,
        label,
        from_seconds,
        to_seconds: BUCKETS[BUCKETS.indexOf(from_seconds) + 1] ?? null,
        units: units[which] ?? 0,
      }));
    }),
  );
}
