import type { Doorbells } from "./doorbell.ts";
import { decodeFrame } from "./frame.ts";
import { committed } from "./lmdb-commit.ts";
import {
  eventsUpTo,
  firstSequence,
  forgetSnapshot,
  headOf,
  lastSequence,
  type Environment,
  type Position,
} from "./lmdb-environment.ts";
import type { Lag, LogBatch, LogRecord, ReadOptions } from "./port.ts";
import { StartupError } from "../startup-error.ts";

/** A frame that was not delivered; its bytes stay in the log until retention passes them. */
export interface CorruptFrame {
  readonly topic: string;
  readonly sequence: number;
  readonly error: Error;
}

export interface ReaderDeps {
  readonly env: Environment;
  readonly onCorrupt: (frame: CorruptFrame) => void;
  readonly bells: Doorbells;
  readonly isClosed: () => boolean;
}

/** Follows a topic from where its group left off. One reader a group: two would both get everything. */
export async function* readTopic(
  { env, bells, onCorrupt, isClosed }: ReaderDeps,
  topic: string,
  group: string,
  { signal, maxCount, maxBytes, lingerMs, quietMs = Infinity }: ReadOptions,
): AsyncGenerator<LogBatch, void, undefined> {
  bells.listen(topic);
  let at = await join(env, topic, group);
  const acknowledge = acknowledger(env, topic, group);
  const room = roomForFrames();
  let lastCount = 0;
  const isOver = (): boolean => signal.aborted || isClosed();

  while (!isOver()) {
    const records: LogRecord[] = [];
    room.clear();
    let count = 0;
    let bytes = 0;
    let deadline = Infinity;
    let seen = 0;
    let seenAt = 0;
    let woken: "rung" | "look" = "rung";
    for (;;) {
      forgetSnapshot(env);
      while (count < maxCount && bytes < maxBytes) {
        const next = at.sequence + 1;
        const value = env.frames.getBinaryFast([topic, next]);
        if (!value) {
          const found = firstSequence(env, topic, next);
          if (found === undefined) break;
          onCorrupt(missing(topic, next, found - 1));
          at = { sequence: found - 1, events: eventsUpTo(env, topic, found - 1) };
          continue;
        }
        const bytesOfFrame = Buffer.from(value.buffer, value.byteOffset, value.length);
        const frame = decodeFrame(bytesOfFrame, room.keep);
        bytes += value.length;
        if ("corrupt" in frame) {
          onCorrupt({ topic, sequence: next, error: new Error(frame.corrupt) });
          at = { sequence: next, events: eventsUpTo(env, topic, next) };
          continue;
        }
        for (const record of frame.records) records.push(record);
        count += frame.head.events;
        at = { sequence: next, events: frame.head.eventsBefore + frame.head.events };
      }
      forgetSnapshot(env);
      if (records.length > 0) {
        if (deadline === Infinity) {
          deadline = performance.now() + lingerMs(lastCount);
          if (woken === "look") bells.missed(topic);
        }
        const now = performance.now();
        if (count > seen) [seen, seenAt] = [count, now];
        if (count >= maxCount || bytes >= maxBytes || now >= deadline) break;
        if (now - seenAt >= quietMs) break;
      }
      const atMost = records.length === 0 ? Infinity : quietMs;
      woken = await bells.wait(topic, Math.min(deadline - performance.now(), atMost), signal);
      if (isOver()) return;
    }
    lastCount = count;
    yield { records, count, generation: 1, acknowledge: acknowledge(at) };
  }
}

/** What only a rare, large batch needs is given back. */
const MOST_KEPT = 64 << 20;

/**
 * Where the frames of a batch lie, outside of the collected heap, and then those of the next: memory
 * that is made anew for each costs the kernel as much as the copy, and V8 a collection now and then.
 */
function roomForFrames() {
  let room = Buffer.alloc(0);
  let end = 0;
  return {
    keep: (frame: Buffer): Buffer => {
      // What lies in the old room stays there, as long as its records are needed.
      if (end + frame.length > room.length) {
        room = Buffer.allocUnsafeSlow(2 * (end + frame.length));
        end = 0;
      }
      const kept = room.subarray(end, end + frame.length);
      kept.set(frame);
      end += frame.length;
      return kept;
    },
    clear: () => {
      end = 0;
      if (room.length > MOST_KEPT) room = Buffer.alloc(0);
    },
  };
}

/** What the group has still before it. */
export function lagOf(env: Environment, topic: string, group: string, now: number): Lag {
  forgetSnapshot(env);
  const last = lastSequence(env, topic);
  const at = env.groups.get([topic, group]) ?? beginning(env, topic);
  if (at.sequence >= last) return { events: 0, behindMs: 0 };
  const events = Math.max(0, eventsUpTo(env, topic, last) - at.events);
  for (let sequence = at.sequence + 1; sequence <= last; sequence++) {
    const head = headOf(env, topic, sequence);
    if (!("corrupt" in head)) return { events, behindMs: Math.max(0, now - head.earliest) };
  }
  return { events, behindMs: 0 };
}

/** Reading registers the group: from then on retention waits for it, even before it acknowledges anything. */
async function join(env: Environment, topic: string, group: string): Promise<Position> {
  forgetSnapshot(env);
  const known = env.groups.get([topic, group]);
  const last = lastSequence(env, topic);
  if (known && known.sequence > last) {
    throw new StartupError(
      "log-offset",
      `Group ${group} has passed frame ${String(known.sequence)} of ${topic}, but the log ends at ` +
        `${String(last)}: its files come from different moments. Restore them from one backup.`,
    );
  }
  if (known) return known;
  const start = beginning(env, topic);
  await committed(env, 0, () => env.groups.put([topic, group], start));
  return start;
}

function beginning(env: Environment, topic: string): Position {
  const first = firstSequence(env, topic) ?? 1;
  return { sequence: first - 1, events: eventsBefore(env, topic, first) };
}

function eventsBefore(env: Environment, topic: string, sequence: number): number {
  const head = headOf(env, topic, sequence);
  return "corrupt" in head ? 0 : head.eventsBefore;
}

/**
 * The offset is in the same environment as the records and in a later commit, so that after a power
 * cut it can't point past what survived. That order is the promise; that it is flushed when this
 * resolves comes with LMDB's commit. Losing it would only repeat a batch, and batches may repeat.
 */
function acknowledger(env: Environment, topic: string, group: string) {
  let made = 0;
  let called = 0;
  return (end: Position) => {
    const turn = ++made;
    return async function acknowledge(): Promise<void> {
      if (turn > called + 1) {
        throw new Error(
          `Batch ${String(turn)} of ${topic} was acknowledged before batch ${String(called + 1)}.`,
        );
      }
      if (turn < called) return;
      called = turn;
      await committed(env, 0, () => env.groups.put([topic, group], end));
    };
  };
}

function missing(topic: string, from: number, to: number): CorruptFrame {
  const which = from === to ? `Frame ${String(from)}` : `Frames ${String(from)} to ${String(to)}`;
  return { topic, sequence: from, error: new Error(`${which} of ${topic} are not in the log.`) };
}
