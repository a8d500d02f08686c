import { setTimeout as pause } from "node:timers/promises";
import type { Store } from "../infra/store/port.ts";
import type { Tenant } from "../schemas/config.ts";
import { keepPlaces } from "./keep-places.ts";
import { JourneySet } from "./memory.ts";
import { startWith } from "./pipe.ts";
import { openTables, type Tables } from "./rows/tables.ts";
import { encode } from "./steps/encode.ts";
import { fold } from "./steps/fold.ts";
import { judge } from "./steps/judge.ts";
import { tell } from "./steps/tell.ts";
import { NOTHING_TOLD } from "./told.ts";
import {
  eventOf,
  eventsOfJourneys,
  eventsOfStretch,
  type Mark,
  type StoredEvent,
  type Stretch,
} from "./stored-events.ts";

export interface RebuildDeps {
  readonly store: Store;
  readonly tenants: readonly Tenant[];
  /** Ends it between two pages; the live tables are as they were. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: RebuildProgress) => void;
}

export interface RebuildProgress {
  /** Events folded again so far, of about so many. */
  readonly events: number;
  readonly of: number;
}

export interface Rebuilt {
  readonly journeys: number;
  readonly events: number;
  /** Journeys that were folded once more, because something came while the rebuild went on. */
  readonly caughtUp: number;
}

/** What is made of events, and can be made again. */
const REBUILT = ["journeys", "moments"] as const;
const BESIDE = "_rebuilt";
const PAGE_ROWS = 200_000;
/** How long an insert may be under way before its rows can be seen, by the store's clock. */
const UNSEEN_MS = 60_000;
/** A pass that found so few journeys leaves little to do after the exchange. */
const FEW = 2_000;
const CHUNK = 2_000;

/**
 * Folds all of history once more, by the definitions of now, beside the live tables, and exchanges
 * them. Events may come meanwhile: journeys that they touch are folded again, before the exchange
 * and after it, from the events alone; so whatever processors wrote between, the last row is right.
 */
export async function rebuild(deps: RebuildDeps): Promise<Rebuilt> {
  const { store, signal, onProgress } = deps;
  const foldAgain = await folder(deps);
  for (const table of REBUILT) {
    await store.command(`DROP TABLE IF EXISTS ${table}${BESIDE} SYNC`);
    await store.command(`CREATE TABLE ${table}${BESIDE} AS ${table}`);
  }
  let since = await clockOf(store);
  const weeks = await weeksOf(store);
  const of = weeks.reduce((sum, { rows }) => sum + rows, 0);
  const done = { journeys: 0, events: 0, caughtUp: 0 };
  for (const { tenant, from_ms: from } of weeks) {
    for await (const sets of journeysOf(store, { tenant, from, until: from + WEEK_MS })) {
      signal.throwIfAborted();
      for (const set of sets) set.told = NOTHING_TOLD; // the table is empty: nothing is to be taken back
      await foldAgain(sets, BESIDE);
      done.journeys += sets.length;
      done.events += sets.reduce((sum, { distinct }) => sum + distinct, 0);
      onProgress({ events: done.events, of: Math.max(of, done.events) });
    }
  }
  for (let before = Number.POSITIVE_INFINITY; ;) {
    signal.throwIfAborted();
    const now = await clockOf(store);
    const touched = await catchUp(store, since, (sets) => foldAgain(sets, BESIDE));
    done.caughtUp += touched;
    since = now;
    // While events come, some are always touched; once they don't get fewer it is time to exchange.
    if (touched < FEW || touched > before / 2) break;
    before = touched;
  }
  for (const table of REBUILT)
    await store.command(`EXCHANGE TABLES ${table} AND ${table}${BESIDE}`);
  // Inserts that were under way went to the tables of before; their events are seen once they have ended.
  await catchUp(store, since, (sets) => foldAgain(sets, ""));
  await insertsEnded(store);
  done.caughtUp += await catchUp(store, since, (sets) => foldAgain(sets, ""));
  for (const table of REBUILT) await store.command(`DROP TABLE ${table}${BESIDE} SYNC`);
  return done;
}

