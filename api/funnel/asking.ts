import type { Store } from "../../infra/store/port.ts";
import {
  readDuration,
  type FunnelQuestion,
  type FunnelSteps,
  type StepFilter,
} from "../../schemas/questions/funnel.ts";
import type { Trait } from "../../schemas/traits.ts";
import { RequestProblem } from "../../schemas/problem.ts";
import { JOURNEY_DIMENSIONS, type DimensionTable } from "../dimensions.ts";
import { givingWay } from "../give-way.ts";
import { planOf, type Plan, type Scope } from "../plan.ts";
import type { KeyedRow } from "../questions/rows.ts";
import { variantOf, type Variant } from "./classes.ts";
import {
  customers,
  journeys,
  namesOf,
  touchSql,
  withSql,
  type Source,
  type Spelling,
} from "./source.ts";
import type { Funnel } from "./units.ts";

export interface Asked {
  readonly store: Store;
  readonly scope: Scope;
  readonly steps: FunnelSteps & Partial<Pick<FunnelQuestion, "attribution">>;
  /** How much of the log, in ms, is not in the figures yet. */
  readonly behindMs: number;
  readonly signal: AbortSignal;
}

/** Everything that is the same for all queries of a funnel. */
export interface Asking {
  readonly store: Store;
  readonly scope: Scope;
  readonly funnel: Funnel;
  /** Over units that may have their entry, `entry` in SQL, in the period; may use `touch`. */
  readonly plan: Omit<Plan, "where">;
  readonly source: Source;
  readonly signal: AbortSignal;
}

export function askingOf(asked: Asked, use: "now" | "before" = "now"): Asking {
  const { store, scope, steps, behindMs, signal } = asked;
  const funnel = funnelOf(steps);
  const window = funnel.rules.windowMs;
  const isOfCustomers = steps.unit === "customer";
  const touched = scope.frame.by.filter((name) => name in TOUCHED) as Touched[];
  const { params, where, ...plan } = planOf(
    scope,
    {
      dimensions: JOURNEY_DIMENSIONS,
      groups: groupsOf(steps),
      time: "entry",
      // A journey that began before the range, or ended after it, may have its entry inside.
      bounds: { latest: "last", earliest: "started" },
      ...(isOfCustomers && { reachMs: window, isSiteless: true }),
    },
    use,
  );
  const source = isOfCustomers
    ? customers(
        funnel,
        where,
        Object.fromEntries(
          touched.map((name) => [`${name}_at`, TOUCHED[name]((trait) => touchSql(trait, "t"))]),
        ),
      )
    : journeys(funnel, where);
  const open_after = scope.now - behindMs - window;
  const inside_to = Math.min(Number(params["to"]), open_after + 1);
  const all = { ...plan, params: { ...params, ...source.params, open_after, inside_to, window } };
  return { store, plan: all, source, scope, funnel, signal };
}

/** The dimensions of a journey as they are at one of its events. @param of SQL of a trait there */
const TOUCHED = {
  site: (of) => of("site"),
  region: (of) =>
    `transform(${of("site")}, {site_ids: Array(String)}, {site_regions: Array(String)}, '')`,
  channel: (of) => of("channel"),
  service: (of) => of("service"),
  segment: (of) => of("segment"),
  priority: (of) => of("priority"),
  mode: (of) => of("mode"),
  outcome: (of) => of("outcome"),
} as const satisfies Record<string, (of: (trait: Trait) => string) => string>;
type Touched = keyof typeof TOUCHED;

/** What units are grouped by: of a journey by its own dimensions, else by what they are at the touch. */
function groupsOf({ unit, attribution = "first" }: Asked["steps"]): DimensionTable {
  if (unit === "journey" && attribution === "first") return JOURNEY_DIMENSIONS;
  const names = Object.keys(TOUCHED) as Touched[];
  return Object.fromEntries(
    names.map((name) => [
      name,
      unit === "customer"
        ? `${name}_at[touch]`
        : `if(touch = 0, '', ${TOUCHED[name]((trait) => touchSql(trait, "step_traits[touch]"))})`,
    ]),
  );
}

function funnelOf({ steps, order, window, exclude, unit }: FunnelSteps): Funnel {
  const filters: StepFilter[] = [];
  return {
    rules: {
      order,
      steps: steps.length,
      windowMs: readDuration(window),
      exclusions: exclude.map(({ from, to }) => ({ from: from - 1, to: to - 1 })),
    },
    unit,
    steps: namesOf(steps, filters),
    excluded: namesOf(exclude, filters),
    filters,
  };
}

/** Of customers: more would take longer to be told apart than anybody waits. Journeys have thousands at most. */
const MOST_VARIANTS = 200_000;

interface VariantRow extends KeyedRow, Spelling {
  readonly hash: string;
  readonly journeys: number;
  /** Longer than the window. */
  readonly long: number;
  readonly inside: number;
  /** Of those inside, no longer than the window: order decides. */
  readonly decided: number;
}

/** The variants of the units that may enter, and how many there are; of each group where that is wanted. */
export async function countVariants(
  { store, plan, source, funnel, signal }: Asking,
  grouped: boolean,
) {
  const sql = `
  ${withSql(source.with)}
  SELECT ${grouped ? plan.select : ""} toString(${source.key}) AS hash, ${source.spelling},
    count() AS journeys, ${source.counts}
  FROM ${source.from}
  WHERE ${source.where}
  GROUP BY ${[...(grouped ? plan.keys : []), source.key].join(", ")}
  ${funnel.unit === "customer" ? `LIMIT ${String(MOST_VARIANTS + 1)}` : ""}`;
  const rows = await store.query<VariantRow>(sql, plan.params, { signal });
  if (funnel.unit === "customer" && rows.length > MOST_VARIANTS) {
    const detail = `Customers differ in more than ${String(MOST_VARIANTS)} ways: take a shorter range, or fewer steps.`;
    throw new RequestProblem("question-too-heavy", detail, { field: "range" });
  }
  const long = new Map<string, number>();
  for (const row of rows) long.set(row.hash, (long.get(row.hash) ?? 0) + row.long);
  const variants = new Map<string, Variant>();
  const giveWay = givingWay(signal);
  for (const row of rows) {
    const { hash } = row;
    if (variants.has(hash)) continue;
    await giveWay();
    const spelled = source.read(row);
    variants.set(hash, variantOf(funnel, { spelled, hash, long: long.get(hash) ?? 0 }));
  }
  return {
    rows: rows.map((row) => ({ row, variant: variants.get(row.hash) as Variant })),
    variants: [...variants.values()],
  };
}
