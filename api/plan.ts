import type { SqlValue } from "../infra/store/port.ts";
import {
  isSegment,
  type Compared,
  type Dimension,
  type Frame,
  type Segment,
} from "../schemas/frame.ts";
import { RequestProblem } from "../schemas/problem.ts";
import type { Site } from "../schemas/site.ts";
import {
  dimensionSql,
  grainSql,
  isGrain,
  zonesOf,
  type By,
  type DimensionTable,
} from "./dimensions.ts";
import { comparisonOf, periodOf, type Comparison, type Period } from "./range.ts";

/** What a question is asked about, once words have become instants. */
export interface Scope {
  readonly tenant: string;
  readonly period: Period;
  readonly comparison: Comparison | undefined;
  readonly timezone: string;
  /** ms since 1970: open or closed, due or not, is decided as of now. */
  readonly now: number;
  readonly sites: readonly Site[];
  /** When set, the caller may see these sites alone. */
  readonly allowedSites: readonly string[] | undefined;
  readonly frame: PlannedFrame;
}

export type PlannedFrame = Pick<Frame, "where" | "except" | "by" | "limit"> &
  Partial<Pick<Frame, "timezone">>;

export interface Asker {
  readonly tenant: string;
  readonly timezone: string;
  readonly now: number;
  readonly sites: readonly Site[];
  readonly allowedSites: readonly string[] | undefined;
}

/** @throws {RequestProblem} 400 when the range ends before it starts. */
export function scopeOf(
  frame: Omit<Frame, "compare"> & { compare?: Compared },
  asker: Asker,
): Scope {
  const timezone = frame.timezone ?? asker.timezone;
  const period = periodOf(frame.range, timezone, asker.now);
  const comparison =
    frame.compare === undefined || isSegment(frame.compare)
      ? undefined
      : comparisonOf(frame.compare, period, timezone);
  for (const [field, { from, to }] of Object.entries({
    range: period,
    compare: comparison ?? period,
  })) {
    if (from < to) continue;
    const detail = `The ${field} ends at or before its start; "to" must be later than "from".`;
    throw new RequestProblem("invalid-question", detail, { field });
  }
  return { ...asker, timezone, period, comparison, frame };
}

/** The same scope, but for other journeys. */
export function inSegment(scope: Scope, { where, except }: Segment): Scope {
  const { frame } = scope;
  const other = {
    where: { ...frame.where, ...where },
    except: { ...frame.except, ...except },
  };
  return { ...scope, frame: { ...frame, ...other } };
}

/** Pieces of a SELECT over one table, with their bound values. */
export interface Plan {
  /** `expression AS name, ` of each dimension asked by. */
  readonly select: string;
  /** Names to group and order by. */
  readonly keys: readonly string[];
  /** Conditions, joined by AND. */
  readonly where: string;
  readonly params: Readonly<Record<string, SqlValue>>;
}

export interface PlanTarget {
  readonly dimensions: DimensionTable;
  /** What to group by, where it is not what is filtered by. */
  readonly groups?: DimensionTable;
  /** What a row counts by: a column, or an expression over the row. */
  readonly time: string;
  /** Where that is no column: one that is never before it, and one that is never after it. */
  readonly bounds?: { readonly latest: string; readonly earliest: string };
  /** How far beyond the period, in ms, rows may begin. */
  readonly reachMs?: number;
  /** Rows are of no site: the question's time zone is that of all. */
  readonly isSiteless?: boolean;
}

/** One planner for every question: the same frame gives the same rows everywhere. */
export function planOf(scope: Scope, target: PlanTarget, use: "now" | "before" = "now"): Plan {
  const { frame, sites } = scope;
  const { latest = target.time, earliest = target.time } = target.bounds ?? {};
  const { groups = target.dimensions, reachMs = 0, isSiteless = false } = target;
  const zones = zonesOf(sites, scope.timezone, isSiteless || frame.timezone !== undefined);
  const params: Record<string, SqlValue> = {
    tenant: scope.tenant,
    now: scope.now,
    ...zones.params,
    ...periodParams(scope, use, reachMs),
  };
  const shifted = use === "before" && (scope.comparison?.shiftDays ?? 0) > 0;
  if (shifted) params["shift_days"] = scope.comparison?.shiftDays ?? 0;
  const time = shifted ? `addDays(${target.time}, {shift_days: Int32})` : target.time;
  const conditions = [
    "tenant = {tenant: String}",
    `${latest} >= fromUnixTimestamp64Milli({from: Int64}, 'UTC')`,
    `${earliest} < fromUnixTimestamp64Milli({reach: Int64}, 'UTC')`,
    ...filters(scope, target.dimensions, params),
  ];
  const dims = frame.by.map((name, index) => ({
    name,
    sql: isGrain(name)
      ? grainSql(name, time, zones)
      : dimensionSql(groups, name, `by[${String(index)}]`),
  }));
  if (usesRegion(frame, frame.by)) Object.assign(params, regionParams(sites));
  return {
    select: dims.map(({ name, sql }) => `${sql} AS key_${name}, `).join(""),
    keys: dims.map(({ name }) => `key_${name}`),
    where: conditions.join("\n    AND "),
    params,
  };
}

function periodParams(scope: Scope, use: "now" | "before", reachMs: number) {
  const { from, to } = use === "before" && scope.comparison ? scope.comparison : scope.period;
  return { from, to, reach: to + reachMs };
}

function filters(
  { frame, allowedSites }: Scope,
  dimensions: DimensionTable,
  params: Record<string, SqlValue>,
): string[] {
  const conditions: string[] = [];
  const add = (kind: "where" | "except", not: string) => {
    for (const [name, values] of Object.entries(frame[kind]) as [Dimension, string[]][]) {
      const key = `${kind}_${name}`;
      params[key] = values;
      const sql = dimensionSql(dimensions, name, `${kind}.${name}`);
      conditions.push(`${not}has({${key}: Array(String)}, toString(${sql}))`);
    }
  };
  add("where", "");
  add("except", "NOT ");
  if (allowedSites !== undefined) {
    params["allowed_sites"] = allowedSites;
    conditions.push("has({allowed_sites: Array(String)}, site)");
  }
  return conditions;
}

function usesRegion(frame: PlannedFrame, by: By): boolean {
  return by.includes("region") || "region" in frame.where || "region" in frame.except;
}

function regionParams(sites: readonly Site[]): Record<string, readonly string[]> {
  // transform() takes no empty arrays; an id that no site has stands in.
  const known = sites.length === 0 ? [{ id: "", region: "" }] : sites;
  return {
    site_ids: known.map(({ id }) => id),
    site_regions: known.map(({ region }) => region),
  };
}

/** `GROUP BY … ORDER BY …`, or nothing where there is one row for all. */
export function groupBy({ keys }: Pick<Plan, "keys">): string {
  return keys.length === 0 ? "" : `GROUP BY ${keys.join(", ")}\n  ORDER BY ${keys.join(", ")}`;
}
