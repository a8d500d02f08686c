import type { Store } from "../../infra/store/port.ts";
import type { Row } from "../../schemas/answer.ts";
import type { SatisfactionQuestion } from "../../schemas/questions/satisfaction.ts";
import { JOURNEY_DIMENSIONS } from "../dimensions.ts";
import { compareShares, significant, wilson } from "../intervals.ts";
import { planOf, type Scope } from "../plan.ts";
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

/** The share of the content by how long they waited, and where it bends. */
export async function satisfactionRows(
  store: Store,
  scope: Scope,
  { score, wait_edges_seconds: edges }: SatisfactionQuestion,
  signal: AbortSignal,
): Promise<readonly Row[]> {
  const plan = planOf(scope, { dimensions: JOURNEY_DIMENSIONS, time: "started" });
  const sql = `
  WITH ${answer(score === "nps" ? "review_nps" : "review_csat")} AS given,
    arrayCount(edge -> wait_ms >= edge * 1000, {edges: Array(Float64)}) AS bucket
  SELECT ${plan.select} bucket, count() AS answered, countIf(given >= ${String(CONTENT[score])}) AS content
  FROM journeys FINAL
  WHERE ${plan.where} AND status = 'served' AND wait_ms >= 0 AND given >= 0 AND bucket > 0
  GROUP BY ${[...plan.keys, "bucket"].join(", ")}
  ORDER BY ${[...plan.keys, "bucket"].join(", ")}`;
  const rows = await store.query<BucketRow>(sql, { ...plan.params, edges }, { signal });
  const groups = new Map<string, BucketRow[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return [...groups.values()].flatMap((buckets) => curve(buckets, edges));
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
