import type { System } from "./system.ts";

export interface SeedPlan {
  readonly journeys: number;
  /** In ms since 1970. */
  readonly from: number;
  readonly to: number;
}

const INSERTS = 100;

/**
 * Journeys as the fold would have written them, made by the engine: in the order of their time,
 * 400 sites of uneven size, exponential waits, a tenth of the journeys in a second version that
 * comes an insert later. The same numbers give the same rows.
 */
export async function insertJourneys(system: Pick<System, "sql">, plan: SeedPlan): Promise<void> {
  const step = Math.ceil(plan.journeys / INSERTS);
  const some = (from: number, count: number) =>
    `(SELECT number * 10 AS number FROM numbers(${Math.ceil(from / 10)}, ${Math.floor(count / 10)}))`;
  for (let first = 0; first < plan.journeys; first += step) {
    const count = Math.min(step, plan.journeys - first);
    await system.sql(rowsSql(plan, `numbers(${first}, ${count})`, 5), "parcours");
    await system.sql(rowsSql(plan, some(first, count), 6), "parcours");
  }
}

/** A number in [0, 1) for each row and purpose. */
const chance = (purpose: number) => `(cityHash64(number, ${purpose}) % 1000000) / 1000000`;

function rowsSql({ journeys, from, to }: SeedPlan, numbers: string, version: number): string {
  return `
  INSERT INTO journeys (tenant, minted, journey, version, started, last, closes_at, site, channel,
    service, segment, priority, mode, customer, outcome, status, wait_started, wait_ms,
    total_wait_ms, announced_ms, handle_ms, waiting_since, transfers, abandoned_after_transfer,
    suspect, negative_duration, conflicting_id, variant, step_codes, step_ms, wait_queues,
    wait_from_ms, wait_until_ms)
  SELECT 'default', start, concat(substring(hex(toUInt64(toUnixTimestamp64Milli(start))), 5, 8), '-',
      substring(hex(toUInt64(toUnixTimestamp64Milli(start))), 13, 4), '-7000-8000-',
      leftPad(lower(hex(number)), 12, '0')),
    ${version}, start, start + toIntervalMillisecond(wait + handle), start + toIntervalDay(1), site,
    if(${chance(3)} < 0.2, 'phone', 'office'), ['parcel', 'account', 'loan', 'stamps'][1 + number % 4],
    if(${chance(4)} < 0.1, 'business', 'private'), '', 'counter',
    if(${chance(5)} < 0.5, concat('h1.', leftPad(hex(cityHash64(number % 300000)), 22, '0')), ''),
    if(is_served, 'resolved', ''), if(is_served, 'served', 'abandoned'), start, wait, wait,
    if(${chance(6)} < 0.5, toInt64(${chance(7)} * 900000), NULL), if(is_served, handle, NULL), NULL,
    0, 0, '', 0, 0, if(is_served, 'abcdgh', 'abe'),
    if(is_served, [1, 2, 3, 4, 7, 8], [1, 2, 5]),
    if(is_served, [0, 0, wait, wait, wait, wait + handle], [0, 0, wait]), [concat('q', toString(number % 4))],
    [0], [wait]
  FROM (
    SELECT number,
      fromUnixTimestamp64Milli(toInt64(${from} + number * ${(to - from) / journeys}), 'UTC') AS start,
      concat('site-', leftPad(toString(toUInt32(pow(${chance(2)}, 2) * 400)), 4, '0')) AS site,
      toInt64(-log(1 - ${chance(8)}) * 420000) AS wait,
      toInt64(-log(1 - ${chance(9)}) * 300000) AS handle,
      ${chance(10)} >= 0.06 AS is_served
    FROM ${numbers}
  )`;
}
