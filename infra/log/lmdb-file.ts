import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  statfsSync,
} from "node:fs";
import { join } from "node:path";
import { StartupError } from "../startup-error.ts";

/** Pages at the end of the file that LMDB may have reserved and not written. */
const unwrittenPages = 256;

/**
 * Refuses a folder that LMDB could not open, because lmdb-js 3.5.6 doesn't report a failed open: it
 * ends the process with a segmentation fault. A file that was cut would end it later, at a read.
 */
export function checkFile(dir: string): void {
  const file = join(dir, "data.mdb");
  try {
    mkdirSync(dir, { recursive: true });
    accessSync(dir, constants.R_OK | constants.W_OK | constants.X_OK);
    for (const path of [file, join(dir, "lock.mdb")]) {
      if (existsSync(path)) accessSync(path, constants.R_OK | constants.W_OK);
    }
  } catch (cause) {
    throw new StartupError(
      "log-forbidden",
      `The log in ${dir} can't be opened for reading and writing (${(cause as Error).message}). ` +
        `Give this user the rights to the folder, or choose another with PARCOURS_DATA.`,
      { cause },
    );
  }
  const damage = damageOfLog(dir);
  if (damage) throw unreadable(dir, damage);
  const { bavail, bsize } = statfsSync(dir);
  if (!existsSync(file) && bavail * bsize < 1 << 20) {
    throw new StartupError("log-forbidden", `The disk of ${dir} is full: make room for the log.`);
  }
}

/** What is wrong with the file of a log, without opening or making it; undefined when nothing is, or there is none. */
export function damageOfLog(dir: string): string | undefined {
  const file = join(dir, "data.mdb");
  return existsSync(file) ? damageOf(file) : undefined;
}

/** The error for a log that exists and can't be read. */
export function unreadable(dir: string, damage: string, cause?: unknown): StartupError {
  return new StartupError(
    "log-unreadable",
    `The log in ${dir} can't be read: ${damage}. Restore a backup with "parcours restore", or move ` +
      `the folder away to start with an empty log: its events that are not yet in the store are ` +
      `then missing.`,
    { cause },
  );
}

/** Reads the two meta pages (struct MDB_meta of LMDB's data version 2, 64 bit, after a page header of 24 bytes). */
function damageOf(file: string): string | undefined {
  const fd = openSync(file, "r");
  try {
    const { size } = fstatSync(fd);
    if (size === 0) return undefined; // a first start that was killed
    const first = metaAt(fd, 0);
    if (!first) return "data.mdb is not a log";
    const second = metaAt(fd, first.pageBytes);
    if (!second) return "data.mdb is damaged";
    const { lastPage } = first.transaction > second.transaction ? first : second;
    const missing = lastPage + 1n - BigInt(Math.floor(size / first.pageBytes));
    return missing > unwrittenPages ? `the end of data.mdb is missing` : undefined;
  } finally {
    closeSync(fd);
  }
}

function metaAt(fd: number, at: number) {
  const page = Buffer.alloc(160);
  if (readSync(fd, page, 0, page.length, at) < page.length) return undefined;
  const isMeta = page.readUInt16LE(18) === 8 && page.readUInt32LE(24) === 0xbeefc0de;
  const pageBytes = page.readUInt32LE(48);
  if (!isMeta || page.readUInt16LE(28) !== 2 || pageBytes < 512) return undefined;
  return { pageBytes, lastPage: page.readBigUInt64LE(144), transaction: page.readBigUInt64LE(152) };
}
