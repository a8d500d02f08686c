import type { Store } from "../../infra/store/port.ts";
import type { Row } from "../../schemas/answer.ts";
import type {
  SatisfactionCell,
  SatisfactionQuestion,
} from "../../schemas/questions/satisfaction.ts";
import type { Cell } from "../cell.ts";
import { JOURNEY_DIMENSIONS } from "../dimensions.ts";
import { withSql } from "../funnel/source.ts";
import { compareShares, significant, wilson } from "../intervals.ts";
import { planOf, type Plan, type Scope } from "../plan.ts";
import { keyOf, keysOf, type KeyedRow } from "./rows.ts";
import { shareColumns } from "./waits.ts";

interface BucketRow extends KeyedRow {
  /** Counted from 1. */
  readonly bucket: number;
  readonly answered: number;
  readonly content: number;
}

/** SQL of the last answer to the survey; -1 without one. */
const answer = (scores: string) =>
  `if(has(review_form, 'survey'), ${scores}[indexOf(review_form, 'survey')], -1)`;
const CONTENT = { nps: 7, csat: 4 } as const;

type Score = SatisfactionQuestion["score"];

/** SQL of whether who has `given` an answer is content. */
const contentSql = (score: Score) => `given >= ${String(CONTENT[score])}`;

/** The served who answered, each with what was `given` and its `bucket`. */
function answered({ where, params }: Plan, score: Score, edges: readonly number[]): Cell {
  return {
    with: [
      `${answer(score === "nps" ? "review_nps" : "review_csat")} AS given`,
      "arrayCount(edge -> wait_ms >= edge * 1000, {edges: Array(Float64)}) AS bucket",
    ],
    where: [where, "status = 'served' AND wait_ms >= 0 AND given >= 0 AND bucket > 0"],
    params: { ...params, edges },
  };
}

/** The share of the content by how long they waited, and where it bends. */
export async function satisfactionRows(
  store: Store,
  scope: Scope,
  { score, wait_edges_seconds: edges }: SatisfactionQuestion,
  signal: AbortSignal,
): Promise<readonly Row[]> {
  const plan = planOf(scope, { dimensions: JOURNEY_DIMENSIONS, time: "started" });
  const cell = answered(plan, score, edges);
  const sql = `
  ${withSql(cell.with)}
  SELECT ${plan.select} bucket, count() AS answered, countIf(${contentSql(score)}) AS content
  FROM journeys FINAL
  WHERE ${cell.where.join(" AND ")}
  GROUP BY ${[...plan.keys, "bucket"].join(", ")}
  ORDER BY ${[...plan.keys, "bucket"].join(", ")}`;
  const rows = await store.query<BucketRow>(sql, cell.params, { signal });
  const groups = new Map<string, BucketRow[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return [...groups.values()].flatMap((buckets) => curve(buckets, edges));
}

/** The journeys of one bucket: the first of those that begin where it begins and where it ends. */
export function satisfactionCell(
  scope: Scope,
  { score, which, wait_from_seconds: from, wait_to_seconds: to }: SatisfactionCell,
): Cell {
  const plan = planOf(scope, { dimensions: JOURNEY_DIMENSIONS, time: "started" });
  const cell = answered(plan, score, to === null ? [from] : [from, to]);
  const isContent = contentSql(score);
  const given = { answered: "1", content: isContent, discontent: `NOT (${isContent})` }[which];
  return { ...cell, where: [...cell.where, "bucket = 1", given] };
}

/** One group's buckets, by rising waits. */
function curve(buckets: readonly BucketRow[], edges: readonly number[]): readonly Row[] {
  const shorter = { k: 0, n: 0 };
  const tests = buckets.map(({ content: k, answered: n }) => {
    const before = { ...shorter };
    shorter.k += k;
    shorter.n += n;
    return compareShares({ k, n }, before);
  });
  const established = significant(tests.map((test) => test?.p ?? null));
  const isLower = tests.map(
    (test, index) => test !== null && test.z < 0 && established[index] === true,
  );
  const bend = isLower.indexOf(true) - 1;
  return buckets.map((row, index) => ({
    ...keysOf(row),
    wait_from_seconds: edges[row.bucket - 1] ?? 0,
    wait_to_seconds: edges[row.bucket] ?? null,
    ...shareColumns("content", wilson(row.content, row.answered)),
    lower: isLower[index] ?? false,
    bend: index === bend,
  }));
}
