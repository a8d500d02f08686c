import type { SqlValue, Store } from "../../infra/store/port.ts";
import type { Plan } from "../plan.ts";

/** Where a journey stands in the order of tables; its time in ms since 1970. */
export interface Place {
  readonly minted: number;
  readonly journey: string;
}

/** Journeys that leave together: after one place, and up to another. */
export interface Page {
  readonly after: Place;
  readonly upTo: Place;
}

/** How much there is to take out, and where it lies. */
export interface Extent {
  readonly journeys: number;
  readonly events: number;
  readonly hours: readonly Hour[];
}

interface Hour {
  /** ms since 1970. */
  readonly since: number;
  readonly journeys: number;
  readonly events: number;
}

/** Events of a page, more or less: 10 MB of lines, so that neither we nor the engine hold more. */
export const PAGE_EVENTS = 30_000;
const HOUR_MS = 3_600_000;
/** No journey has this id. */
const BEFORE_ALL = "";

/** One look over all of it, before the first byte goes out. */
export async function extentOf(store: Store, plan: Plan, signal: AbortSignal): Promise<Extent> {
  const sql = `
  SELECT toUnixTimestamp(toStartOfHour(minted)) * 1000 AS since, count() AS journeys,
    sum(length(step_codes)) AS events
  FROM journeys FINAL
  WHERE ${plan.where}
  GROUP BY since
  ORDER BY since`;
  const hours = await store.query<Hour>(sql, plan.params, { signal });
  const total = (of: (hour: Hour) => number) => hours.reduce((sum, hour) => sum + of(hour), 0);
  return { journeys: total((hour) => hour.journeys), events: total((hour) => hour.events), hours };
}

/**
 * The pages of an extent, in the order of tables. By time where journeys are spread over it, which
 * costs nothing to find; hours with more journeys than a page holds, and ids without a time in them,
 * which all lie in four instants, are read from journey to journey.
 */
export async function* pagesOf(
  store: Store,
  plan: Plan,
  { hours }: Extent,
  pageEvents: number,
  signal: AbortSignal,
): AsyncGenerator<Page> {
  let from: number | undefined;
  let gathered = 0;
  for (const hour of hours) {
    if (from !== undefined && gathered + hour.events > pageEvents) {
      yield between(from, hour.since);
      from = undefined;
    }
    if (hour.events > pageEvents) {
      const whole = between(hour.since, hour.since + HOUR_MS);
      yield* pagesWithin(store, plan, whole, pageEvents, signal);
      continue;
    }
    if (from === undefined) [from, gathered] = [hour.since, 0];
    gathered += hour.events;
  }
  const last = hours.at(-1);
  if (from !== undefined && last !== undefined) yield between(from, last.since + HOUR_MS);
}

/** Everything minted at `from` or later, and before `until`. */
function between(from: number, until: number): Page {
  return {
    after: { minted: from, journey: BEFORE_ALL },
    upTo: { minted: until, journey: BEFORE_ALL },
  };
}

async function* pagesWithin(
  store: Store,
  plan: Plan,
  whole: Page,
  pageEvents: number,
  signal: AbortSignal,
): AsyncGenerator<Page> {
  let { after } = whole;
  for (;;) {
    const end = await endOfPage(store, plan, { after, upTo: whole.upTo }, pageEvents, signal);
    if (end === undefined) return;
    yield { after, upTo: end };
    after = end;
  }
}

/** The last journey of a page that begins there; none when no journey is left. */
async function endOfPage(
  store: Store,
  plan: Plan,
  rest: Page,
  pageEvents: number,
  signal: AbortSignal,
): Promise<Place | undefined> {
  const sql = `
  SELECT toUnixTimestamp64Milli(minted) AS at, journey, length(step_codes) AS events
  FROM journeys FINAL
  WHERE ${plan.where} AND ${IN_PAGE}
  ORDER BY minted, journey
  LIMIT {most: UInt64}`;
  const params = { ...plan.params, ...pageParams(rest), most: pageEvents };
  interface Found {
    readonly at: number;
    readonly journey: string;
    readonly events: number;
  }
  const found = await store.query<Found>(sql, params, { signal });
  let events = 0;
  const over = found.findIndex((one) => (events += one.events) > pageEvents);
  const last = over === -1 ? found.at(-1) : found[Math.max(0, over - 1)];
  return last && { minted: last.at, journey: last.journey };
}

/** Of any table of journeys: whether a row is on the page. As the key's index can be read. */
export const IN_PAGE = `minted >= fromUnixTimestamp64Milli({page_from: Int64}, 'UTC')
    AND minted <= fromUnixTimestamp64Milli({page_to: Int64}, 'UTC')
    AND (minted > fromUnixTimestamp64Milli({page_from: Int64}, 'UTC') OR journey > {page_after: String})
    AND (minted < fromUnixTimestamp64Milli({page_to: Int64}, 'UTC') OR journey <= {page_up_to: String})`;

export function pageParams({ after, upTo }: Page): Readonly<Record<string, SqlValue>> {
  return {
    page_from: after.minted,
    page_after: after.journey,
    page_to: upTo.minted,
    page_up_to: upTo.journey,
  };
}
