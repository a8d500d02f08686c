import { createHash } from "node:crypto";
import { existsSync, readdirSync, statfsSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { StartupError } from "../startup-error.ts";

/** A file of a folder, and what must be in it. */
export interface SealedFile {
  /** From the folder on, with slashes. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Hears of the bytes that are done. */
export type OnBytes = (bytes: number) => void;

/** Entries of a folder; none when there is no such folder. */
export function entriesOf(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** All files in a folder and in its folders, from the folder on. */
export function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .sort();
}

export function bytesIn(folder: string): number {
  return filesIn(folder).reduce((sum, path) => sum + statSync(join(folder, path)).size, 0);
}

/** Reads a file to its end, and says what is in it. */
export async function seal(
  folder: string,
  path: string,
  { onBytes, signal }: { readonly onBytes: OnBytes; readonly signal: AbortSignal },
): Promise<SealedFile> {
  const hash = createHash("sha256");
  let bytes = 0;
  const file = await open(join(folder, path));
  try {
    for await (const chunk of file.createReadStream({ autoClose: false, highWaterMark: 1 << 20 })) {
      signal.throwIfAborted();
      hash.update(chunk as Buffer);
      bytes += (chunk as Buffer).length;
      onBytes((chunk as Buffer).length);
    }
  } finally {
    await file.close();
  }
  return { path, bytes, sha256: hash.digest("hex") };
}

/** Resolves once all of a folder is on disk, its name in the folder above too. */
export async function syncAll(folder: string): Promise<void> {
  const inside = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() || entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));
  for (const path of [...inside, folder, dirname(folder)]) await sync(path);
}

/** Resolves once a file, or the names in a folder, would survive a power cut. */
export async function sync(path: string): Promise<void> {
  const handle = await open(path);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Refuses to begin what a disk has no room for. */
export function mustHaveRoom(folder: string, bytes: number): void {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize >= bytes) return;
  const message = `The disk of ${folder} has ${megabytes(bavail * bsize)} left, and ${megabytes(bytes)} are needed. Make room, or choose a folder on another disk.`;
  throw new StartupError("no-room", message);
}

export function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1_000_000).toLocaleString("en")} MB`;
}
