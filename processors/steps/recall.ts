import type { Store } from "../../infra/store/port.ts";
import { TYPE_FACTS, type EventType } from "../../schemas/event-types.ts";
import { readData, type Arrival, type Event } from "../event.ts";
import type { Memory } from "../memory.ts";
import type { Parsed } from "./parse.ts";

interface StoredEvent {
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
const RECALL = `
  SELECT toUnixTimestamp64Milli(minted) AS minted_ms, journey, source, id,
    toInt32(bitShiftRight(body_hash, 32)) AS hash_high, toInt32(body_hash) AS hash_low,
    type, toUnixTimestamp64Milli(time) AS time_ms, site, channel, customer, data
  FROM events FINAL
  WHERE tenant = {tenant: String}
    AND (minted, journey) IN (
      SELECT fromUnixTimestamp64Milli(k.1, 'UTC'), k.2
      FROM (SELECT arrayJoin(arrayZip({minted: Array(Int64)}, {journeys: Array(String)})) AS k)
    )`;

/**
 * Brings the events of journeys that are not in memory back from the store: one query a batch and
 * tenant, and none for journeys that are surely new. `settled` resolves once earlier batches are
 * written, because what they wrote may be what is asked for.
 */
export function recall(memory: Memory, store: Pick<Store, "query">, settled: () => Promise<void>) {
  return async function recall(parsed: Parsed): Promise<Parsed> {
    const unknown = unknownJourneys(parsed.events, memory);
    if (unknown.size > 0) await settled();
    for (const [tenant, journeys] of unknown) {
      const rows = await store.query<StoredEvent>(RECALL, {
        tenant,
        minted: [...journeys.values()],
        journeys: [...journeys.keys()],
      });
      for (const row of rows) {
        memory.add(memory.open(tenant, row.journey, row.minted_ms), fromStore(row));
      }
    }
    return parsed;
  };
}

function unknownJourneys(
  events: readonly Arrival[],
  memory: Memory,
): Map<string, Map<string, number>> {
  const unknown = new Map<string, Map<string, number>>();
  for (const { tenant, subject, minted } of events) {
    if (memory.isSurelyNew(minted) || memory.get(tenant, subject) !== undefined) continue;
    let journeys = unknown.get(tenant);
    if (journeys === undefined) unknown.set(tenant, (journeys = new Map<string, number>()));
    journeys.set(subject, minted);
  }
  return unknown;
}

function fromStore(row: StoredEvent): Event {
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
    said: readData(facts.type, data === "" ? undefined : JSON.parse(data)),
    hash: { high: row.hash_high, low: row.hash_low },
  };
}
