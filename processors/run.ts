import type { Log } from "../infra/log/port.ts";
import type { Store } from "../infra/store/port.ts";
import type { Tenant } from "../schemas/config.ts";
import type { KnownErasures } from "../schemas/erasure.ts";
import { keepPlaces } from "./keep-places.ts";
import { Memory } from "./memory.ts";
import { persistent, type OnRetry } from "./persistent.ts";
import { journeyPipeline } from "./pipeline.ts";
import type { Insert } from "./steps/encode.ts";

export interface ProcessorDeps {
  readonly log: Log;
  readonly store: Store;
  readonly tenants: readonly Tenant[];
  readonly erasures: KnownErasures;
  /** Ends the processor; what is not acknowledged by then comes again. */
  readonly signal: AbortSignal;
  readonly report: ProcessorReport;
  readonly options?: Partial<ProcessorOptions>;
}

export interface ProcessorOptions {
  /** Events of one batch, about, when there is a backlog. */
  readonly maxBatch: number;
  /** How long a batch waits for company, in ms, by the size of the one before. */
  readonly lingerMs: (lastCount: number) => number;
  /** Events held in memory, about. */
  readonly maxEvents: number;
}

/** What the processor tells metrics and logs. */
export interface ProcessorReport {
  step(name: string, ms: number): void;
  /** Events that are neither kept nor refused. */
  dropped(reason: "erased", count: number): void;
  /** A batch is in the store and acknowledged; the age is in ms since its first record was appended. */
  written(inserts: readonly Insert[], oldestAgeMs: number): void;
  /** The store did not answer; it is asked again. */
  readonly retry: OnRetry;
}

const DEFAULTS: ProcessorOptions = {
  maxBatch: 50_000,
  // An insert costs the same however small it is: when much comes, wait for more of it, and leave the
  // cores to the collector. Twice as much must come as would keep a wait going that somebody's one
  // late batch began: below 10,000 events/s it ends itself again.
  lingerMs: (lastCount) => (lastCount > 20_000 ? 1_000 : lastCount > 5_000 ? 300 : 100),
  maxEvents: 150_000,
};

/** A burst that is over is not waited for. */
const QUIET_MS = 100;

/** The group under which the log remembers how far the fold has come. */
export const PROCESSOR_GROUP = "processor";

/**
 * The one loop that owns the guarantee: it writes, then acknowledges, in the order of the log.
 * While a batch is being inserted the next is read and folded; nothing else commits offsets.
 */
export async function runProcessor(deps: ProcessorDeps): Promise<void> {
  const { log, report, signal } = deps;
  const options = { ...DEFAULTS, ...deps.options };
  const store = persistent(deps.store, signal, report.retry);
  const memory = new Memory(options.maxEvents);
  const places = keepPlaces(store, deps.tenants);
  let batchNumber = 0;
  let written = 0;
  let writing: Promise<void> = Promise.resolve();
  let generation: number | undefined;
  const pipeline = journeyPipeline({
    memory,
    store,
    moments: new Map(deps.tenants.map(({ id, moments }) => [id, moments])),
    closesAt: places.closesAt,
    batchNumber: () => batchNumber,
    settled: () => writing,
    clock: (step, ms) => {
      report.step(step, ms);
    },
    erasures: deps.erasures,
    onDropped: (reason, count) => {
      report.dropped(reason, count);
    },
  });

  for await (const batch of log.read(PROCESSOR_GROUP, "journey-events", {
    signal,
    maxCount: options.maxBatch,
    maxBytes: 64 << 20,
    lingerMs: options.lingerMs,
    quietMs: QUIET_MS,
  })) {
    const number = (batchNumber += 1);
    if (batch.generation !== generation) {
      generation = batch.generation;
      await writing;
      memory.reset(await latestMinted(store));
    }
    await Promise.all([places.refresh(), deps.erasures.refresh()]);
    const inserts = await pipeline.run(batch.records);
    await writing; // one insert in flight
    writing = writeAll(store, inserts).then(async () => {
      await batch.acknowledge(); // a crash above repeats the batch; rows replace themselves
      written = number;
      report.written(inserts, Date.now() - (batch.records[0]?.appended ?? 0));
    });
    writing.catch(() => undefined); // awaited above or below: not unhandled until then
    memory.forget(written);
  }
  await writing;
}

async function writeAll(store: Pick<Store, "insert">, inserts: readonly Insert[]): Promise<void> {
  await Promise.all(inserts.map(({ table, stream }) => store.insert(table, stream)));
}

const LATEST_MINTED = `
  SELECT toUnixTimestamp64Milli(max(last_minted)) AS latest, sum(rows) AS found
  FROM (${["events", "journeys", "moments"]
    .map((table) => `SELECT max(minted) AS last_minted, count() AS rows FROM ${table}`)
    .join(" UNION ALL ")})`;

/**
 * The latest key time in the store, in ms since 1970; below everything when it is empty. Of all tables,
 * because a crash or a backup may leave a journey's row without its events.
 */
async function latestMinted(store: Pick<Store, "query">): Promise<number> {
  const [row] = await store.query<{ latest: number; found: number }>(LATEST_MINTED);
  return row === undefined || row.found === 0 ? Number.NEGATIVE_INFINITY : row.latest;
}
