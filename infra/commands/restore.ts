import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { CONFIG, copyDataFiles, copyPrivately } from "../backup/data-files.ts";
import { mustBeEmbedded } from "../backup/external.ts";
import { mustHaveRoom, sync, syncAll } from "../backup/files.ts";
import { interruptible } from "../backup/interruptible.ts";
import { mustBeWhole, readManifest, type Manifest } from "../backup/manifest.ts";
import { DATABASE, openHere } from "../backup/reach-store.ts";
import { besideOrIn, mustBeReplaceable, placeOf, putInPlace } from "../backup/swap.ts";
import type { Settings } from "../settings.ts";
import { StartupError } from "../startup-error.ts";
import { countRows, restoreTables } from "../store/store-copy.ts";
import { contentsText } from "./backup-words.ts";
import { migrateStore } from "./migrate.ts";
import { progressLine } from "./progress.ts";

export interface RestoreOptions {
  /** A data folder that holds something is put aside, and not refused. */
  readonly replace: boolean;
}

/** `parcours restore`: made beside the data folder and put in its place at the end, once it is whole. */
export async function restore(
  settings: Settings,
  folder: string,
  { replace }: RestoreOptions,
): Promise<void> {
  await interruptible("The data folder is as it was.", async (signal) => {
    const from = resolve(folder);
    const manifest = readManifest(from);
    if (manifest.holds === "everything") mustBeEmbedded(settings, "restore");
    const place = placeOf(settings.dataDir);
    await mustBeReplaceable(place, replace);
    await readThrough(from, manifest, signal);
    const fresh = mkdtempSync(besideOrIn(place));
    try {
      mustHaveRoom(fresh, bytesOf(manifest));
      await fill(fresh, from, manifest, signal);
      await mustBeReplaceable(place, replace); // it may have been started meanwhile
      const aside = putInPlace(fresh, place);
      await sync(dirname(place));
      process.stdout.write(restoredText(place, from, manifest, aside));
      warnOfConfig(from, settings.environment.PARCOURS_CONFIG);
    } finally {
      rmSync(fresh, { recursive: true, force: true });
    }
  });
}

async function readThrough(from: string, manifest: Manifest, signal: AbortSignal): Promise<void> {
  const line = progressLine("Checking the backup");
  const total = bytesOf(manifest);
  let done = 0;
  const onBytes = (bytes: number) => {
    done += bytes;
    line.say(done / total, Math.round(done / 1_000_000), "MB");
  };
  try {
    await mustBeWhole(from, manifest, { signal, onBytes });
  } finally {
    line.end();
  }
}

async function fill(
  fresh: string,
  from: string,
  manifest: Manifest,
  signal: AbortSignal,
): Promise<void> {
  copyDataFiles(from, fresh, manifest.holds);
  if (manifest.holds === "everything") {
    mkdirSync(join(fresh, "log"));
    copyPrivately(join(from, "log", "data.mdb"), join(fresh, "log", "data.mdb"));
    signal.throwIfAborted();
    await fillStore(join(fresh, "store"), join(from, "store"), manifest, signal);
  }
  await syncAll(fresh);
}

/** The tables as they were, and as they were made then: the next start brings them up to date. */
async function fillStore(
  directory: string,
  folder: string,
  manifest: Manifest,
  signal: AbortSignal,
): Promise<void> {
  const line = progressLine("Restoring the tables");
  mkdirSync(directory);
  const reached = await openHere(directory);
  const { store } = reached;
  try {
    await restoreTables(store, {
      ...{ folder, database: DATABASE, signal },
      onProgress: (done, files) => line.say(done, files, "files"),
    });
    const found = await countRows(store, Object.keys(manifest.rows));
    mustAgree(found, manifest.rows);
    await migrateStore(store, true); // throws when a newer Parcours made them
  } finally {
    line.end();
    await reached.close();
  }
}

function mustAgree(
  found: Readonly<Record<string, number>>,
  expected: Readonly<Record<string, number>>,
): void {
  for (const [table, rows] of Object.entries(expected)) {
    if (found[table] === rows) continue;
    const message = `${table} came back with ${String(found[table])} rows instead of ${String(rows)}. Nothing was restored; take another backup, and report this one.`;
    throw new StartupError("rows-differ", message);
  }
}

function bytesOf({ files }: Manifest): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

function restoredText(
  place: string,
  from: string,
  manifest: Manifest,
  aside: string | undefined,
): string {
  const { made, parcours } = manifest;
  const undo = `What was there before is in ${aside ?? ""}. To go back to it:\n  mv ${place} ${place}.unwanted && mv ${aside ?? ""} ${place}\n`;
  return [
    `Restored ${from} (made ${made} by Parcours ${parcours}) into ${place}:\n`,
    contentsText(manifest),
    aside === undefined ? "" : undo,
    manifest.holds === "everything" ? `What was erased since then is back: erase it again.\n` : "",
    "It holds the secrets and keys of then; only you may read it. Start Parcours: npm start\n",
  ].join("");
}

/** Moments are judged by the configuration, which stays with whoever runs Parcours. */
function warnOfConfig(from: string, path: string): void {
  const then = join(from, CONFIG);
  if (!existsSync(then) || textOf(then) === textOf(path)) return;
  process.stdout.write(
    `${path} is not what it was then, and was left alone: compare it with ${then}.\n`,
  );
}

function textOf(path: string): string {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}
