import { expect } from "vitest";
import { parseQuestion } from "../../api/parse-question.ts";
import { scopeOf, type Asker } from "../../api/plan.ts";
import { listJourneys } from "../../api/questions/journeys.ts";
import type { Store } from "../../infra/store/port.ts";
import type { Row } from "../../schemas/answer.ts";
import { JourneysQuestion } from "../../schemas/questions/journeys.ts";

/** All journeys behind a cell, each once. */
export async function listOf(
  store: Store,
  asker: Asker,
  body: object,
  behindMs = 0,
): Promise<readonly Row[]> {
  const question = parseQuestion(JourneysQuestion, { limit: 10_000, ...body });
  const scope = scopeOf({ ...question, by: [], compare: undefined }, asker);
  const { signal } = new AbortController();
  const rows = await listJourneys({ store, scope, question, behindMs, signal });
  expect(new Set(rows.map(({ journey }) => journey)).size).toBe(rows.length);
  return rows;
}

/** How many customers a list is of, and says that it is of. */
export function customersOf(rows: readonly Row[]): number {
  const all = new Set(rows.map(({ customer }) => customer));
  for (const { customers } of rows) expect(customers).toBe(all.size);
  return all.size;
}
