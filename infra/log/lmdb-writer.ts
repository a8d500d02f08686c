import { encodeFrame, headBytes } from "./frame.ts";
import { committed } from "./lmdb-commit.ts";
import { eventsUpTo, forgetSnapshot, lastSequence, type Environment } from "./lmdb-environment.ts";
import { LogUnavailable, type LogRecord } from "./port.ts";
import { StartupError } from "../startup-error.ts";

/** Large enough that a commit's cost is shared by many, small enough that readers decode it in a few ms. */
const frameBytes = 2 << 20;
const commitBytes = 16 << 20;

interface Frame {
  readonly key: [topic: string, sequence: number];
  readonly bytes: Buffer;
}

interface Waiting {
  readonly records: readonly LogRecord[];
  readonly bytes: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Appends to one topic: what arrives during a commit shares the next one. */
export interface TopicWriter {
  append(records: readonly LogRecord[], bytes: number): Promise<void>;
  /** Resolves when nothing is waiting or under way. */
  idle(): Promise<void>;
}

export interface TopicWriterDeps {
  readonly onCommit: () => void;
  /** Hears of a commit that failed, before its senders do. */
  readonly onFailure: (error: Error) => void;
  /** A commit that takes longer has hung (a dead disk, a lock kept by a stopped process). */
  readonly commitTimeoutMs: number;
}

/** Makes the one writer of a topic that this process has taken. */
export function writeTopic(
  env: Environment,
  topic: string,
  { onCommit, onFailure, commitTimeoutMs }: TopicWriterDeps,
): TopicWriter {
  let waiting: Waiting[] = [];
  let last: { sequence: number; events: number } | undefined;
  let loop: Promise<void> | undefined;
  let lost: StartupError | undefined;
  let hung: LogUnavailable | undefined;

  async function run(): Promise<void> {
    // Everything that this turn of the event loop brings goes into the first commit.
    await new Promise(setImmediate);
    while (waiting.length > 0) {
      const group = takeUpTo(commitBytes);
      try {
        await commit(group);
        onCommit();
        for (const { resolve } of group) resolve();
      } catch (failure) {
        const error = failure as Error;
        if (error !== hung) onFailure(error);
        last = undefined;
        for (const { reject } of hung ? group.concat(waiting.splice(0)) : group) reject(error);
      }
    }
    loop = undefined;
  }

  async function commit(group: readonly Waiting[]): Promise<void> {
    if (lost) throw lost;
    if (!last) {
      // After a failure nothing is known either: the file says where to go on.
      forgetSnapshot(env);
      const sequence = lastSequence(env, topic);
      last = { sequence, events: eventsUpTo(env, topic, sequence) };
    }
    let { sequence, events } = last;
    const frames: Frame[] = [];
    for (const records of inFrames(group)) {
      frames.push({ key: [topic, ++sequence], bytes: encodeFrame(records, events) });
      for (const record of records) events += record.count;
    }
    const size = frames.reduce((sum, { bytes }) => sum + bytes.length, 0);
    const results = await orHang(committed(env, size, () => putAll(env, frames)));
    if (results.includes(false)) {
      lost = new StartupError(
        "log-taken",
        `Another process appended to ${topic} in the same folder, and a topic has one writer. Stop ` +
          `one of the two (containers that share a folder don't see each other's processes).`,
      );
      throw lost;
    }
    last = { sequence, events };
  }

  function takeUpTo(limit: number): Waiting[] {
    let bytes = 0;
    let n = 0;
    while (n < waiting.length && (n === 0 || bytes < limit)) bytes += waiting[n++]?.bytes ?? 0;
    const group = waiting.slice(0, n);
    waiting = waiting.slice(n);
    return group;
  }

  /** Until the commit has ended after all, nothing else may be written: it may hold the next sequence. */
  async function orHang<T>(puts: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        hung = new LogUnavailable("The disk of the log does not answer.", 10);
        reject(hung);
      }, commitTimeoutMs);
    });
    const settled = puts.finally(() => {
      clearTimeout(timer);
      hung = undefined;
    });
    settled.catch(() => undefined);
    return Promise.race([settled, timeout]);
  }

  return {
    append: (records, bytes) =>
      new Promise((resolve, reject) => {
        if (hung) {
          reject(hung);
          return;
        }
        waiting.push({ records, bytes, resolve, reject });
        loop ??= run();
      }),
    idle: async () => {
      while (loop) await loop;
    },
  };
}

/** One sender's records are never split: a frame exceeds its size by at most one append. */
function* inFrames(group: readonly Waiting[]): Iterable<readonly LogRecord[]> {
  let records: LogRecord[] = [];
  let bytes = 0;
  for (const each of group) {
    records.push(...each.records);
    bytes += each.bytes;
    if (bytes >= frameBytes) {
      yield records;
      records = [];
      bytes = 0;
    }
  }
  if (records.length > 0) yield records;
}

/** Resolves to false where a sequence is taken. lmdb-js has had this option for long, its types don't. */
function putAll({ frames, heads }: Environment, all: readonly Frame[]): Promise<unknown[]> {
  const put = frames.put.bind(frames) as (...args: unknown[]) => Promise<boolean>;
  return Promise.all(
    all.flatMap(({ key, bytes }): Promise<boolean>[] => [
      // Commands keep their order, so no frame is ever without its head.
      heads.put(key, bytes.subarray(0, headBytes)),
      put(key, bytes, { noOverwrite: true }),
    ]),
  );
}
