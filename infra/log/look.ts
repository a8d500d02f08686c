import { fork } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { ENTRY } from "../places.ts";
import { StartupError } from "../startup-error.ts";

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

/** What that process tells of it. */
export const LookAnswer = z.union([
  z.object({ look: Found.nullable() }),
  z.object({ unreadable: z.string() }),
]);

/**
 * Looks into a log from a process of its own, because LMDB ends the process that reads a damaged file
 * where it is damaged, and no check of its beginning sees all damage.
 * @throws {StartupError} when it can't be read.
 */
export async function lookSafely(dir: string, group: string): Promise<LogLook | undefined> {
  if (!existsSync(join(dir, "data.mdb"))) return undefined;
  const child = fork(ENTRY, ["look-at-log", dir, group], {
    stdio: ["ignore", "inherit", "pipe", "ipc"],
  });
  let told: unknown;
  child.on("message", (message) => (told = message));
  child.stderr?.resume(); // of a crash, nothing that helps
  const [code, signal] = (await once(child, "close")) as [number | null, string | null];
  const answer = LookAnswer.safeParse(told);
  if (!answer.success) {
    const message = `The log in ${dir} is damaged: the process that read it ended with ${signal ?? String(code)}.`;
    throw new StartupError("log-unreadable", message);
  }
  if ("unreadable" in answer.data) throw new StartupError("log-unreadable", answer.data.unreadable);
  return answer.data.look ?? undefined;
}
