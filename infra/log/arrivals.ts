import type { LogRecord, ReadOptions } from "./port.ts";

/** A record on its way from a client that pushes to a reader that pulls. */
export interface Arrival {
  readonly record: LogRecord;
  readonly bytes: number;
  readonly partition: number;
  /** Where a group that has passed this record goes on. */
  readonly next: string;
}

/** What has been fetched and not yet read; whoever pushes asks for room first. */
export class Arrivals {
  private waiting: Arrival[] = [];
  private count = 0;
  private bytes = 0;
  private failure: Error | undefined;
  private wake: () => void = () => undefined;
  private readonly mostBytes: number;

  constructor(mostBytes: number) {
    this.mostBytes = mostBytes;
  }

  get hasRoom(): boolean {
    return this.bytes < this.mostBytes;
  }

  push(arrivals: readonly Arrival[]): void {
    for (const arrival of arrivals) {
      this.waiting.push(arrival);
      this.count += arrival.record.count;
      this.bytes += arrival.bytes;
    }
    this.wake();
  }

  /** What waits belongs to partitions that may be somebody else's now. */
  clear(): void {
    this.waiting = [];
    this.count = 0;
    this.bytes = 0;
  }

  /** Ends the reader with an error. */
  fail(error: Error): void {
    this.failure = error;
    this.wake();
  }

  /** The next batch, as {@link ReadOptions} close it; undefined once the signal is aborted. */
  async take(options: ReadOptions, lastCount: number): Promise<readonly Arrival[] | undefined> {
    const { signal, maxCount, maxBytes, lingerMs, quietMs = Infinity } = options;
    let deadline = Infinity;
    let seen = 0;
    let seenAt = 0;
    while (!signal.aborted) {
      if (this.failure !== undefined) throw this.failure;
      const now = performance.now();
      if (this.waiting.length === 0) [deadline, seen] = [Infinity, 0];
      else {
        if (deadline === Infinity) deadline = now + lingerMs(lastCount);
        if (this.count > seen) [seen, seenAt] = [this.count, now];
        const isFull = this.count >= maxCount || this.bytes >= maxBytes;
        if (isFull || now >= deadline || now - seenAt >= quietMs) {
          return this.shift(maxCount, maxBytes);
        }
      }
      const quietAt = this.waiting.length === 0 ? Infinity : seenAt + quietMs;
      await this.pushed(Math.min(deadline, quietAt) - now, signal);
    }
    return undefined;
  }

  private shift(maxCount: number, maxBytes: number): readonly Arrival[] {
    let taken = 0;
    let count = 0;
    let bytes = 0;
    for (const { record, bytes: size } of this.waiting) {
      if (count >= maxCount || bytes >= maxBytes) break;
      taken += 1;
      count += record.count;
      bytes += size;
    }
    this.count -= count;
    this.bytes -= bytes;
    const batch = this.waiting.slice(0, taken);
    this.waiting = this.waiting.slice(taken);
    return batch;
  }

  private pushed(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        this.wake = () => undefined;
        resolve();
      };
      const timer = ms === Infinity ? undefined : setTimeout(done, Math.max(0, ms));
      signal.addEventListener("abort", done);
      this.wake = done;
    });
  }
}
