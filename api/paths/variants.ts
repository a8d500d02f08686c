import type { Row } from "../../schemas/answer.ts";
import { npsOf, wilson } from "../intervals.ts";
import { keysOf, type KeyedRow } from "../questions/rows.ts";
import { shareColumns } from "../questions/waits.ts";
import type { Asking } from "./asking.ts";
import { typesOf } from "./ways.ts";

const MS = 1000;

interface VariantRow extends KeyedRow {
  readonly way: string;
  readonly journeys: number;
  readonly all_journeys: number;
  readonly durations: readonly [p50: number, p90: number];
  readonly answers: number;
  readonly promoters: number;
  readonly detractors: number;
}

/** Whole sequences, the most frequent first. */
export async function variantRows(
  { store, ways, signal }: Asking,
  limit: number,
): Promise<readonly Row[]> {
  const { keys } = ways;
  const among = keys.length === 0 ? "" : `PARTITION BY ${keys.join(", ")}`;
  const sql = `
  WITH ${ways.nps} AS answer
  SELECT ${ways.select} ${ways.sequence} AS way,
    count() AS journeys,
    sum(count()) OVER (${among}) AS all_journeys,
    quantilesExact(0.5, 0.9)(${ways.duration}) AS durations,
    countIf(answer >= 0) AS answers,
    countIf(answer >= 9) AS promoters,
    countIf(answer BETWEEN 0 AND 6) AS detractors
  FROM ${ways.from}
  GROUP BY ${[...keys, "way"].join(", ")}
  ORDER BY ${[...keys, "journeys DESC", "way"].join(", ")}
  LIMIT {rows: UInt64}`;
  const params = { ...ways.params, rows: limit };
  const rows = await store.query<VariantRow>(sql, params, { signal });
  return rows.map((row) => {
    const types = typesOf(row.way);
    const { nps, low, high, n } = npsOf({ ...row, n: row.answers });
    return {
      ...keysOf(row),
      variant: types.join(" > "),
      steps: types.length,
      journeys: row.journeys,
      ...shareColumns("share", wilson(row.journeys, row.all_journeys)),
      p50_seconds: row.durations[0] / MS,
      p90_seconds: row.durations[1] / MS,
      ...{ nps, nps_low: low, nps_high: high, nps_n: n },
    };
  });
}
