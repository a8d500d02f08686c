import type { Store } from "../../infra/store/port.ts";
import type { Row } from "../../schemas/answer.ts";
import { readDuration, type FunnelQuestion } from "../../schemas/questions/funnel.ts";
import { JOURNEY_DIMENSIONS } from "../dimensions.ts";
import { convert, type Conversion } from "../funnel/convert.ts";
import { spell, unitOf, type Funnel, type Spelled } from "../funnel/units.ts";
import { wilson } from "../intervals.ts";
import { planOf, type Plan, type Scope } from "../plan.ts";
import { keyOf, keysOf, type KeyedRow } from "./rows.ts";
import { shareColumns } from "./waits.ts";

/** How far the units of a group came: of each step how many reached it, and how many of these are open. */
interface Reached {
  readonly keys: Row;
  readonly units: number[];
  readonly open: number[];
}

/** Everything that is the same for all journeys of a question. */
interface Counting {
  readonly store: Store;
  readonly plan: Plan;
  readonly scope: Scope;
  readonly funnel: Funnel;
  /** Whoever entered later, in ms, may still convert. */
  readonly openAfter: number;
  readonly signal: AbortSignal;
}

/**
 * How many journeys reach each step. Journeys whose variant alone decides are counted by variant,
 * thousands of them; the others one by one. Both ask the same evaluator.
 *
 * @param behindMs how much of the log, in ms, is not in the figures yet
 */
export async function funnelRows(
  store: Store,
  scope: Scope,
  question: FunnelQuestion,
  behindMs: number,
  signal: AbortSignal,
): Promise<readonly Row[]> {
  const funnel = funnelOf(question);
  // A journey that began before the range, or ended after it, may have its entry inside.
  const target = { dimensions: JOURNEY_DIMENSIONS, time: "last", until: "started" };
  const plan = planOf(scope, target);
  const openAfter = scope.now - behindMs - funnel.rules.windowMs;
  const counting: Counting = { store, plan, scope, funnel, openAfter, signal };
  const groups = new Map<string, Reached>();
  if (plan.keys.length === 0) groupOf(groups, {}, funnel.steps.length); // nobody is an answer, too
  const count = (row: KeyedRow, conversion: Conversion, times: number, open: boolean) => {
    add(groupOf(groups, row, funnel.steps.length), conversion.level, times, open);
  };
  const undecided = await countByVariant(counting, count);
  await countOneByOne(counting, undecided, count);
  return [...groups.values()]
    .sort((a, b) => (keyOrder(a.keys) < keyOrder(b.keys) ? -1 : 1))
    .flatMap((reached) => rowsOf(reached, question));
}

function funnelOf({ steps, order, window, exclude }: FunnelQuestion): Funnel {
  return {
    rules: {
      order,
      steps: steps.length,
      windowMs: readDuration(window),
      exclusions: exclude.map(({ from, to }) => ({ from: from - 1, to: to - 1 })),
    },
    steps: steps.map(({ type }) => type),
    excluded: exclude.map(({ type }) => type),
  };
}

type Count = (row: KeyedRow, conversion: Conversion, journeys: number, open: boolean) => void;

interface VariantRow extends KeyedRow {
  readonly variant: string;
  /** Inside the range, over before anybody could be open, and no longer than the window. */
  readonly decided: number;
  readonly undecided: number;
}

const DECIDED = `started >= fromUnixTimestamp64Milli({from: Int64}, 'UTC')
      AND last < fromUnixTimestamp64Milli({to: Int64}, 'UTC')
      AND last <= fromUnixTimestamp64Milli({open_after: Int64}, 'UTC')
      AND dateDiff('millisecond', started, last) <= {window: Int64}`;

