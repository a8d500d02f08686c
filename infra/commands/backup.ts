import { existsSync, mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { copyConfig, copyDataFiles } from "../backup/data-files.ts";
import type { Copied } from "../backup/copy-data.ts";
import { mustBeEmbedded } from "../backup/external.ts";
import {
  bytesIn,
  entriesOf,
  filesIn,
  megabytes,
  seal,
  sync,
  syncAll,
  type SealedFile,
} from "../backup/files.ts";
import { FORMAT, writeManifest, type Manifest } from "../backup/manifest.ts";
import { interruptible } from "../backup/interruptible.ts";
import type { Settings } from "../settings.ts";
import { StartupError } from "../startup-error.ts";
import { versionOf } from "../version.ts";
import { contentsText } from "./backup-words.ts";
import { progressLine } from "./progress.ts";

export interface BackupOptions {
  /** Without log and store, which are somewhere else or not wanted. */
  readonly secretsOnly: boolean;
}

/** `parcours backup`: made beside its place and moved there at the end, so that it is whole or not there. */
export async function backup(
  settings: Settings,
  folder: string,
  { secretsOnly }: BackupOptions,
): Promise<void> {
  if (!secretsOnly) mustBeEmbedded(settings, "backup");
  await interruptible("Nothing was backed up.", async (signal) => {
    const target = placeFor(settings, folder);
    const making = mkdtempSync(`${target}.unfinished-`);
    try {
      const manifest = await fill(making, settings, secretsOnly, signal);
      renameSync(making, target);
      await sync(dirname(target));
      process.stdout.write(backedUpText(target, manifest));
    } finally {
      rmSync(making, { recursive: true, force: true });
    }
  });
}

async function fill(
  making: string,
  settings: Settings,
  secretsOnly: boolean,
  signal: AbortSignal,
): Promise<Manifest> {
  const { dataDir, environment } = settings;
  const holds = secretsOnly ? "secrets" : "everything";
  const made = new Date().toISOString();
  copyDataFiles(dataDir, making, holds);
  copyConfig(environment.PARCOURS_CONFIG, making);
  const copied = secretsOnly ? NOTHING : await copyEverything(settings, making, signal);
  await syncAll(making);
  const files = await sealAll(making, signal);
  const manifest: Manifest = {
    ...{ format: FORMAT, holds, parcours: versionOf(), made, files },
    rows: copied.rows,
    waiting: [...copied.waiting],
  };
  writeManifest(making, manifest);
  await sync(join(making, "manifest.json"));
  await sync(making);
  return manifest;
}

const NOTHING: Copied = { rows: {}, waiting: [] };

/** Loaded only then: where the data are elsewhere, the embedded engines need not be installed. */
async function copyEverything(
  settings: Settings,
  making: string,
  signal: AbortSignal,
): Promise<Copied> {
  const { copyLogAndStore } = await import("../backup/copy-data.ts");
  return copyLogAndStore(settings, making, progressLine("Copying the tables"), signal);
}

async function sealAll(making: string, signal: AbortSignal): Promise<SealedFile[]> {
  const line = progressLine("Reading what was copied");
  const total = bytesIn(making);
  let done = 0;
  const onBytes = (bytes: number) => {
    done += bytes;
    line.say(done / total, Math.round(done / 1_000_000), "MB");
  };
  const sealed: SealedFile[] = [];
  for (const path of filesIn(making)) sealed.push(await seal(making, path, { signal, onBytes }));
  line.end();
  return sealed;
}

/** The backup's place, absolute: on a disk that is there, empty, and not among what is backed up. */
function placeFor({ dataDir }: Settings, folder: string): string {
  if (!existsSync(join(dataDir, "secrets.json"))) {
    const message = `There is nothing to back up in ${dataDir}: no Parcours has run there. PARCOURS_DATA names its folder.`;
    throw new StartupError("nothing-there", message);
  }
  const asked = resolve(folder);
  if (entriesOf(asked).length > 0) {
    const message = `${asked} is not empty. Name a new folder, such as one with the date: ${asked}-${today()}`;
    throw new StartupError("backup-exists", message);
  }
  mkdirSync(dirname(asked), { recursive: true });
  const target = join(realpathSync(dirname(asked)), basename(asked));
  if (`${target}/`.startsWith(`${realpathSync(dataDir)}/`)) {
    const message = `${asked} is inside of ${dataDir}, and would go with it. Name a folder somewhere else, better on another disk.`;
    throw new StartupError("backup-inside", message);
  }
  return target;
}

const today = (): string => new Date().toISOString().slice(0, 10);

function backedUpText(target: string, manifest: Manifest): string {
  const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
  return [
    `Backed up to ${target}: ${manifest.files.length.toLocaleString("en")} files, ${megabytes(bytes)}.\n`,
    contentsText(manifest),
    `It holds secrets in plain: the pseudonyms of customers and staff can be made again with them, and\n`,
    `the default keys open this Parcours. Only you may read it here (files 600, folders 700): keep it so.\n`,
    `Back again: parcours restore ${target}\n`,
  ].join("");
}
