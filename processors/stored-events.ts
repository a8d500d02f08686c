import type { SqlValue, Store } from "../infra/store/port.ts";
import { TYPE_FACTS, type EventType } from "../schemas/event-types.ts";
import { readData, type Event } from "./event.ts";

/** An event as it comes back from the store. Times in ms since 1970. */
export interface StoredEvent {
  readonly minted_ms: number;
  readonly journey: string;
  readonly source: string;
  readonly id: string;
  readonly hash_high: number;
  readonly hash_low: number;
  readonly type: EventType;
  readonly time_ms: number;
  readonly site: string;
  readonly channel: string;
  readonly customer: string;
  readonly data: string;
}

// No alias may have a column's name: the engine would take it for the column in WHERE, and find nothing.
const SELECTED = `
  SELECT toUnixTimestamp64Milli(minted) AS minted_ms, journey, source, id,
    toInt32(bitShiftRight(body_hash, 32)) AS hash_high, toInt32(body_hash) AS hash_low,
    type, toUnixTimestamp64Milli(time) AS time_ms, site, channel, customer, data
  FROM events FINAL
  WHERE tenant = {tenant: String}`;

const OF_JOURNEYS = `${SELECTED}
    AND (minted, journey) IN (
      SELECT fromUnixTimestamp64Milli(k.1, 'UTC'), k.2
      FROM (SELECT arrayJoin(arrayZip({minted: Array(Int64)}, {journeys: Array(String)})) AS k)
    )`;

type Asked = Pick<Store, "query">;

/** All events of some journeys of a tenant, in any order. By journey, the time of its key. */
export function eventsOfJourneys(
  store: Asked,
  tenant: string,
  journeys: ReadonlyMap<string, number>,
): Promise<StoredEvent[]> {
  const params = { tenant, minted: [...journeys.values()], journeys: [...journeys.keys()] };
  return store.query<StoredEvent>(OF_JOURNEYS, params);
}

/** A part of a tenant's journeys: those minted between two instants, in ms, `until` not among them. */
export interface Stretch {
  readonly tenant: string;
  readonly from: number;
  readonly until: number;
}

/** Where the reading of a stretch has come to. */
export interface Mark {
  readonly minted: number;
  readonly journey: string;
}

const OF_STRETCH = `${SELECTED}
    AND minted >= fromUnixTimestamp64Milli({from: Int64}, 'UTC')
    AND minted < fromUnixTimestamp64Milli({until: Int64}, 'UTC')
    AND (minted, journey) > (fromUnixTimestamp64Milli({from: Int64}, 'UTC'), {journey: String})
  ORDER BY tenant, minted, journey
  LIMIT {rows: UInt64}`;

/** At most so many events of a stretch, from a mark on, in the order of their journeys. */
export function eventsOfStretch(
  store: Asked,
  { tenant, from, until }: Stretch,
  mark: Mark | undefined,
  rows: number,
): Promise<StoredEvent[]> {
  const params: Record<string, SqlValue> = {
    tenant,
    from: mark?.minted ?? from,
    until,
    journey: mark?.journey ?? "",
    rows,
  };
  return store.query<StoredEvent>(OF_STRETCH, params, { maxSeconds: 300 });
}

/** The event, as the fold sees it. */
export function eventOf(row: StoredEvent): Event {
  const { time_ms: at, source, id, site, channel, customer, data } = row;
  const facts = TYPE_FACTS.get(row.type);
  if (facts === undefined) throw new Error(`The store holds an event of the type ${row.type}.`);
  return {
    facts,
    at,
    source,
    id,
    site,
    channel,
    customer,
    said: readData(
      facts.type,
      data === "" ? undefined : (JSON.parse(data) as Readonly<Record<string, unknown>>),
    ),
    hash: { high: row.hash_high, low: row.hash_low },
  };
}
