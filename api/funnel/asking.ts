import type { Store } from "../../infra/store/port.ts";
import { readDuration, type FunnelSteps } from "../../schemas/questions/funnel.ts";
import { JOURNEY_DIMENSIONS } from "../dimensions.ts";
import { planOf, type Plan, type Scope } from "../plan.ts";
import type { KeyedRow } from "../questions/rows.ts";
import { variantOf, type Variant } from "./classes.ts";
import { INSIDE, LONG } from "./conditions.ts";
import type { Funnel } from "./units.ts";

export interface Asked {
  readonly store: Store;
  readonly scope: Scope;
  readonly steps: FunnelSteps;
  /** How much of the log, in ms, is not in the figures yet. */
  readonly behindMs: number;
  readonly signal: AbortSignal;
}

/** Everything that is the same for all queries of a funnel. */
export interface Asking {
  readonly store: Store;
  readonly scope: Scope;
  readonly funnel: Funnel;
  /** Over journeys that may have their entry, `entry` in SQL, in the period. */
  readonly plan: Plan;
  readonly signal: AbortSignal;
}

export function askingOf(asked: Asked, use: "now" | "before" = "now"): Asking {
  const { store, scope, steps, behindMs, signal } = asked;
  const funnel = funnelOf(steps);
  // A journey that began before the range, or ended after it, may have its entry inside.
  const bounds = { latest: "last", earliest: "started" };
  const target = { dimensions: JOURNEY_DIMENSIONS, time: "entry", bounds };
  const { params, ...plan } = planOf(scope, target, use);
  const window = funnel.rules.windowMs;
  const open_after = scope.now - behindMs - window;
  const inside_to = Math.min(Number(params["to"]), open_after + 1);
  const all = { ...plan, params: { ...params, open_after, inside_to, window } };
  return { store, plan: all, scope, funnel, signal };
}

function funnelOf({ steps, order, window, exclude }: FunnelSteps): Funnel {
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

interface VariantRow extends KeyedRow {
  readonly variant: string;
  readonly hash: string;
  readonly journeys: number;
  /** Longer than the window. */
  readonly long: number;
  readonly inside: number;
  /** Of those inside, no longer than the window: order decides. */
  readonly decided: number;
}

/** The variants of the journeys that may enter, and how many there are; of each group where that is wanted. */
export async function countVariants({ store, plan, funnel, signal }: Asking, grouped: boolean) {
  const sql = `
  SELECT ${grouped ? plan.select : ""} variant, toString(cityHash64(variant)) AS hash,
    count() AS journeys, countIf(${LONG}) AS long,
    countIf(${INSIDE}) AS inside, countIf(${INSIDE} AND NOT (${LONG})) AS decided
  FROM journeys FINAL
  WHERE ${plan.where}
  GROUP BY ${[...(grouped ? plan.keys : []), "variant"].join(", ")}`;
  const rows = await store.query<VariantRow>(sql, plan.params, { signal });
  const long = new Map<string, number>();
  for (const row of rows) long.set(row.variant, (long.get(row.variant) ?? 0) + row.long);
  const variants = new Map<string, Variant>();
  for (const { variant, hash } of rows) {
    if (variants.has(variant)) continue;
    variants.set(variant, variantOf(funnel, { variant, hash, long: long.get(variant) ?? 0 }));
  }
  return {
    rows: rows.map((row) => ({ row, variant: variants.get(row.variant) as Variant })),
    variants: [...variants.values()],
  };
}
