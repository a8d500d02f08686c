import type { Store } from "../../infra/store/port.ts";
import { TYPE_FACTS, type EventType } from "../../schemas/event-types.ts";
import type { Event, EventData } from "../event.ts";
import type { Memory } from "../memory.ts";
import type { Parsed } from "./parse.ts";

interface StoredEvent {
  readonly minted: number;
  readonly journey: string;
  readonly source: string;
  readonly id: string;
  readonly hash_high: number;
  readonly hash_low: number;
  readonly type: EventType;
  readonly time: number;
  readonly received: number;
  readonly site: string;
  readonly channel: string;
  readonly customer: string;
  readonly staff: string;
  readonly data: string;
}

const RECALL = `
  SELECT toUnixTimestamp64Milli(minted) AS minted, journey, source, id,
    toUInt32(bitShiftRight(body_hash, 32)) AS hash_high,
    toUInt32(bitAnd(body_hash, 4294967295)) AS hash_low,
    type, toUnixTimestamp64Milli(time) AS time, toUnixTimestamp64Milli(received) AS received,
    site, channel, customer, staff, data
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
        memory.add(memory.open(tenant, row.journey, row.minted), fromStore(tenant, row));
      }
    }
    return parsed;
  };
}

function unknownJourneys(
  events: readonly Event[],
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

function fromStore(tenant: string, row: StoredEvent): Event {
  const facts = TYPE_FACTS.get(row.type) ?? { rank: 0, code: 0, letter: "" };
  return {
    tenant,
    subject: row.journey,
    minted: row.minted,
    source: row.source,
    id: row.id,
    type: row.type,
    ...facts,
    at: row.time,
    received: row.received,
    site: row.site,
    channel: row.channel,
    customer: row.customer,
    staff: row.staff,
    data: (row.data === "" ? {} : JSON.parse(row.data)) as EventData,
    dataJson: "", // stored already
    extensionsJson: "",
    hash: { high: row.hash_high, low: row.hash_low },
  };
}
