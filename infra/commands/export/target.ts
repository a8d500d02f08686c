import { existsSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import type { Writable } from "node:stream";
import { StartupError } from "../../startup-error.ts";

/** Where an export goes. */
export interface Target {
  /** As people call it. */
  readonly name: string;
  readonly stream: Writable;
  /** All of it was written: now it has its name. */
  keep(): Promise<void>;
  /** Not all of it was: nothing is left. */
  drop(): Promise<void>;
}

/** A file that has its name once it is whole, or without a name what stands behind us in the pipe. */
export async function openTarget(out: string | undefined, force: boolean): Promise<Target> {
  if (out === undefined) return outputTarget();
  if (existsSync(out) && !force) {
    const message = `${out} is there already. Take another name, or --force to replace it.`;
    throw new StartupError("file-exists", message);
  }
  const unfinished = `${out}.${String(process.pid)}.part`;
  const handle = await open(unfinished, "w", 0o600).catch((cause: unknown) => {
    throw notWritten(out, cause);
  });
  return {
    name: out,
    stream: handle.createWriteStream({ flush: true }),
    keep: () => rename(unfinished, out),
    drop: () => rm(unfinished, { force: true }),
  };
}

/** What a disk or a folder has against it. */
export function notWritten(name: string, cause: unknown): StartupError {
  const said = cause instanceof Error ? cause.message : String(cause);
  const message = `${name} could not be written: ${said}. Make room, or take another place.`;
  return new StartupError("not-written", message, { cause });
}

function outputTarget(): Target {
  if (process.stdout.isTTY) {
    const message =
      "A terminal is no place for it. Name a file (--out), or send it on with | or >.";
    throw new StartupError("no-target", message);
  }
  const done = () => Promise.resolve();
  return { name: "The output", stream: process.stdout, keep: done, drop: done };
}
