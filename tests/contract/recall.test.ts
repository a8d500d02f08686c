import { join } from "node:path";
import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migrateStore } from "../../infra/commands/migrate.ts";
import { openLmdbLog, type LmdbLog } from "../../infra/log/lmdb.ts";
import { knownErasures } from "../../infra/store/erasures.ts";
import type { Store } from "../../infra/store/port.ts";
import type { ProcessorOptions } from "../../processors/run.ts";
import { PROCESSOR_GROUP, runProcessor } from "../../processors/run.ts";
import { MomentDefinition } from "../../schemas/moment.ts";
import { eventsInOrder } from "../bench/network.ts";
import { differingJourneys } from "../chaos/compare.ts";
import { expectedJourneys, type SentEvent } from "../chaos/oracle.ts";
import { eventually } from "../support/running.ts";
import { startOwnStore, type OwnStore } from "./own-store.ts";

let own: OwnStore;
let store: Store;
let log: LmdbLog;

beforeAll(async () => {
  own = await startOwnStore();
  store = own.store;
  await migrateStore(store);
  log = openLmdbLog({ dir: join(own.folder, "log"), reserveBytes: 1 << 16 });
}, 60_000);

afterAll(async () => {
  await log.close();
  await own.stop();
});

const noReport = {
  dropped: () => undefined,
  step: () => undefined,
  written: () => undefined,
  retry: () => undefined,
};

/** A processor with an empty memory works until nothing is left, and ends. */
async function process(
  events: readonly SentEvent[],
  options: Partial<ProcessorOptions> = {},
  moments: readonly MomentDefinition[] = [],
) {
  for (let from = 0; from < events.length; from += 50) {
    const value = Buffer.from(JSON.stringify(events.slice(from, from + 50)));
    const count = Math.min(50, events.length - from);
    const record = { tenant: "default", partition: 0, count, appended: Date.now(), value };
    await log.append("journey-events", [record]);
  }
  const ending = new AbortController();
  const tenants = [{ id: "default", timezone: "Europe/Paris", moments: [...moments] }];
  const { signal } = ending;
  const running = runProcessor({
    ...{ log, store, tenants, signal, options },
    ...{ report: noReport, erasures: knownErasures(store) },
  });
  await eventually("nothing is left to be processed", async () => {
    return (await log.lag(PROCESSOR_GROUP, "journey-events")).events === 0;
  });
  ending.abort();
  await running;
}

test("journeys that a processor doesn't remember come back from the store, whole", async () => {
  const to = Date.now() - 86_400_000;
  const plan = { seed: 7, from: to - 3_600_000, to, journeys: 600, sites: 40, pace: 1 };
  const events = Array.from(eventsInOrder(plan), ({ text }) => JSON.parse(text) as SentEvent);
  const third = (which: number) => events.filter((_, index) => index % 3 === which);
  await process(third(0));
  await process(third(1));
  // With next to no memory, all that comes is read back.
  await process([...third(2), ...third(0)], { maxEvents: 50, maxBatch: 200 });
  expect(await differingJourneys(rowsOf(store), expectedJourneys(events))).toEqual([]);
}, 60_000);

test("a moment that was kept without its events is taken back when it no longer applies", async () => {
  const inOffice = MomentDefinition.parse({
    id: "short_wait",
    name: { en: "Short wait", fr: "Attente courte" },
    where: { channel: ["office"] },
    success: "wait <= 10m",
  });
  const now = Date.now();
  const subject = uuidv7(); // minted after everything in the store
  const data = { service: "parcel" };
  const ticket = { source: "test", type: "ticket.issued", subject, site: "S1", data };
  const at = (ms: number) => new Date(now + ms).toISOString();
  const office = { ...ticket, id: "2", time: at(0), channel: "office" };
  const phone = { ...ticket, id: "1", time: at(-1_000), channel: "phone" };
  await process([office], {}, [inOffice]);
  const results = () =>
    store.query("SELECT result FROM moments FINAL WHERE journey = {subject: String}", { subject });
  expect(await results()).toEqual([{ result: "pending" }]);
  // What a crash between the inserts of a batch leaves, or a backup of before.
  for (const table of ["events", "journeys"]) {
    await store.command(`DELETE FROM ${table} WHERE journey = {subject: String}`, { subject });
  }
  await process([office, phone], {}, [inOffice]);
  expect(await results()).toEqual([{ result: "not_applicable" }]);
}, 60_000);

/** A store as the comparison asks it. */
function rowsOf(asked: Store) {
  return { sql: async <Row>(statement: string) => asked.query<Row>(statement) };
}
