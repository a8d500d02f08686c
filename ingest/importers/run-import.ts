import type { Deliver } from "../sender.ts";
import type { Adapter } from "./adapter.ts";
import { readFile } from "./read-file.ts";

/** What became of a file's rows and events. */
export interface ImportSummary {
  readonly rows: number;
  readonly events: number;
  readonly accepted: number;
  readonly duplicate: number;
  /** Rows left out, and events refused, each by reason. */
  readonly skipped: Readonly<Record<string, number>>;
  readonly rejected: Readonly<Record<string, number>>;
}

export interface ImportProgress extends ImportSummary {
  /** Share of the file that was read, 0 to 1. */
  readonly done: number;
}

export interface ImportOptions {
  readonly path: string;
  readonly adapter: Adapter;
  readonly deliver: Deliver;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ImportProgress) => void;
}

const BATCH = 1_000;
const LANES = 4;

/**
 * Sends a file's events, a few batches at a time. Whatever interrupts it, run it again: the same
 * rows are the same events, which count once.
 */
export async function runImport(options: ImportOptions): Promise<ImportSummary> {
  const { path, adapter, deliver, signal, onProgress } = options;
  const sums = { rows: 0, events: 0, accepted: 0, duplicate: 0 };
  const skipped: Record<string, number> = {};
  const rejected: Record<string, number> = {};
  const underWay = new Set<Promise<void>>();
  const failures: unknown[] = [];
  let batch: object[] = [];

  async function send(events: readonly object[], done: number): Promise<void> {
    const receipt = await deliver(events);
    sums.events += events.length;
    sums.accepted += receipt.accepted;
    sums.duplicate += receipt.duplicate;
    for (const { status, reason = "unknown" } of receipt.results ?? []) {
      if (status === "rejected") count(rejected, reason);
    }
    onProgress({ ...sums, skipped, rejected, done });
  }

  async function enqueue(done: number): Promise<void> {
    const events = batch;
    batch = [];
    const sending = send(events, done).finally(() => underWay.delete(sending));
    sending.catch((error: unknown) => failures.push(error)); // it may fail while nobody waits for it
    underWay.add(sending);
    if (underWay.size >= LANES) await Promise.race(underWay);
    if (failures.length > 0) throw failures[0];
  }

  for await (const { reading, done } of readFile(path, adapter)) {
    signal.throwIfAborted();
    sums.rows += 1;
    switch (reading.kind) {
      case "events":
        batch.push(...reading.events);
        if (batch.length >= BATCH) await enqueue(done);
        break;
      case "skip":
        count(skipped, reading.because);
        break;
      case "reject":
        count(rejected, reading.because);
        break;
      default:
        reading satisfies never;
    }
  }
  if (batch.length > 0) await enqueue(1);
  await Promise.all(underWay);
  if (failures.length > 0) throw failures[0];
  return { ...sums, skipped, rejected };
}

function count(by: Record<string, number>, reason: string): void {
  by[reason] = (by[reason] ?? 0) + 1;
}
