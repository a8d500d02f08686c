import type { Store } from "../../infra/store/port.ts";
import type { Row } from "../../schemas/answer.ts";
import { EVENT_TYPES, type EventType } from "../../schemas/event-types.ts";
import type { PathsQuestion } from "../../schemas/questions/paths.ts";
import { JOURNEY_DIMENSIONS } from "../dimensions.ts";
import { npsOf, wilson } from "../intervals.ts";
import { planOf, type Plan, type Scope } from "../plan.ts";
import { keyOf, keysOf, type KeyedRow } from "./rows.ts";
import { shareColumns } from "./waits.ts";

interface Asking {
  readonly store: Store;
  readonly plan: Plan;
  readonly scope: Scope;
  readonly question: PathsQuestion;
  readonly signal: AbortSignal;
}

interface Found {
  readonly rows: readonly Row[];
  readonly exact: boolean;
}

/** Journeys count at their start; order as in a journey, whatever came at one time included. */
export async function pathRows(
  store: Store,
  scope: Scope,
  question: PathsQuestion,
  signal: AbortSignal,
): Promise<Found> {
  const plan = planOf(scope, { dimensions: JOURNEY_DIMENSIONS, time: "started" });
  const asking = { store, plan, scope, question, signal };
  switch (question.kind) {
    case "variants":
      return { rows: await variantRows(asking), exact: true };
    case "edges":
      return edgeRows(asking);
    case "rework":
      return { rows: reworkRows(await countSequences(asking)), exact: true };
    default:
      return question.kind satisfies never;
  }
}

/** Letters of types in their order; which of them came at one time is another matter. */
export const SEQUENCE = "replaceAll(variant, '=', '')";

const TYPE_OF = new Map<string, EventType>(EVENT_TYPES.map(({ letter, type }) => [letter, type]));
const TYPE_OF_CODE = new Map<number, EventType>(EVENT_TYPES.map(({ code, type }) => [code, type]));

function typesOf(sequence: string): readonly string[] {
  return Array.from(sequence, (letter) => TYPE_OF.get(letter) ?? letter);
}

interface VariantRow extends KeyedRow {
  readonly sequence: string;
  readonly journeys: number;
  readonly all_journeys: number;
  readonly durations: readonly [p50: number, p90: number];
  readonly answers: number;
  readonly promoters: number;
  readonly detractors: number;
}

const MS = 1000;

async function variantRows({ store, plan, scope, signal }: Asking): Promise<readonly Row[]> {
  const among = plan.keys.length === 0 ? "" : `PARTITION BY ${plan.keys.join(", ")}`;
  const sql = `
  WITH if(has(review_form, 'survey'), review_nps[indexOf(review_form, 'survey')], -1) AS nps
  SELECT ${plan.select} ${SEQUENCE} AS sequence,
    count() AS journeys,
    sum(count()) OVER (${among}) AS all_journeys,
    quantilesExact(0.5, 0.9)(dateDiff('millisecond', started, last)) AS durations,
    countIf(nps >= 0) AS answers,
    countIf(nps >= 9) AS promoters,
    countIf(nps BETWEEN 0 AND 6) AS detractors
  FROM journeys FINAL
  WHERE ${plan.where}
  GROUP BY ${[...plan.keys, "sequence"].join(", ")}
  ORDER BY ${[...plan.keys, "journeys DESC", "sequence"].join(", ")}
  LIMIT {rows: UInt64}`;
  const params = { ...plan.params, rows: scope.frame.limit + 1 };
  const rows = await store.query<VariantRow>(sql, params, { signal });
  return rows.map((row) => {
    const types = typesOf(row.sequence);
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

interface SequenceRow extends KeyedRow {
  readonly sequence: string;
  readonly journeys: number;
}

function countSequences({ store, plan, signal }: Asking): Promise<readonly SequenceRow[]> {
  const sql = `
  SELECT ${plan.select} ${SEQUENCE} AS sequence, count() AS journeys
  FROM journeys FINAL
  WHERE ${plan.where}
  GROUP BY ${[...plan.keys, "sequence"].join(", ")}`;
  return store.query<SequenceRow>(sql, plan.params, { signal });
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

async function edgeRows(asking: Asking): Promise<Found> {
  const { question } = asking;
  const edges = edgesOf(await countSequences(asking));
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
    const way = [START, ...typesOf(row.sequence), END];
    for (let step = 1; step < way.length; step += 1) {
      const [from = "", to = ""] = [way[step - 1], way[step]];
      const key = JSON.stringify([keyOf(row), from, to]);
      let edge = edges.get(key);
      if (edge === undefined) edges.set(key, (edge = { keys: keysOf(row), from, to, count: 0 }));
      edge.count += row.journeys;
    }
  }
  const group = ({ keys }: Edge) => JSON.stringify(Object.values(keys));
  return [...edges.values()].sort((a, b) => {
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
async function gapsOf({ store, plan, question, signal }: Asking, exact: boolean) {
  const quantiles = exact ? "quantilesExact" : "quantilesTDigest";
  const around = EVENT_TYPES.find(({ type }) => type === question.around);
  const sql = `
  SELECT ${plan.keys.map((key) => `${key}, `).join("")} from_code, to_code,
    ${quantiles}(0.5, 0.9)(gap_ms) AS gap
  FROM (
    SELECT ${plan.select} step_codes, step_ms
    FROM journeys FINAL
    WHERE ${plan.where} AND length(step_codes) > 1
  )
  ARRAY JOIN arrayPopBack(step_codes) AS from_code, arrayPopFront(step_codes) AS to_code,
    arrayPopFront(arrayDifference(step_ms)) AS gap_ms
  ${around === undefined ? "" : "WHERE from_code = {around: UInt8} OR to_code = {around: UInt8}"}
  GROUP BY ${[...plan.keys, "from_code", "to_code"].join(", ")}`;
  const params = { ...plan.params, ...(around && { around: around.code }) };
  const rows = await store.query<GapRow>(sql, params, { signal });
  return new Map(
    rows.map((row) => {
      const [from, to] = [TYPE_OF_CODE.get(row.from_code), TYPE_OF_CODE.get(row.to_code)];
      return [JSON.stringify([Object.values(keysOf(row)), from, to]), row.gap] as const;
    }),
  );
}

/** Of the journeys that have a step, those that have it more than once. */
function reworkRows(sequences: readonly SequenceRow[]): readonly Row[] {
  const groups = new Map<string, { keys: Row; steps: Map<string, [number, number, number]> }>();
  for (const row of sequences) {
    const key = keyOf(row);
    let group = groups.get(key);
    if (group === undefined) groups.set(key, (group = { keys: keysOf(row), steps: new Map() }));
    const times = new Map<string, number>();
    for (const type of typesOf(row.sequence)) add(times, type, 1);
    for (const [type, count] of times) {
      const [with_ = 0, repeated = 0, extra = 0] = group.steps.get(type) ?? [];
      group.steps.set(type, [
        with_ + row.journeys,
        repeated + (count > 1 ? row.journeys : 0),
        extra + (count - 1) * row.journeys,
      ]);
    }
  }
  const ordered = [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
  return ordered.flatMap(({ keys, steps }) =>
    EVENT_TYPES.flatMap(({ type }) => {
      const counts = steps.get(type);
      if (counts === undefined) return [];
      const [journeys, repeated, extra] = counts;
      return [
        { ...keys, type, journeys, ...shareColumns("rework", wilson(repeated, journeys)), extra },
      ];
    }),
  );
}

function add(counts: Map<string, number>, key: string, more: number): void {
  counts.set(key, (counts.get(key) ?? 0) + more);
}
