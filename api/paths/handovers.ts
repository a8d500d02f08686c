import type { Row } from "../../schemas/answer.ts";
import { wilson } from "../intervals.ts";
import { keysOf, type KeyedRow } from "../questions/rows.ts";
import { shareColumns } from "../questions/waits.ts";
import { add, type Asking } from "./asking.ts";

interface HandoverRow extends KeyedRow {
  readonly from: string;
  readonly to: string;
  readonly count: number;
  readonly journeys: number;
}

/** From one channel, site or service to the next, the busiest first. */
export async function handoverRows({ store, ways, signal }: Asking): Promise<readonly Row[]> {
  const sql = `
  SELECT ${ways.keys.map((key) => `${key}, `).join("")}
    pair.1 AS from, pair.2 AS to, sum(times) AS count, count() AS journeys
  FROM (
    SELECT ${ways.select} arrayCompact(arrayFilter(x -> x != '', ${ways.handed})) AS held,
      arrayZip(arrayPopBack(held), arrayPopFront(held)) AS pairs
    FROM ${ways.from}
  )
  ARRAY JOIN arrayDistinct(pairs) AS pair, arrayMap(x -> countEqual(pairs, x), arrayDistinct(pairs)) AS times
  GROUP BY ${[...ways.keys, "from", "to"].join(", ")}
  ORDER BY ${[...ways.keys, "count DESC", "from", "to"].join(", ")}`;
  const rows = await store.query<HandoverRow>(sql, ways.params, { signal });
  const [giving, taking] = [new Map<string, number>(), new Map<string, number>()];
  const key = (row: HandoverRow, end: string) => JSON.stringify([keysOf(row), end]);
  for (const row of rows) {
    add(giving, key(row, row.from), row.count);
    add(taking, key(row, row.to), row.count);
  }
  return rows.map((row) => {
    const { from, to, count, journeys } = row;
    return {
      ...keysOf(row),
      ...{ from, to, count, journeys },
      ...shareColumns("of_from", wilson(count, giving.get(key(row, from)) ?? 0)),
      ...shareColumns("of_to", wilson(count, taking.get(key(row, to)) ?? 0)),
    };
  });
}
