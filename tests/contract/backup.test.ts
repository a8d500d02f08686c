import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migrateStore } from "../../infra/commands/migrate.ts";
import { copyLog, placesOf } from "../../infra/log/lmdb-copy.ts";
import { openEnvironment, type Environment } from "../../infra/log/lmdb-environment.ts";
import { openLmdbLog, type LmdbLog } from "../../infra/log/lmdb.ts";
import { connectStore } from "../../infra/store/clickhouse.ts";
import { knownErasures } from "../../infra/store/erasures.ts";
import type { Store } from "../../infra/store/port.ts";
import { backUpTables, countRows, restoreTables, rowsIn } from "../../infra/store/store-copy.ts";
import { PROCESSOR_GROUP, runProcessor } from "../../processors/run.ts";
import { eventsInOrder } from "../bench/network.ts";
import { differingJourneys } from "../chaos/compare.ts";
import { expectedJourneys, type SentEvent } from "../chaos/oracle.ts";
import { eventually } from "../support/running.ts";
import { internalKey, startStoreChild, type StoreChild } from "./store-child.ts";

const topic = "journey-events";
const database = "parcours";

/** A log and a store, and what works between them. */
interface Whole {
  readonly log: LmdbLog;
  readonly store: Store;
  end(): Promise<void>;
}

let dir: string;
let original: Whole;
let env: Environment;
/** How far the logs' clock is ahead. */
let aheadMs = 0;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "parcours-backup-"));
  original = await open(join(dir, "original"));
  await migrateStore(original.store);
  env = openEnvironment(join(dir, "original", "log"));
}, 60_000);

afterAll(async () => {
  await env.root.close();
  await original.end();
  rmSync(dir, { recursive: true });
});

async function open(folder: string): Promise<Whole> {
  const child: StoreChild = await startStoreChild(join(folder, "store"));
  const connection = { url: child.url, username: "parcours", password: internalKey, database };
  const store = connectStore(connection);
  const log = openLmdbLog({
    dir: join(folder, "log"),
    reserveBytes: 1 << 16,
    now: () => Date.now() + aheadMs,
  });
  return {
    log,
    store,
    async end() {
      await log.close();
      await store.close();
      await child.end();
    },
  };
}

async function append({ log }: Whole, events: readonly SentEvent[]): Promise<void> {
  for (let from = 0; from < events.length; from += 20) {
    const some = events.slice(from, from + 20);
    const value = Buffer.from(JSON.stringify(some));
    const count = some.length;
    const record = { tenant: "default", partition: 0, count, appended: Date.now(), value };
    await log.append(topic, [record]);
  }
}

/** A processor that remembers nothing works until it is told to end. */
function startFolding({ log, store }: Whole) {
  const ending = new AbortController();
  const running = runProcessor({
    log,
    store,
    signal: ending.signal,
    tenants: [{ id: "default", timezone: "Europe/Paris", moments: [] }],
    erasures: knownErasures(store),
    report: {
      dropped: () => undefined,
      step: () => undefined,
      written: () => undefined,
      retry: () => undefined,
    },
  });
  return async function end(): Promise<void> {
    ending.abort();
    await running;
  };
}

async function fold(whole: Whole): Promise<void> {
  const end = startFolding(whole);
  await eventually("nothing is left to be folded", async () => {
    return (await whole.log.lag(PROCESSOR_GROUP, topic)).events === 0;
  });
  await end();
}

/** Events get into the store and their journeys don't, as at one moment of every batch. */
async function foldHalf(whole: Whole): Promise<void> {
  const insert: Store["insert"] = (table, rows) =>
    table === "journeys" ? Promise.reject(new Error("not yet")) : whole.store.insert(table, rows);
  const before = await countRows(whole.store, ["events"]);
  const end = startFolding({ ...whole, store: { ...whole.store, insert } });
  await eventually("events are there", async () => {
    return (await countRows(whole.store, ["events"]))["events"] !== before["events"];
  });
  await expect(end()).rejects.toThrow();
}

const copyTo = (folder: string) => {
  const signal = new AbortController().signal;
  return { folder, database, signal, onProgress: () => undefined };
};

/** Every event is there once, and every journey is what its events make of it. */
async function expectExactly({ store }: Whole, events: readonly SentEvent[]): Promise<void> {
  const sql = async <Row>(statement: string) => store.query<Row>(statement);
  const ids = await sql<{ id: string }>("SELECT id FROM events FINAL");
  expect(ids.map(({ id }) => id).sort()).toEqual(events.map(({ id }) => id).sort());
  expect(await differingJourneys({ sql }, expectedJourneys(events))).toEqual([]);
}

test("what is written between the steps of a backup is there after a restore, once", async () => {
  const to = Date.now() - 86_400_000;
  const plan = { seed: 11, from: to - 3_600_000, to, journeys: 200, sites: 10, pace: 1 };
  const events = Array.from(eventsInOrder(plan), ({ text }) => JSON.parse(text) as SentEvent);
  const part = (which: number) => events.filter((_, index) => index % 5 === which);

  await append(original, part(0));
  await fold(original);
  await append(original, part(1));
  const places = placesOf(env);
  await append(original, part(2));
  await foldHalf(original);
  const tables = join(dir, "tables");
  await backUpTables(original.store, copyTo(tables));
  const rows = rowsIn(tables, database);
  await append(original, part(3));
  await fold(original);
  await append(original, part(4));
  const waiting = await copyLog(env, places, join(dir, "copy", "log"));
  const since = events.length - part(0).length;
  expect(waiting).toEqual([{ topic, group: PROCESSOR_GROUP, events: since }]);

  // Another process may write the copy while the writer of the original lives.
  const copy = await open(join(dir, "copy"));
  try {
    await restoreTables(copy.store, copyTo(tables));
    expect(await countRows(copy.store, Object.keys(rows))).toEqual(rows);
    expect(rows["events"]).toBe(part(0).length + part(1).length + part(2).length);
    await append(copy, part(1)); // what comes twice counts once
    await fold(copy);
    await expectExactly(copy, events);
  } finally {
    await copy.end();
  }
  await fold(original);
  await expectExactly(original, events);
}, 120_000);

test("a copy is refused when the log has let go of what a group would read again", async () => {
  const places = placesOf(env);
  const again = eventsInOrder({ seed: 12, from: 0, to: 1, journeys: 2, sites: 1, pace: 1 });
  for (const { text } of again) await append(original, [JSON.parse(text) as SentEvent]);
  await fold(original);
  aheadMs = 8 * 86_400_000;
  expect(await original.log.sweep()).toBeGreaterThan(0);
  const copying = copyLog(env, places, join(dir, "swept", "log"));
  await expect(copying).rejects.toMatchObject({ code: "log-swept" });
}, 60_000);
