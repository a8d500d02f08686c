import { statfsSync } from "node:fs";
import { forgetSnapshot, reusableBytes, type Environment } from "./lmdb-environment.ts";
import { LogUnavailable } from "./port.ts";

/** LMDB copies pages before it changes them, and those of its trees with them. */
const PAGES_BYTES = 256 << 10;

/**
 * Writes, and resolves once it is committed. A disk without room for `bytes` is not tried: a commit
 * that fails half-way damages the memory of lmdb-js 3.5.6, and one in eight then ended the process
 * (`malloc assertion failure`; npm run outages -- --only disk).
 *
 * lmdb-js rejects with an error that carries the reason as another promise, which has to be handled
 * too, or Node ends the process.
 */
export async function committed<T>(
  env: Environment,
  bytes: number,
  write: () => Promise<T>,
): Promise<T> {
  if (!hasRoom(env, PAGES_BYTES + bytes)) {
    throw new LogUnavailable("The disk of the log is full.", 5);
  }
  try {
    return await write();
  } catch (failure) {
    const reason = await (failure as { commitError?: Promise<unknown> }).commitError?.catch(
      (error: unknown) => error,
    );
    const cause = reason ?? failure;
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new LogUnavailable(`The log could not be written (${said}). Is the disk full?`, 5, {
      cause,
    });
  }
}

/** On the disk, beyond its margin, or else inside of the file, where frames were deleted. */
function hasRoom(env: Environment, bytes: number): boolean {
  const { bavail, bsize } = statfsSync(env.dir);
  if (bavail * bsize >= env.marginBytes + bytes) return true;
  forgetSnapshot(env);
  return reusableBytes(env) >= 2 * bytes; // not always in one piece
}
