import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ProgressLine } from "../commands/progress.ts";
import { copyLog, placesOf, type Waiting } from "../log/lmdb-copy.ts";
import { openEnvironment } from "../log/lmdb-environment.ts";
import type { Settings } from "../settings.ts";
import { StartupError } from "../startup-error.ts";
import { backUpTables, bytesOfTables, rowsIn } from "../store/store-copy.ts";
import { bytesIn, mustHaveRoom } from "./files.ts";
import { DATABASE, reachStore } from "./reach-store.ts";

/** What a backup tells of the log and the store in it. */
export interface Copied {
  /** By table, in all their versions. */
  readonly rows: Readonly<Record<string, number>>;
  /** What is read again after a restore. */
  readonly waiting: readonly Waiting[];
}

/**
 * While events keep coming, nothing stands still, and log and store can't be copied at one moment. The
 * order makes up for it, and is the whole trick:
 *
 * 1. How far the groups of the log have come is noted first. What a group has passed is in the store,
 *    for it was written before it was acknowledged.
 * 2. The tables are copied. They hold all that the groups had passed in 1, and more: what came since,
 *    perhaps an event without its journey, or a journey without its event, as a crash leaves them.
 * 3. The log is copied last, with the groups put back to 1. So it still has everything that the tables
 *    got since 1, whole or in part.
 *
 * After a restore the processor reads on from 1. What the tables have already comes again, and counts
 * once, since a journey is the set of its events and rows replace themselves; what they have in part is
 * made whole; and all that was acknowledged before 3 is there. The log before the tables would leave
 * the parts of 2 as they are. The groups as they are in 3 would have passed what the tables miss.
 */
export async function copyLogAndStore(
  settings: Settings,
  making: string,
  line: ProgressLine,
  signal: AbortSignal,
): Promise<Copied> {
  const log = join(settings.dataDir, "log");
  const folder = join(making, "store");
  const env = openEnvironment(log);
  const reached = await reachStore(settings);
  try {
    mustHaveRoom(making, (await bytesOfTables(reached.store, DATABASE)) + bytesIn(log));
    const places = placesOf(env);
    await backUpTables(reached.store, {
      ...{ folder, database: DATABASE, signal },
      onProgress: (done, files) => line.say(done, files, "files"),
    });
    mustBeHere(folder);
    const waiting = await copyLog(env, places, join(making, "log"));
    return { rows: rowsIn(folder, DATABASE), waiting };
  } finally {
    line.end();
    await Promise.all([env.root.close(), reached.close()]);
  }
}

function mustBeHere(folder: string): void {
  if (existsSync(join(folder, ".backup"))) return;
  const message = `The process of the store has written its tables to ${folder}, but they are not there for this command: they run in different containers. Run the backup where Parcours runs.`;
  throw new StartupError("other-machine", message);
}