/** Makes rows of journeys and puts them into the tables whose names end so. */
async function folder({ store, tenants }: RebuildDeps) {
  const places = keepPlaces(store, tenants);
  const moments = new Map(tenants.map(({ id, moments: list }) => [id, list]));
  const noClock = () => undefined;
  const rows = startWith(fold(places.closesAt), noClock).pipe(judge(moments));
  const tables: Tables = openTables();
  const told = startWith(tell(rows), noClock).pipe(encode());
  return async function foldAgain(journeys: readonly JourneySet[], suffix: string): Promise<void> {
    await places.refresh();
    const inserts = await told.run({ tables, journeys });
    await Promise.all(inserts.map(({ table, stream }) => store.insert(table + suffix, stream)));
  };
}

interface Week {
  readonly tenant: string;
  readonly from_ms: number;
  readonly rows: number;
}

const WEEK_MS = 7 * 86_400_000;

/** Every tenant's weeks. Not FINAL: the counts are for the progress alone. */
async function weeksOf(store: Store): Promise<readonly Week[]> {
  return store.query<Week>(`
    SELECT tenant, toUnixTimestamp(toMonday(minted)) * 1000 AS from_ms, toUInt32(count()) AS rows
    FROM events GROUP BY tenant, from_ms ORDER BY from_ms, tenant`);
}

/** The journeys of a stretch, some at a time, each whole. */
async function* journeysOf(store: Store, stretch: Stretch): AsyncGenerator<readonly JourneySet[]> {
  let mark: Mark | undefined;
  let rows = PAGE_ROWS;
  for (;;) {
    const page = await eventsOfStretch(store, stretch, mark, rows);
    const sets = setsOf(stretch.tenant, page);
    const isLast = page.length < rows;
    if (!isLast) sets.pop(); // perhaps cut; the next page begins with it
    const last = sets.at(-1);
    if (last === undefined && !isLast) {
      rows *= 2; // one journey fills the whole page
      continue;
    }
    if (sets.length > 0) yield sets;
    if (isLast || last === undefined) return;
    mark = { minted: last.minted, journey: last.subject };
    rows = PAGE_ROWS;
  }
}

function setsOf(tenant: string, rows: readonly StoredEvent[]): JourneySet[] {
  const sets = new Map<string, JourneySet>();
  for (const row of rows) {
    let set = sets.get(row.journey);
    if (set === undefined) {
      sets.set(row.journey, (set = new JourneySet(tenant, row.journey, row.minted_ms)));
    }
    set.add(eventOf(row));
  }
  return [...sets.values()];
}

interface Touched {
  readonly tenant: string;
  readonly minted_ms: number;
  readonly journey: string;
}

/** Folds the journeys again that events have come to since; resolves to how many. */
async function catchUp(
  store: Store,
  sinceMs: number,
  foldAgain: (sets: readonly JourneySet[]) => Promise<void>,
): Promise<number> {
  const touched = await store.query<Touched>(
    `SELECT DISTINCT tenant, toUnixTimestamp64Milli(minted) AS minted_ms, journey
    FROM events WHERE stored >= fromUnixTimestamp64Milli({since: Int64}, 'UTC')
    ORDER BY tenant`,
    { since: sinceMs - UNSEEN_MS },
  );
  for (let from = 0; from < touched.length; from += CHUNK) {
    const some = touched.slice(from, from + CHUNK);
    for (const tenant of new Set(some.map((one) => one.tenant))) {
      const keys = new Map(
        some.filter((one) => one.tenant === tenant).map((one) => [one.journey, one.minted_ms]),
      );
      await foldAgain(setsOf(tenant, await eventsOfJourneys(store, tenant, keys)));
    }
  }
  return touched.length;
}

async function clockOf(store: Store): Promise<number> {
  const [row] = await store.query<{ now: number }>(
    "SELECT toUnixTimestamp64Milli(now64(3)) AS now",
  );
  return row?.now ?? 0;
}

/** Resolves once every insert that began before now has ended. */
async function insertsEnded(store: Store): Promise<void> {
  const began = performance.now();
  for (;;) {
    const [row] = await store.query<{ under_way: number }>(
      `SELECT toUInt32(count()) AS under_way FROM ${store.systemTable("processes")}
      WHERE query_kind = 'Insert' AND elapsed > {seconds: Float64}`,
      { seconds: (performance.now() - began) / 1000 },
    );
    if (row === undefined || row.under_way === 0) return;
    await pause(200);
  }
}