/** Counts what is decided by order alone; returns the variants of which times decide, and how many those are. */
async function countByVariant(counting: Counting, count: Count) {
  const { store, plan, signal, funnel } = counting;
  const sql = `
  SELECT ${plan.select} variant,
    countIf(${DECIDED}) AS decided,
    count() - decided AS undecided
  FROM journeys FINAL
  WHERE ${plan.where}
  GROUP BY ${[...plan.keys, "variant"].join(", ")}`;
  const rows = await store.query<VariantRow>(sql, paramsOf(counting), { signal });
  const endless = { ...funnel.rules, windowMs: Number.MAX_SAFE_INTEGER };
  const byVariant = new Map<string, Conversion | undefined>();
  const undecided = new Map<string, Spelled>();
  let journeys = 0;
  for (const row of rows) {
    const spelled = spell(row.variant);
    if (!byVariant.has(row.variant)) {
      byVariant.set(row.variant, convert(unitOf(funnel, spelled, spelled.ranks), endless));
    }
    const conversion = byVariant.get(row.variant);
    if (conversion !== undefined && row.decided > 0) count(row, conversion, row.decided, false);
    if (row.undecided > 0 && mayEnter(funnel, spelled)) {
      undecided.set(row.variant, spelled);
      journeys += row.undecided;
    }
  }
  return { variants: undecided, journeys };
}

/** Whether any run can start: a shorter window may also save a run from an exclusion. */
function mayEnter({ rules, steps }: Funnel, { types }: Spelled): boolean {
  const first = rules.order === "unordered" ? steps : steps.slice(0, 1);
  return types.some((type) => first.includes(type));
}

interface JourneyRow extends KeyedRow {
  readonly variant: string;
  readonly started_ms: number;
  readonly step_ms: readonly number[];
}

/** Journeys that are held at once, about. */
const SLICE = 100_000;

async function countOneByOne(
  counting: Counting,
  { variants, journeys }: Awaited<ReturnType<typeof countByVariant>>,
  count: Count,
): Promise<void> {
  const { store, plan, signal, funnel, scope, openAfter } = counting;
  const slices = Math.ceil(journeys / SLICE);
  const sql = `
  SELECT ${plan.select} variant, toUnixTimestamp64Milli(started) AS started_ms, step_ms
  FROM journeys FINAL
  WHERE ${plan.where}
    AND NOT (${DECIDED})
    AND has({variants: Array(String)}, variant)
    AND cityHash64(journey) % {slices: UInt64} = {slice: UInt64}`;
  for (let slice = 0; slice < slices; slice += 1) {
    const params = { ...paramsOf(counting), variants: [...variants.keys()], slices, slice };
    for (const row of await store.query<JourneyRow>(sql, params, { signal })) {
      const spelled = variants.get(row.variant) as Spelled;
      const times = row.step_ms.map((ms) => row.started_ms + ms);
      const conversion = convert(unitOf(funnel, spelled, times), funnel.rules);
      const entry = conversion?.times[0];
      if (conversion === undefined || entry === undefined) continue;
      if (entry < scope.period.from || entry >= scope.period.to) continue;
      const isOpen = entry > openAfter && conversion.level < funnel.rules.steps;
      count(row, conversion, 1, isOpen);
    }
  }
}

function paramsOf({ plan, openAfter, funnel }: Counting) {
  return { ...plan.params, open_after: openAfter, window: funnel.rules.windowMs };
}

function groupOf(groups: Map<string, Reached>, row: KeyedRow, steps: number): Reached {
  const key = keyOf(row);
  let reached = groups.get(key);
  if (reached === undefined) {
    const none = () => new Array<number>(steps).fill(0);
    groups.set(key, (reached = { keys: keysOf(row), units: none(), open: none() }));
  }
  return reached;
}

function add({ units, open }: Reached, level: number, journeys: number, isOpen: boolean): void {
  for (let step = 0; step < level; step += 1) {
    units[step] = (units[step] as number) + journeys;
    if (isOpen) open[step] = (open[step] as number) + journeys;
  }
}

function keyOrder(keys: Row): string {
  return JSON.stringify(Object.values(keys));
}

/** Open units are counted, and are in no rate: they may still convert. */
function rowsOf({ keys, units, open }: Reached, { steps }: FunnelQuestion): readonly Row[] {
  const closed = units.map((count, step) => count - (open[step] as number));
  return steps.map(({ type, label = type }, step) => ({
    ...keys,
    step: step + 1,
    label,
    units: units[step] as number,
    ...shareColumns("of_entered", wilson(closed[step] as number, closed[0] as number)),
    ...shareColumns(
      "of_previous",
      wilson(closed[step] as number, closed[Math.max(0, step - 1)] as number),
    ),
    open: open[step] as number,
  }));
}
