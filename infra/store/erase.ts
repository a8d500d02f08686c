import { setTimeout as pause } from "node:timers/promises";
import { ERASURES_REFRESH_MS } from "./erasures.ts";
import { shardOf } from "./cluster.ts";
import type { Store } from "./port.ts";
import { quote } from "./statement.ts";

/** Whom or what to erase. */
export interface EraseRequest {
  readonly tenant: string;
  /** Pseudonyms. */
  readonly customers: readonly string[];
  readonly journeys: readonly string[];
}

/** What the store holds of it. */
export interface Erasing {
  /** With the journeys of the customers. */
  readonly journeys: readonly string[];
  readonly events: number;
  readonly rejects: number;
}

const BY_JOURNEY = ["events", "journeys", "moments", "employee_answers"] as const;
const TABLES = [...BY_JOURNEY, "rejects"] as const;
/** A batch that was folded before the processor had read the list is in the store by then. */
const IN_FLIGHT_MS = 5_000;
/** Time for the system to write back what merges have made lately: until then their sources stay. */
const SYNCED_SECONDS = 40;
const NEEDLES = 200;

/** What would be erased. */
export async function whatToErase(store: Store, request: EraseRequest): Promise<Erasing> {
  const { tenant, customers, journeys } = request;
  const params = { tenant, customers, journeys };
  const found = await store.query<{ journey: string; events: number }>(
    `SELECT journey, toUInt32(uniqExact(source, id)) AS events FROM (
      SELECT tenant, journey, source, id, customer FROM events
      UNION ALL SELECT tenant, journey, source, id, customer FROM employee_answers
    )
    WHERE tenant = {tenant: String} AND (
      journey IN {journeys: Array(String)}
      OR journey IN (
        SELECT journey FROM events
        WHERE tenant = {tenant: String} AND customer IN {customers: Array(String)}
      )
      OR customer IN {customers: Array(String)}
    )
    GROUP BY journey`,
    params,
  );
  const all = [...new Set([...journeys, ...found.map(({ journey }) => journey)])];
  const events = found.reduce((sum, one) => sum + one.events, 0);
  let rejects = 0;
  for (const condition of inRejects({ tenant, customers, journeys: all })) {
    const [row] = await store.query<{ n: number }>(
      `SELECT toUInt32(count()) AS n FROM rejects WHERE ${condition}`,
    );
    rejects += row?.n ?? 0;
  }
  return { journeys: all, events, rejects };
}

/**
 * Erases it, and sees to it that it does not come back: first it is put on the list that collectors
 * and processors read, then its rows are deleted until no more come, then their bytes are waited for.
 */
export async function erase(
  store: Store,
  request: EraseRequest,
  say: (what: string) => void,
): Promise<Erasing> {
  const first = await whatToErase(store, request);
  await remember(store, request, first.journeys);
  say("On the list: nothing of it is taken in any more");
  await pause(2 * ERASURES_REFRESH_MS);
  for (const table of TABLES) {
    // What replaces a part is flushed before the part goes, now that it goes soon.
    await store.command(
      `ALTER TABLE ${table} MODIFY SETTING min_rows_to_fsync_after_merge = 1,
        old_parts_lifetime = ${String(SYNCED_SECONDS)}, cleanup_delay_period = 1,
        max_cleanup_delay_period = 1, cleanup_delay_period_random_add = 0`,
    );
  }
  let erased = first;
  for (let found = first; ; found = await whatToErase(store, request)) {
    erased = { ...erased, journeys: [...new Set([...erased.journeys, ...found.journeys])] };
    await deleteRows(store, { ...request, journeys: erased.journeys });
    await pause(IN_FLIGHT_MS);
    const left = await whatToErase(store, { ...request, journeys: erased.journeys });
    if (left.events === 0 && left.rejects === 0) break;
    await remember(store, request, left.journeys);
  }
  say("Its rows are deleted; waiting until their bytes have left the disk (about a minute)");
  await bytesGone(store);
  for (const table of TABLES) {
    await store.command(
      `ALTER TABLE ${table} RESET SETTING min_rows_to_fsync_after_merge, old_parts_lifetime,
        cleanup_delay_period, max_cleanup_delay_period, cleanup_delay_period_random_add`,
    );
  }
  return erased;
}

async function remember(
  store: Store,
  { tenant, customers }: EraseRequest,
  journeys: readonly string[],
): Promise<void> {
  const rows = `arrayJoin(arrayConcat(
    arrayMap(c -> ('customer', c), {customers: Array(String)}),
    arrayMap(j -> ('journey', j), {journeys: Array(String)})))`;
  await store.command(
    `INSERT INTO erasures SELECT {tenant: String}, row.1, row.2, now64(3, 'UTC') FROM (SELECT ${rows} AS row)`,
    { tenant, customers, journeys },
  );
}

async function deleteRows(store: Store, request: EraseRequest): Promise<void> {
  const { tenant, customers, journeys } = request;
  const of = `tenant = ${quote(tenant)}`;
  for (const table of BY_JOURNEY) {
    const persons = table === "events" || table === "employee_answers" ? listOf(customers) : [];
    for (const condition of [
      ...listOf(journeys).map((list) => `journey IN (${list})`),
      ...persons.map((list) => `customer IN (${list})`),
    ]) {
      await store.command(`ALTER TABLE ${table} DELETE WHERE ${of} AND ${condition}`);
    }
  }
  for (const condition of inRejects(request)) {
    await store.command(`ALTER TABLE rejects DELETE WHERE ${condition}`);
  }
}

/** Quoted, some at a time: mutations take no bound values. */
function listOf(values: readonly string[]): readonly string[] {
  return chunksOf(values, 10_000).map((some) => some.map(quote).join(", "));
}

/** Rejects that name a customer or a journey anywhere in their bodies, as conditions. */
function inRejects({ tenant, customers, journeys }: EraseRequest): readonly string[] {
  return chunksOf([...customers, ...journeys], NEEDLES).map(
    (some) =>
      `tenant = ${quote(tenant)} AND multiSearchAny(body, [${some.map((text) => quote(text)).join(", ")}])`,
  );
}

function chunksOf(values: readonly string[], size: number): readonly (readonly string[])[] {
  const chunks = Array.from({ length: Math.ceil(values.length / size) }, (_, index) =>
    values.slice(index * size, (index + 1) * size),
  );
  return chunks;
}

async function bytesGone(store: Store): Promise<void> {
  const [began] = await store.query<{ now: string }>("SELECT toString(now()) AS now");
  for (;;) {
    const [row] = await store.query<{ parts: number }>(
      `SELECT toUInt32(count()) AS parts FROM ${store.systemTable("parts")}
      WHERE database = currentDatabase() AND NOT active AND table IN {tables: Array(String)}
        AND remove_time <= toDateTime({began: String})`,
      { tables: TABLES.flatMap((table) => [table, shardOf(table)]), began: began?.now ?? "" },
    );
    if (row?.parts === 0) return;
    await pause(1_000);
  }
}
