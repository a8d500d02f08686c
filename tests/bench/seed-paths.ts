import { EVENT_TYPES } from "../../schemas/event-types.ts";
import type { System } from "./system.ts";

export interface PathPlan {
  /** Numbers of the journeys to make: from the first one up to, and without, the last. */
  readonly first: number;
  readonly last: number;
  /** Of how many there will be in all; they spread over the period. */
  readonly all: number;
  /** In ms since 1970. */
  readonly from: number;
  readonly to: number;
}

const AT_ONCE = 100_000;
/** Of each customer, on average. */
const VISITS = 3;
const LETTERS = EVENT_TYPES.map(({ letter }) => letter).join("");
const NAMES = EVENT_TYPES.map(({ type }) => `'${type}'`).join(", ");

/**
 * Journeys and their events, made by the engine in the order of their time: six events on average,
 * thousands of variants (calls that nobody heard, transfers, several waits, reviews), ties, a tenth of
 * the journeys in a second version. The same numbers give the same rows.
 */
export async function insertPaths(system: System, plan: PathPlan): Promise<void> {
  for (let first = plan.first; first < plan.last; first += AT_ONCE) {
    const count = Math.min(AT_ONCE, plan.last - first);
    const tenth = `(SELECT number * 10 AS number FROM numbers(${Math.ceil(first / 10)}, ${Math.floor(count / 10)}))`;
    await system.sql(journeysSql(plan, `numbers(${first}, ${count})`, 1), "parcours");
    await system.sql(journeysSql(plan, tenth, 2), "parcours");
    await system.sql(eventsSql(plan, `numbers(${first}, ${count})`), "parcours");
  }
}

/** A number in [0, 1) for each journey and purpose. */
const chance = (purpose: number) => `(cityHash64(number, ${purpose}) % 1000000) / 1000000`;

const desk = `toString(cityHash64(number, 6) % 20)`;

/** Codes of calls and of calls in vain, none to four of them, whichever way they follow each other. */
const calls = (purpose: number) =>
  `arrayMap(i -> if(bitTest(cityHash64(number, ${purpose}), i), 3, 6), ` +
  `range(toUInt8(least(4, -log(1 - ${chance(purpose + 1)}) * 0.7))))`;

function columnsSql({ all, from, to }: PathPlan, numbers: string): string {
  const again = (purpose: number) =>
    `if(${chance(purpose)} < 0.12, arrayConcat([9, 2], ${calls(purpose + 1)}, [4, 7]), [])`;
  const served =
    `arrayConcat(${calls(10)}, [4, 7], ${again(20)}, ${again(30)}, [8], ` +
    `if(${chance(40)} < 0.2, [12], []))`;
  return `
    SELECT number,
      fromUnixTimestamp64Milli(toInt64(${from} + number * ${(to - from) / all}), 'UTC') AS started,
      concat(substring(hex(toUInt64(toUnixTimestamp64Milli(started))), 5, 8), '-',
        substring(hex(toUInt64(toUnixTimestamp64Milli(started))), 13, 4), '-7000-8000-',
        leftPad(lower(hex(number)), 12, '0')) AS journey,
      concat('site-', leftPad(toString(toUInt32(pow(${chance(2)}, 2) * 400)), 4, '0')) AS site,
      arrayConcat([1, 2], if(${chance(3)} < 0.08, arrayConcat(${calls(10)}, [5]), ${served})) AS codes,
      arrayMap((code, i) -> if(code IN (2, 7), 0,
        toInt64(-log(1 - (cityHash64(number, 100 + i) % 1000000) / 1000000) * 240000)),
        codes, arrayEnumerate(codes)) AS gaps,
      arrayMap(ms -> ms - gaps[1], arrayCumSum(gaps)) AS times
    FROM ${numbers}`;
}

function journeysSql(plan: PathPlan, numbers: string, version: number): string {
  return `
  INSERT INTO journeys (tenant, minted, journey, version, started, last, closes_at, site, channel,
    service, customer, variant, step_codes, step_ms, step_traits)
  SELECT 'default', started, journey, ${version}, started, started + toIntervalMillisecond(times[-1]),
    started + toIntervalDay(1), site, if(${chance(4)} < 0.2, 'phone', 'office'),
    ['parcel', 'account', 'loan', 'stamps'][1 + number % 4],
    concat('c1_', hex(cityHash64(number, 77) % ${Math.ceil(plan.all / VISITS)})),
    arrayStringConcat(arrayMap((code, gap, i) -> concat(if(i > 1 AND gap = 0, '=', ''),
      substring('${LETTERS}', code, 1)), codes, gaps, arrayEnumerate(codes))),
    codes, times, arrayMap(code -> multiIf(code = 7, concat('\tdesk=', ${desk}, '\t'), code = 8,
      concat('\tdesk=', ${desk}, '\toutcome=', if(${chance(5)} < 0.8, 'resolved', 'referred'), '\t'), ''), codes)
  FROM (${columnsSql(plan, numbers)})`;
}

function eventsSql(plan: PathPlan, numbers: string): string {
  return `
  INSERT INTO events (tenant, minted, journey, source, id, body_hash, type, time, received, site)
  SELECT 'default', started, journey, 'bench', toString(i), i, [${NAMES}][code],
    started + toIntervalMillisecond(ms), started + toIntervalMillisecond(ms), site
  FROM (${columnsSql(plan, numbers)})
  ARRAY JOIN codes AS code, times AS ms, arrayEnumerate(codes) AS i`;
}
