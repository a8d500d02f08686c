import { fork } from "node:child_process";
import { once } from "node:events";
import { z } from "zod";
import { ENTRY } from "../entry.ts";
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

const Found = z.object({
  /** The process that appends now, if any. */
  writer: z.int().nullable(),
  topics: z.array(
    z.object({
      topic: z.string(),
      /** Of the processor, whether it has ever read or not. */
      lag: z.object({ events: z.number(), behindMs: z.number() }),
      /** When the latest event of the oldest frame came, in ms since 1970. */
      oldest: z.number().nullable(),
      /** Groups that keep the oldest frame. */
      waitedFor: z.array(z.string()),
    }),
  ),
});

/** What can be seen of an embedded log; `undefined` when there is none. */
export type LogLook = z.infer<typeof Found>;

const Answer = z.union([
  z.object({ look: Found.nullable() }),
  z.object({ unreadable: z.string() }),
]);

const TOPICS = ["journey-events", "journey-rejects"];

/**
 * Looks into a log from a process of its own, because LMDB ends the process that reads a damaged file
 * where it is damaged, and no check of its beginning sees all damage.
 * @throws {StartupError} when it can't be read.
 */
export async function lookSafely(dir: string, group: string): Promise<LogLook | undefined> {
  const child = fork(ENTRY, ["look-at-log", dir, group], {
    stdio: ["ignore", "inherit", "pipe", "ipc"],
  });
  let told: unknown;
  child.on("message", (message) => (told = message));
  child.stderr?.resume(); // of a crash, nothing that helps
  const [code, signal] = (await once(child, "close")) as [number | null, string | null];
  const answer = Answer.safeParse(told);
  if (!answer.success) {
    const message = `The log in ${dir} is damaged: the process that read it ended with ${signal ?? String(code)}.`;
    throw new StartupError("log-unreadable", message);
  }
  if ("unreadable" in answer.data) throw new StartupError("log-unreadable", answer.data.unreadable);
  return answer.data.look ?? undefined;
}

/** That process: looks, and tells who started it. */
export function lookAndTell(dir: string, group: string): void {
  const tell = (answer: z.infer<typeof Answer>) => process.send?.(answer);
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
