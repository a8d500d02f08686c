import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { migrateStore } from "../../infra/commands/migrate.ts";
import { keepFor, parseKeep } from "../../infra/store/keep.ts";
import type { Store } from "../../infra/store/port.ts";
import { startOwnStore, type OwnStore } from "./own-store.ts";

let own: OwnStore;
let store: Store;

beforeAll(async () => {
  own = await startOwnStore();
  store = own.store;
  await migrateStore(store);
}, 60_000);

afterAll(async () => {
  await own.stop();
});

/** An event, a journey, a moment and a reject, so many days old; an id without a time says no age. */
async function insert(
  id: string,
  daysAgo: number,
  minted = `now() - INTERVAL ${String(daysAgo)} DAY`,
) {
  const then = `now() - INTERVAL ${String(daysAgo)} DAY`;
  await store.command(
    `INSERT INTO events (tenant, minted, journey, id, time) SELECT 'a', ${minted}, '${id}', '${id}', ${then}`,
  );
  await store.command(
    `INSERT INTO journeys (tenant, minted, journey, version, started, last) SELECT 'a', ${minted}, '${id}', 1, ${then}, ${then}`,
  );
  await store.command(
    `INSERT INTO moments (tenant, minted, journey, moment, version, started) SELECT 'a', ${minted}, '${id}', 'm', 1, ${then}`,
  );
  for (const parsed of [0, 1]) {
    await store.command(
      `INSERT INTO rejects (tenant, received, reject, parsed) SELECT 'a', ${then}, '${uuidv7()}', ${String(parsed)}`,
    );
  }
}

async function left(table: string): Promise<number> {
  await store.command(`OPTIMIZE TABLE ${table} FINAL`);
  const [row] = await store.query<{ n: number }>(`SELECT count() AS n FROM ${table} FINAL`);
  return row?.n ?? 0;
}

async function allLeft() {
  const tables = ["events", "journeys", "moments", "rejects"];
  const counts: [string, number][] = [];
  for (const table of tables) counts.push([table, await left(table)]);
  return Object.fromEntries(counts);
}

const UNDATED = "toDateTime64('1970-01-02 00:00:00', 3, 'UTC')";

describe("how long the store keeps its rows", () => {
  test("is for ever unless told, but for what could not be read", async () => {
    expect(await keepFor(store, {})).toEqual([]);
    await insert("old", 500);
    await insert("recent", 100);
    await insert("old, no time in its id", 500, UNDATED);
    await insert("recent, no time in its id", 100, UNDATED);
    expect(await allLeft()).toEqual({ events: 4, journeys: 4, moments: 4, rejects: 4 });
  });

  test("follows PARCOURS_KEEP_DAYS, by table, and is told once", async () => {
    const keep = parseKeep("events=400, journeys=400,moments=300,rejects=200");
    expect(await keepFor(store, keep)).toEqual(["events", "journeys", "moments", "rejects"]);
    expect(await keepFor(store, keep)).toEqual([]);
    expect(await allLeft()).toEqual({ events: 2, journeys: 2, moments: 2, rejects: 2 });
    const rows = await store.query<{ id: string }>("SELECT id FROM events FINAL ORDER BY id");
    expect(rows.map(({ id }) => id)).toEqual(["recent", "recent, no time in its id"]);
  });

  test("is for ever again when it is no longer said", async () => {
    expect(await keepFor(store, {})).toEqual(["events", "journeys", "moments", "rejects"]);
    await insert("older", 900);
    expect(await allLeft()).toEqual({ events: 3, journeys: 3, moments: 3, rejects: 3 });
  });

  test.each([
    ["evnts=3", /doesn't understand "evnts=3".*the tables are events, /],
    ["events=0", /doesn't understand "events=0"/],
    ["events=forever", /doesn't understand/],
    ["events=100,journeys=200", /keeps journeys longer than events/],
    ["events=100", /keeps journeys longer than events.*at most 100 days/],
  ])("says what is wrong with %s", (text, says) => {
    expect(() => parseKeep(text)).toThrow(says);
  });
});
