import { setTimeout as sleep } from "node:timers/promises";
import { committed } from "./lmdb-commit.ts";
import {
  firstSequence,
  forgetSnapshot,
  headOf,
  lastSequence,
  type Environment,
} from "./lmdb-environment.ts";

/** Deleting shares the commits of the appends, so it is done in small bites. */
const framesATurn = 32;
const betweenTurnsMs = 20;

export interface Retention {
  readonly topic: string;
  readonly retentionMs: number;
  readonly now: () => number;
  readonly isClosed: () => boolean;
}

/**
 * Deletes the whole frames that are older than `retentionMs` and that every known group has passed;
 * resolves to how many. A group is known once it has read. A topic that no group ever read keeps everything: nobody can
 * say that its events are no longer needed. The last frame stays, the sequence goes on from it.
 */
export async function sweep(
  env: Environment,
  { topic, retentionMs, now, isClosed }: Retention,
): Promise<number> {
  let deleted = 0;
  while (!isClosed()) {
    forgetSnapshot(env);
    const first = firstSequence(env, topic) ?? 1;
    const end = Math.min(passedByAll(env, topic), lastSequence(env, topic) - 1);
    const keepFrom = now() - retentionMs;
    let to = first - 1;
    // A damaged head has no age: its frame goes with the next one whose age is known.
    for (let at = first; at <= end && at < first + framesATurn; at++) {
      const head = headOf(env, topic, at);
      if ("corrupt" in head) continue;
      if (head.latest >= keepFrom) break;
      to = at;
    }
    forgetSnapshot(env);
    if (to < first) return deleted;
    const removed = Array.from({ length: to - first + 1 }, (_, nth) => first + nth);
    await committed(env, 0, () =>
      Promise.all(
        removed.flatMap((at) => [env.frames.remove([topic, at]), env.heads.remove([topic, at])]),
      ),
    );
    deleted += to - first + 1;
    await sleep(betweenTurnsMs);
  }
  return deleted;
}

function passedByAll({ groups }: Environment, topic: string): number {
  let least = Infinity;
  for (const { value } of groups.getRange({ start: [topic], end: [topic, "\uffff"] })) {
    least = Math.min(least, value.sequence);
  }
  return least === Infinity ? 0 : least;
}
