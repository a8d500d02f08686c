import type { Store } from "../../infra/store/port.ts";
import type { ReasonCount, RejectsPage, RejectsQuestion } from "../../schemas/rejects.ts";
import { instantSql } from "../questions/journeys.ts";
import { after, conditionsOf, cursorOf, type Conditions, type RejectsAsker } from "./conditions.ts";
import { keptReject, REJECT_SELECT, type StoredReject } from "./stored.ts";

/** A page ends here, so that neither we nor who asks holds more: ten thousand bodies are 640 MB. */
const PAGE_BYTES = 4 * 1024 * 1024;

const NEWEST_FIRST = "ORDER BY received DESC, reject DESC LIMIT {rows: UInt64}";

/** One page of what was refused, and how many there are of each reason on all of them. */
export async function listRejects(
  store: Store,
  asker: RejectsAsker,
  question: RejectsQuestion,
  signal: AbortSignal,
): Promise<RejectsPage> {
  const all = conditionsOf(question, asker);
  const left = after(all, question.cursor);
  const [reasons, sizes] = await Promise.all([
    countReasons(store, all, signal),
    sizesOf(store, left, question.limit + 1, signal),
  ]);
  const rows = howManyFit(sizes.slice(0, question.limit), PAGE_BYTES);
  const stored = rows === 0 ? [] : await readRejects(store, left, rows, signal);
  const rejects = stored.map(keptReject);
  const last = rejects.at(-1);
  const isLastPage = last === undefined || sizes.length <= rows;
  const as_of = new Date(asker.now).toISOString();
  return { reasons, rejects, as_of, ...(isLastPage ? {} : { next: cursorOf(last) }) };
}

/** How many of these sizes, from the first on, are at most so many bytes together; one at least. */
export function howManyFit(sizes: readonly number[], bytes: number): number {
  let sum = 0;
  const over = sizes.findIndex((size) => (sum += size) > bytes);
  return over === -1 ? sizes.length : Math.max(1, over);
}

function countReasons(
  store: Store,
  { where, params }: Conditions,
  signal: AbortSignal,
): Promise<ReasonCount[]> {
  const sql = `
  SELECT toString(reason) AS reason, count() AS count,
    ${instantSql("min(received)")} AS first, ${instantSql("max(received)")} AS last
  FROM rejects FINAL
  WHERE ${where}
  GROUP BY reason
  ORDER BY count DESC, reason`;
  return store.query<ReasonCount>(sql, params, { signal });
}

async function sizesOf(
  store: Store,
  { where, params }: Conditions,
  rows: number,
  signal: AbortSignal,
): Promise<readonly number[]> {
  const sql = `
  SELECT length(body) AS bytes FROM rejects FINAL
  WHERE ${where} ${NEWEST_FIRST}`;
  const found = await store.query<{ bytes: number }>(sql, { ...params, rows }, { signal });
  return found.map(({ bytes }) => bytes);
}

function readRejects(
  store: Store,
  { where, params }: Conditions,
  rows: number,
  signal: AbortSignal,
): Promise<StoredReject[]> {
  const sql = `
  SELECT ${REJECT_SELECT} FROM rejects FINAL
  WHERE ${where} ${NEWEST_FIRST}`;
  return store.query<StoredReject>(sql, { ...params, rows }, { signal });
}
