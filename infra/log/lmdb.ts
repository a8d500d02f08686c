import { join } from "node:path";
import { doorbells } from "./doorbell.ts";
import { committed } from "./lmdb-commit.ts";
import { forgetSnapshot, openEnvironment } from "./lmdb-environment.ts";
import { lead } from "./lmdb-lead.ts";
import { release, takeTopic } from "./lmdb-lock.ts";
import { lagOf, readTopic, type CorruptFrame } from "./lmdb-reader.ts";
import { sweep } from "./lmdb-retention.ts";
import { writeTopic, type TopicWriter } from "./lmdb-writer.ts";
import { LogUnavailable, type Log, type LogRecord, type Topic } from "./port.ts";
import { reserveAt } from "./reserve.ts";
import { StartupError } from "../startup-error.ts";

/** How long a full disk is left alone before the next trial, each of which writes the reserve anew. */
const betweenTrialsMs = 2_000;

export interface LmdbLogOptions {
  /** The folder of the log; made when missing. On a disk of this machine, not a network share. */
  readonly dir: string;
  /** Topics to take for this process at once, so that a second writer fails at its start. */
  readonly writes?: readonly Topic[];
  /** Stands before every topic's name. */
  readonly prefix?: string;
  /** How long frames are kept after all groups have passed them; 7 days. */
  readonly retentionMs?: number;
  /** How often retention looks; a minute. */
  readonly sweepMs?: number;
  /** More than this waiting for the disk, and appends are refused at once; 64 MiB. */
  readonly maxWaitingBytes?: number;
  /** Disk space kept for the day the disk is full; 16 MiB. */
  readonly reserveBytes?: number;
  /** A commit that takes longer fails, so that senders never hang with a disk that does; 30 s. */
  readonly commitTimeoutMs?: number;
  readonly now?: () => number;
  /** Hears of every frame that could not be delivered. */
  readonly onCorrupt?: (frame: CorruptFrame) => void;
  /** Hears of failures that no caller sees: retention that could not delete. */
  readonly onError?: (error: unknown) => void;
}

/** The embedded log. One process appends to a topic; any process of this machine may read. */
export interface LmdbLog extends Log {
  /** Frames that this process could not deliver, since it started. */
  readonly corruptFrames: number;
  /** Runs retention now over the topics that this process writes; resolves to how many frames went. */
  sweep(): Promise<number>;
  /** Retention no longer waits for this group; if it reads again, it starts at the oldest frame. */
  forget(group: string, topic: Topic): Promise<void>;
}

/** Opens the log; throws {@link StartupError} with what to do when it can't be used. */
export function openLmdbLog(options: LmdbLogOptions): LmdbLog {
  const { dir, prefix = "", retentionMs = 7 * 86_400_000, sweepMs = 60_000 } = options;
  const { maxWaitingBytes = 64 << 20, reserveBytes = 16 << 20, now = Date.now } = options;
  const { commitTimeoutMs = 30_000, onCorrupt = warn, onError = warn } = options;

  const env = openEnvironment(dir, reserveBytes / 2);
  const reserve = reserveAt(join(dir, "reserve"), reserveBytes);
  const bells = doorbells(dir);
  const writers = new Map<string, TopicWriter>();
  let waitingBytes = 0;
  let corruptFrames = 0;
  let isClosed = false;
  let isFull = false;
  const untaken = new Set<string>(); // taking a topic needs room as well
  let recovery: NodeJS.Timeout | undefined;
  let sweeping: Promise<number> | undefined;

  const sweepTimer = setInterval(() => void sweepAll().catch(onError), sweepMs).unref();

  function writerOf(topic: string): TopicWriter {
    const known = writers.get(topic);
    if (known) return known;
    try {
      takeTopic(env, topic, dir);
      untaken.delete(topic);
      if (!isFull) reserve.hold();
    } catch (cause) {
      if (cause instanceof StartupError) throw cause;
      const error = new LogUnavailable("The log could not be written. Is the disk full?", 5, {
        cause,
      });
      untaken.add(topic);
      makeRoom(error);
      throw error;
    }
    const writer = writeTopic(env, topic, {
      onCommit: () => {
        bells.ring(topic);
      },
      onFailure: makeRoom,
      commitTimeoutMs,
    });
    writers.set(topic, writer);
    return writer;
  }

  function makeRoom(error: Error): void {
    if (error instanceof StartupError || isFull || isClosed) return;
    isFull = true;
    reserve.release();
    recover();
  }

  /**
   * Retention gets the reserve's room first, and appends are let in again once the reserve is back.
   * If there is still no room for them, the next one that fails starts this again.
   */
  function recover(): void {
    recovery = setTimeout(() => {
      retake()
        .then(sweepAll)
        .catch(onError)
        .then(() => {
          isFull = !reserve.hold();
          if (isFull) reserve.release();
        })
        .catch(onError)
        .finally(() => {
          if (isFull && !isClosed) recover();
        });
    }, betweenTrialsMs).unref();
  }

  async function retake(): Promise<void> {
    for (const topic of untaken) writerOf(topic);
  }

  async function sweepAll(): Promise<number> {
    sweeping ??= (async () => {
      let deleted = 0;
      for (const topic of writers.keys()) {
        deleted += await sweep(env, { topic, retentionMs, now, isClosed: () => isClosed });
      }
      return deleted;
    })().finally(() => {
      sweeping = undefined;
    });
    return sweeping;
  }

  async function append(topic: Topic, records: readonly LogRecord[]): Promise<void> {
    if (records.length === 0) return;
    if (isClosed) throw new LogUnavailable("The log is closed: this process is ending.", 5);
    if (isFull) throw new LogUnavailable("The disk of the log is full.", 5);
    let bytes = 0;
    for (const { value } of records) bytes += value.length;
    if (waitingBytes > 0 && waitingBytes + bytes > maxWaitingBytes) {
      throw new LogUnavailable("Too much is waiting for the disk of the log.", 1);
    }
    waitingBytes += bytes;
    try {
      await writerOf(prefix + topic).append(records, bytes);
    } finally {
      waitingBytes -= bytes;
    }
  }

  try {
    for (const topic of options.writes ?? []) writerOf(prefix + topic);
  } catch (error) {
    // A full disk is no reason not to start: appends are refused until it has room.
    if (error instanceof StartupError) {
      clearInterval(sweepTimer);
      void env.root.close();
      throw error;
    }
  }

  return {
    append,
    partitionOf: () => 0,
    read: (group, topic, readOptions) =>
      readTopic(
        {
          env,
          isClosed: () => isClosed,
          bells,
          onCorrupt: (frame) => {
            corruptFrames++;
            onCorrupt(frame);
          },
        },
        prefix + topic,
        group,
        readOptions,
      ),
    lag: async (group, topic) => lagOf(env, prefix + topic, group, now()),
    lead: (name, act, signal) => lead(env, name, act, signal),
    get corruptFrames() {
      return corruptFrames;
    },
    sweep: sweepAll,
    forget: async (group, topic) => {
      await committed(env, 0, () => env.groups.remove([prefix + topic, group]));
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      clearInterval(sweepTimer);
      clearTimeout(recovery);
      for (const writer of writers.values()) await writer.idle();
      bells.close();
      await sweeping?.catch(onError);
      try {
        for (const topic of writers.keys()) release(env, topic);
      } catch (error) {
        onError(error); // no room even for that; the entry of an ended process doesn't count
      }
      forgetSnapshot(env);
      await env.root.close();
    },
  };
}

function warn(what: unknown): void {
  console.error("log:", what);
}
