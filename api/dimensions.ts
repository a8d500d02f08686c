import { canonicalZone, type Dimension, type Frame, type Grain } from "../schemas/frame.ts";
import { nearest } from "../schemas/nearest.ts";
import { RequestProblem } from "../schemas/problem.ts";
import type { Site } from "../schemas/site.ts";

/** What a table offers to group and filter by: SQL of each dimension, closed. */
export type DimensionTable = Partial<Readonly<Record<Dimension, string>>>;

const shared = {
  site: "site",
  region: "transform(site, {site_ids: Array(String)}, {site_regions: Array(String)}, '')",
  channel: "channel",
  service: "service",
  segment: "segment",
  priority: "priority",
  mode: "mode",
} satisfies DimensionTable;

export const JOURNEY_DIMENSIONS: DimensionTable = { ...shared, outcome: "outcome" };
export const ANSWER_DIMENSIONS: DimensionTable = { ...shared, outcome: "outcome", form: "form" };
export const MOMENT_DIMENSIONS: DimensionTable = { ...shared, moment: "moment" };

/** SQL of a dimension; a question that has none such is told the nearest. */
export function dimensionSql(table: DimensionTable, name: Dimension, field: string): string {
  const sql = table[name];
  if (sql !== undefined) return sql;
  const names = Object.keys(table);
  const near = nearest(name, names);
  throw new RequestProblem(
    "invalid-question",
    `This question has no dimension "${name}"; it has ${names.join(", ")}.`,
    { field, ...(near === undefined ? {} : { nearest: near }) },
  );
}

const GRAINS: Readonly<Record<Grain, (time: string, zone: string) => string>> = {
  hour: (time, zone) =>
    `formatDateTime(toStartOfHour(${time}, ${zone}), '%Y-%m-%dT%H:%i:%SZ', 'UTC')`,
  day: (time, zone) => `toString(toDate(${time}, ${zone}))`,
  week: (time, zone) => `toString(toMonday(${time}, ${zone}))`,
  month: (time, zone) => `toString(toStartOfMonth(${time}, ${zone}))`,
  weekday: (time, zone) => `toDayOfWeek(${time}, 0, ${zone})`,
  hour_of_day: (time, zone) => `toHour(${time}, ${zone})`,
};

export function isGrain(name: Dimension | Grain): name is Grain {
  return name in GRAINS;
}

/** Where sites live in other time zones than the question's. */
export interface Zones {
  /** The question's time zone, as a bound parameter. */
  readonly params: Readonly<Record<string, string | readonly string[]>>;
  /** SQL of the zone's parameter, and of the sites' ids in it. */
  readonly others: readonly { readonly zone: string; readonly sites: string }[];
}

/** Grains are in the site's time zone, unless the question names one itself. */
export function zonesOf(sites: readonly Site[], timezone: string, named: boolean): Zones {
  const other = new Map<string, string[]>();
  for (const site of named ? [] : sites) {
    if (site.timezone === "" || site.timezone === timezone) continue;
    other.set(site.timezone, [...(other.get(site.timezone) ?? []), site.id]);
  }
  // A site may have been saved with a zone that is none; it counts in the question's.
  const entries = [...other].flatMap(([zone, ids]) => {
    const known = canonicalZone(zone);
    return known === undefined ? [] : [[known, ids] as const];
  });
  return {
    params: Object.fromEntries<string | readonly string[]>([
      ["zone", canonicalZone(timezone) ?? timezone],
      ...entries.flatMap(([zone, ids], index) => [
        [`zone_${String(index)}`, zone] as const,
        [`zone_sites_${String(index)}`, ids] as const,
      ]),
    ]),
    others: entries.map((_, index) => ({
      zone: `{zone_${String(index)}: String}`,
      sites: `{zone_sites_${String(index)}: Array(String)}`,
    })),
  };
}

/** SQL of a grain of time. */
export function grainSql(grain: Grain, time: string, zones: Zones): string {
  const inZone = (zone: string) => GRAINS[grain](time, zone);
  const usual = inZone("{zone: String}");
  if (zones.others.length === 0) return usual;
  const branches = zones.others.map(({ zone, sites }) => `has(${sites}, site), ${inZone(zone)}`);
  return `multiIf(${branches.join(", ")}, ${usual})`;
}

export type By = Frame["by"];
