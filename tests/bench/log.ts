/**
 * Appends to the embedded log beside bare file appends with fdatasync, in turn and in one run:
 * `npx tsx tests/bench/log.ts [folder]`. Then reads back what was appended.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { openLmdbLog } from "../../infra/log/lmdb.ts";
import type { LogRecord } from "../../infra/log/port.ts";

const seconds = 4;
const event = JSON.stringify({ id: "0".repeat(36), data: "x".repeat(280) });
const loads = [
  { senders: 32, count: 200, value: `[${Array<string>(200).fill(event).join(",")}]` },
  { senders: 64, count: 1, value: event },
];

type Append = (record: LogRecord) => Promise<void>;

async function measure(what: string, { senders, count, value }: (typeof loads)[0], append: Append) {
  const latencies: number[] = [];
  const cpu = process.cpuUsage();
  const end = performance.now() + seconds * 1_000;
  await Promise.all(
    Array.from({ length: senders }, async () => {
      while (performance.now() < end) {
        const sent = performance.now();
        await append({ tenant: "poste", partition: 0, count, appended: Date.now(), value });
        latencies.push(performance.now() - sent);
      }
    }),
  );
  const { user, system } = process.cpuUsage(cpu);
  latencies.sort((a, b) => a - b);
  const at = (share: number): string =>
    (latencies[Math.floor(latencies.length * share)] ?? 0).toFixed(1);
  console.log(
    `${what.padEnd(26)} ${String(senders)} × ${String(count)}:`,
    `${String(Math.round((latencies.length * count) / seconds))} events/s,`,
    `${String(Math.round((latencies.length * value.length) / seconds / 1e6))} MB/s,`,
    `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, ${((user + system) / seconds / 1e6).toFixed(2)} cores`,
  );
}

/** What a log can at best cost: the same group commit, to a plain file. */
function bare(file: FileHandle): Append {
  let waiting: { value: string; done: () => void }[] = [];
  let isBusy = false;
  async function run(): Promise<void> {
    isBusy = true;
    await new Promise(setImmediate);
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      await file.appendFile(group.map(({ value }) => value).join("\n"));
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

const dir = mkdtempSync(join(process.argv[2] ?? process.cwd(), "bench-log-"));
try {
  for (const load of loads) {
    const file = await open(join(dir, "bare"), "w");
    await measure("bare file, fdatasync", load, bare(file));
    await file.close();
    rmSync(join(dir, "bare"));

    const log = openLmdbLog({ dir: join(dir, "log") });
    await measure("embedded log", load, (record) => log.append("journey-events", [record]));
    const { events } = await log.lag("bench", "journey-events");
    const started = performance.now();
    const { signal } = new AbortController();
    const options = { signal, maxCount: 50_000, maxBytes: 32 << 20, lingerMs: 0 };
    let read = 0;
    for await (const batch of log.read("bench", "journey-events", options)) {
      await batch.acknowledge();
      if ((read += batch.count) >= events) break;
    }
    console.log(
      `read and acknowledged ${String(Math.round(read / ((performance.now() - started) / 1e3)))} events/s`,
    );
    await log.close();
    rmSync(join(dir, "log"), { recursive: true });
  }
} finally {
  rmSync(dir, { recursive: true });
}
