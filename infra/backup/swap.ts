import { existsSync, mkdirSync, realpathSync, renameSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { StartupError } from "../startup-error.ts";
import { entriesOf } from "./files.ts";
import { userOf } from "./in-use.ts";

/** Where a data folder really is: what is put in its place must be on the same disk. */
export function placeOf(dataDir: string): string {
  if (existsSync(dataDir)) return realpathSync(dataDir);
  mkdirSync(dirname(dataDir), { recursive: true });
  return join(realpathSync(dirname(dataDir)), basename(dataDir));
}

/** @throws {StartupError} when the folder is in use, can't be put aside, or may not be. */
export async function mustBeReplaceable(place: string, replace: boolean): Promise<void> {
  const user = await userOf(place);
  if (user !== undefined) {
    const message = `Parcours runs on ${place}: ${user}. Stop it, and run the same command again.`;
    throw new StartupError("still-running", message);
  }
  const isEmpty = entriesOf(place).every((name) => name.startsWith(PREFIX));
  if (isEmpty) return;
  if (!replace) {
    const message = `${place} holds something already. Set PARCOURS_DATA to a new folder; or let --replace put it aside, where it stays until you delete it.`;
    throw new StartupError("data-exists", message);
  }
  if (isMounted(place)) throw mounted(place);
}

/**
 * Puts a finished folder in the place of the data folder; what was there goes aside. Two renames, so
 * that whatever interrupts them leaves whole folders; returns where the old one is. An empty place
 * where something is mounted keeps its folder, and gets what is in the finished one.
 */
export function putInPlace(fresh: string, place: string): string | undefined {
  if (dirname(fresh) === place) {
    // Last the secrets: without them it would not be taken for a data folder.
    const entries = [...entriesOf(fresh)].sort((name) => (name === "secrets.json" ? 1 : -1));
    for (const name of entries) renameSync(join(fresh, name), join(place, name));
    return undefined;
  }
  const isEmpty = entriesOf(place).length === 0;
  const aside = isEmpty ? undefined : `${place}.before-restore-${timestamp()}`;
  try {
    if (aside !== undefined) renameSync(place, aside);
    renameSync(fresh, place);
  } catch (cause) {
    if (aside !== undefined && !existsSync(place)) renameSync(aside, place);
    if ((cause as NodeJS.ErrnoException).code === "EBUSY") throw mounted(place, cause);
    throw cause;
  }
  return aside;
}

/** Where a new data folder is made, as the beginning of a name: on the disk of its place. */
export function besideOrIn(place: string): string {
  return isMounted(place) ? join(place, PREFIX) : `${place}${PREFIX}`;
}

const PREFIX = ".restoring-";

function isMounted(place: string): boolean {
  return existsSync(place) && statSync(place).dev !== statSync(dirname(place)).dev;
}

function mounted(place: string, cause?: unknown): StartupError {
  const message = `${place} is where a disk or volume is mounted, and can't be put aside. Empty it yourself; or restore into a folder on it, with PARCOURS_DATA=${join(place, "data")}, and start Parcours with that.`;
  return new StartupError("data-mounted", message, { cause });
}

function timestamp(): string {
  return new Date().toISOString().replace(/\.\d+/, "").replaceAll(":", "-");
}
