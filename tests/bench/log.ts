import type * as Lmdb from "../../infra/log/lmdb.ts";
import type { LogRecord } from "../../infra/log/port.ts";
import { open, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import type { Benchmark } from "./bench.ts";
import { compiled } from "./places.ts";
import { quantile } from "./quantile.ts";
import { ms, perSecond, rate, type Figure } from "./report.ts";

const SECONDS = 3;
const EVENT = JSON.stringify({ id: "0".repeat(36), data: "x".repeat(280) });
const LOADS = [
  { senders: 32, count: 200, value: Buffer.from(`[${Array<string>(200).fill(EVENT).join(",")}]`) },
  { senders: 64, count: 1, value: Buffer.from(EVENT) },
] as const;

type Load = (typeof LOADS)[number];
type Append = (record: LogRecord) => Promise<void>;

/** Durable appends to the embedded log beside the same group commit to a bare file. */
export const log: Benchmark = async ({ folder }) => {
  const { openLmdbLog } = await compiled<typeof Lmdb>("infra/log/lmdb.js");
  const figures: Figure[] = [];
  for (const load of LOADS) {
    const file = await open(join(folder, "bare"), "w");
    const floor = await measure(load, bare(file));
    await file.close();
    const dir = join(folder, `log-${load.count}`);
    const opened = openLmdbLog({ dir });
    const ours = await measure(load, (record) => opened.append("journey-events", [record]));
    await opened.close();
    figures.push({
      what: `log, ${load.senders} senders of ${load.count}, durable (p99 ${ms(ours.p99Ms)})`,
      measured: rate(ours.events, ours.ms),
      floor: rate(floor.events, floor.ms),
      ratio: perSecond(ours.events, ours.ms) / perSecond(floor.events, floor.ms),
    });
  }
  return { figures, notes: [] };
};

async function measure({ senders, count, value }: Load, append: Append) {
  const latencies: number[] = [];
  const start = performance.now();
  await Promise.all(
    Array.from({ length: senders }, async () => {
      while (performance.now() < start + SECONDS * 1000) {
        const sent = performance.now();
        await append({ tenant: "poste", partition: 0, count, appended: Date.now(), value });
        latencies.push(performance.now() - sent);
      }
    }),
  );
  const took = performance.now() - start;
  return { events: latencies.length * count, ms: took, p99Ms: quantile(latencies, 0.99) };
}

/** What a log can at best cost: what arrives during a flush shares the next one. */
function bare(file: FileHandle): Append {
  let waiting: { value: Buffer; done: () => void }[] = [];
  let isBusy = false;
  async function run(): Promise<void> {
    isBusy = true;
    await new Promise(setImmediate);
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      await file.appendFile(Buffer.concat(group.map(({ value }) => value)));
      await file.datasync();
      for (const { done } of group) done();
    }
    isBusy = false;
  }
  return ({ value }) =>
    new Promise((done) => {
      waiting.push({ value, done });
      if (!isBusy) void run();
    });
}
