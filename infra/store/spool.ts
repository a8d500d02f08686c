import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { open, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { Pieces } from "./pieces.ts";

/** Bytes as files, for as long as somebody needs them as one. */
export interface Spool {
  /** @param use what is done with the file; nobody else has it until then */
  withFile<Result>(pieces: Pieces, use: (path: string) => Promise<Result>): Promise<Result>;
}

/** A file that nobody has asked for is gone after this time. */
const QUIET_MS = 1_000;

/**
 * A file is written over by the next bytes rather than made anew, because its pages are in memory: a
 * megabyte into fresh pages took six times as long on a virtual machine, whose host must find them.
 *
 * @param folder of this process alone
 */
export function openSpool(folder: string): Spool {
  const free = new Map<string, NodeJS.Timeout>();

  function take(): string {
    const [path, timer] = [...free].at(-1) ?? [join(folder, randomUUID())];
    clearTimeout(timer);
    free.delete(path);
    return path;
  }

  const forget = (path: string) => {
    free.delete(path);
    void unlink(path).catch(() => undefined);
  };

  return {
    async withFile(pieces, use) {
      const path = take();
      try {
        await write(path, pieces);
        return await use(path);
      } finally {
        free.set(path, setTimeout(forget, QUIET_MS, path).unref());
      }
    },
  };
}

/** Leaves nothing in the file of what was there before. */
async function write(path: string, pieces: Pieces): Promise<void> {
  const file = await open(path, constants.O_WRONLY | constants.O_CREAT, 0o600);
  let end = 0;
  try {
    for await (const piece of pieces) {
      await file.writeFile(piece);
      end += piece.length;
    }
  } finally {
    await file.truncate(end);
    await file.close();
  }
}
