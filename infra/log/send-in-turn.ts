import { LogUnavailable, type LogRecord } from "./port.ts";

export interface Append<Topic> {
  readonly topic: Topic;
  readonly records: readonly LogRecord[];
}

export interface SendInTurnOptions<Topic> {
  /** More than this waiting, and appends are refused at once. */
  readonly maxWaitingBytes: number;
  /** Sends what has gathered, in its order. Never called before the call before it has settled. */
  readonly send: (appends: readonly Append<Topic>[]) => Promise<void>;
}

interface Waiting<Topic> extends Append<Topic> {
  readonly bytes: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** About so many bytes are sent at once. */
const SENT_BYTES = 4 << 20;

/**
 * One send at a time, so that a partition keeps its order; what comes meanwhile goes with the next.
 * When one fails, so does all that waits behind it, and until one has succeeded again only one at a
 * time is tried: senders hear at once that they must come again.
 */
export function sendInTurn<Topic>({ maxWaitingBytes, send }: SendInTurnOptions<Topic>) {
  let waiting: Waiting<Topic>[] = [];
  let waitingBytes = 0;
  let running: Promise<void> | undefined;
  let lastFailure: LogUnavailable | undefined;
  let isClosed = false;

  async function run(): Promise<void> {
    await new Promise(setImmediate); // what this turn of the event loop brings goes together
    while (waiting.length > 0) {
      const group = takeUpTo(SENT_BYTES);
      try {
        await send(group);
        lastFailure = undefined;
        for (const { resolve } of group) resolve();
      } catch (error) {
        lastFailure = error as LogUnavailable;
        for (const { reject } of [...group, ...waiting.splice(0)]) reject(error);
      }
    }
    running = undefined;
  }

  function takeUpTo(limit: number): readonly Waiting<Topic>[] {
    let bytes = 0;
    let count = 0;
    while (count < waiting.length && (count === 0 || bytes < limit)) {
      bytes += waiting[count]?.bytes ?? 0;
      count += 1;
    }
    const group = waiting.slice(0, count);
    waiting = waiting.slice(count);
    return group;
  }

  return {
    async append(topic: Topic, records: readonly LogRecord[]): Promise<void> {
      if (records.length === 0) return;
      if (isClosed) throw new LogUnavailable("The log is closed: this process is ending.", 5);
      if (lastFailure !== undefined && running !== undefined) throw lastFailure;
      let bytes = 0;
      for (const { value } of records) bytes += value.length;
      if (waitingBytes > 0 && waitingBytes + bytes > maxWaitingBytes) {
        throw new LogUnavailable("Too much is waiting for the log.", 1);
      }
      waitingBytes += bytes;
      try {
        await new Promise<void>((resolve, reject) => {
          waiting.push({ topic, records, bytes, resolve, reject });
          running ??= run();
        });
      } finally {
        waitingBytes -= bytes;
      }
    },
    /** Takes nothing more; resolves once nothing is under way. */
    async close(): Promise<void> {
      isClosed = true;
      await running;
    },
  };
}
