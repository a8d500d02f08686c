import type { Row } from "../../schemas/answer.ts";
import { EVENT_TYPES } from "../../schemas/event-types.ts";
import { wilson } from "../intervals.ts";
import { keyOf, keysOf, type KeyedRow } from "../questions/rows.ts";
import { shareColumns } from "../questions/waits.ts";
import { add, countSequences, type Asking, type SequenceRow } from "./asking.ts";
import { typeOfCode, typesOf } from "./ways.ts";

const MS = 1000;

export interface Found {
  readonly rows: readonly Row[];
  readonly exact: boolean;
}

interface Edge {
  readonly keys: Row;
  readonly from: string;
  readonly to: string;
  count: number;
}

/** Where a journey comes from before its first event, and goes after its last. */
const [START, END] = ["start", "end"] as const;

/** Beyond so many pairs of events percentiles are estimated, and the answer says so. */
const EXACT_UP_TO = 20_000_000;

/** What directly follows what, the busiest first. */
export async function edgeRows(asking: Asking): Promise<Found> {
  const { question } = asking;
  const edges =
    question.unit === "journey"
      ? edgesOf(await countSequences(asking))
      : busiestFirst(await countPairs(asking));
  const pairs = edges.reduce((sum, { count }) => sum + count, 0);
  const exact = !question.times || pairs <= EXACT_UP_TO;
  const gaps = question.times ? await gapsOf(asking, exact) : undefined;
  const [leaving, coming] = [new Map<string, number>(), new Map<string, number>()];
  for (const { keys, from, to, count } of edges) {
    add(leaving, JSON.stringify([keys, from]), count);
    add(coming, JSON.stringify([keys, to]), count);
  }
  const rows = edges
    .filter(({ from, to }) => question.around === undefined || [from, to].includes(question.around))
    .map(({ keys, from, to, count }) => {
      const gap = gaps?.get(JSON.stringify([Object.values(keys), from, to]));
      return {
        ...keys,
        from,
        to,
        count,
        ...shareColumns("of_from", wilson(count, leaving.get(JSON.stringify([keys, from])) ?? 0)),
        ...shareColumns("of_to", wilson(count, coming.get(JSON.stringify([keys, to])) ?? 0)),
        ...(gaps && {
          p50_seconds: gap === undefined ? null : gap[0] / MS,
          p90_seconds: gap === undefined ? null : gap[1] / MS,
        }),
      };
    });
  return { rows, exact };
}

/** The directly-follows graph of each group; the busiest edges first. */
function edgesOf(sequences: readonly SequenceRow[]): readonly Edge[] {
  const edges = new Map<string, Edge>();
  for (const row of sequences) {
    const way = [START, ...typesOf(row.way), END];
    for (let step = 1; step < way.length; step += 1) {
      const [from = "", to = ""] = [way[step - 1], way[step]];
      const key = JSON.stringify([keyOf(row), from, to]);
      let edge = edges.get(key);
      if (edge === undefined) edges.set(key, (edge = { keys: keysOf(row), from, to, count: 0 }));
      edge.count += row.journeys;
    }
  }
  return busiestFirst([...edges.values()]);
}

interface PairRow extends KeyedRow {
  readonly pair: readonly [from: number, to: number];
  readonly count: number;
}

/** The same, by the engine: hardly two customers go the same way. */
async function countPairs({ store, ways, signal }: Asking): Promise<readonly Edge[]> {
  const sql = `
  SELECT ${ways.keys.map((key) => `${key}, `).join("")} pair, count() AS count
  FROM (SELECT ${ways.select} step_codes FROM ${ways.from})
  ARRAY JOIN arrayZip(arrayPushFront(step_codes, 0), arrayPushBack(step_codes, 0)) AS pair
  GROUP BY ${[...ways.keys, "pair"].join(", ")}`;
  const rows = await store.query<PairRow>(sql, ways.params, { signal });
  return rows.map(({ pair: [from, to], count, ...row }) => ({
    keys: keysOf(row),
    from: typeOfCode(from) ?? START,
    to: typeOfCode(to) ?? END,
    count,
  }));
}

function busiestFirst(edges: readonly Edge[]): readonly Edge[] {
  const group = ({ keys }: Edge) => JSON.stringify(Object.values(keys));
  return [...edges].sort((a, b) => {
    if (group(a) !== group(b)) return group(a) < group(b) ? -1 : 1;
    if (a.count !== b.count) return b.count - a.count;
    return `${a.from} ${a.to}` < `${b.from} ${b.to}` ? -1 : 1;
  });
}

interface GapRow extends KeyedRow {
  readonly from_code: number;
  readonly to_code: number;
  readonly gap: readonly [p50: number, p90: number];
}

/** How long it takes from one event to the next, in ms, by group and both types. */
async function gapsOf({ store, ways, question, signal }: Asking, exact: boolean) {
  const quantiles = exact ? "quantilesExact" : "quantilesTDigest";
  const around = EVENT_TYPES.find(({ type }) => type === question.around);
  const sql = `
  SELECT ${ways.keys.map((key) => `${key}, `).join("")} from_code, to_code,
    ${quantiles}(0.5, 0.9)(gap_ms) AS gap
  FROM (
    SELECT ${ways.select} step_codes, step_ms
    FROM ${ways.from}
  )
  ARRAY JOIN arrayPopBack(step_codes) AS from_code, arrayPopFront(step_codes) AS to_code,
    arrayPopFront(arrayDifference(step_ms)) AS gap_ms
  ${around === undefined ? "" : "WHERE from_code = {around: UInt8} OR to_code = {around: UInt8}"}
  GROUP BY ${[...ways.keys, "from_code", "to_code"].join(", ")}`;
  const params = { ...ways.params, ...(around && { around: around.code }) };
  const rows = await store.query<GapRow>(sql, params, { signal });
  return new Map(
    rows.map((row) => {
      const [from, to] = [typeOfCode(row.from_code), typeOfCode(row.to_code)];
      return [JSON.stringify([Object.values(keysOf(row)), from, to]), row.gap] as const;
    }),
  );
}
