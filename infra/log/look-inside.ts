import type { z } from "zod";
import { StartupError } from "../startup-error.ts";
import { placesOf } from "./lmdb-copy.ts";
import {
  firstSequence,
  forgetSnapshot,
  headOf,
  lastSequence,
  lookAtLog,
  type Environment,
} from "./lmdb-environment.ts";
import { livingWriter } from "./lmdb-lock.ts";
import { lagOf } from "./lmdb-reader.ts";
import type { LogLook, LookAnswer } from "./look.ts";

const TOPICS = ["journey-events", "journey-rejects"];

/** In a process of its own (`lookSafely`): looks, and tells who started it. */
export function lookAndTell(dir: string, group: string): void {
  const tell = (answer: z.infer<typeof LookAnswer>) => process.send?.(answer);
  try {
    const env = lookAtLog(dir);
    tell({ look: env === undefined ? null : look(env, group) });
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    tell({ unreadable: error.message });
  }
}

function look(env: Environment, group: string): LogLook {
  forgetSnapshot(env);
  const places = placesOf(env);
  return {
    writer: livingWriter(env) ?? null,
    topics: TOPICS.map((topic) => {
      const first = firstSequence(env, topic);
      const head = first === undefined ? undefined : headOf(env, topic, first);
      const isBehind = lastSequence(env, topic) > (first ?? 0); // the last frame always stays
      const waiting = places.filter((place) => {
        return isBehind && place.topic === topic && place.position.sequence < (first ?? 0);
      });
      return {
        topic,
        lag: lagOf(env, topic, group, Date.now()),
        oldest: head === undefined || "corrupt" in head ? null : head.latest,
        waitedFor: waiting.map((place) => place.group),
      };
    }),
  };
}
