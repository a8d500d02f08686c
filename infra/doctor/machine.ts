import { accessSync, constants, existsSync, readFileSync, statfsSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { PACKAGE } from "../places.ts";
import { ok, problem, warning, type Finding } from "./finding.ts";
import type { Patient } from "./patient.ts";

/** Parcours needs no more than this of Node. */
export function nodeVersion(): readonly Finding[] {
  const text = readFileSync(PACKAGE, "utf8");
  const { engines } = JSON.parse(text) as { engines: { node: string } };
  const least = engines.node.replace(/^>=/, "");
  const found = `Node ${process.versions.node} on ${process.platform} ${process.arch}`;
  if (isAtLeast(process.versions.node, least)) return [ok("node", found)];
  const todo = `Install Node ${least} or newer: https://nodejs.org.`;
  return [problem("node", { expected: `Node ${least} or newer`, found, todo })];
}

function isAtLeast(version: string, least: string): boolean {
  const [a = [], b = []] = [version, least].map((text) => text.split(".").map(Number));
  const differs = [0, 1, 2].find((place) => (a[place] ?? 0) !== (b[place] ?? 0));
  return differs === undefined || (a[differs] ?? 0) > (b[differs] ?? 0);
}

/** chDB is an optional package: where it is missing, only a ClickHouse server can be the store. */
export function embeddedEngine({ settings }: Patient): readonly Finding[] {
  if (settings.environment.PARCOURS_STORE_URL !== undefined) return [];
  try {
    createRequire(import.meta.url).resolve("chdb");
    return [ok("chdb", "the embedded ClickHouse is installed")];
  } catch {
    return [
      problem("chdb", {
        expected: "chDB, because the store is embedded",
        found: `it is not installed on this ${process.platform} ${process.arch}`,
        todo: 'Run "npm install" with optional packages on Linux with glibc or macOS, or set PARCOURS_STORE_URL.',
      }),
    ];
  }
}

/** What is kept is for whoever runs Parcours alone. */
export function dataFolder({ settings: { dataDir } }: Patient): readonly Finding[] {
  if (!existsSync(dataDir)) return [beforeTheFirstStart(dataDir)];
  const refused = whyNot(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  if (refused !== undefined) {
    const expected = `rights to read and write ${dataDir}`;
    const todo = `Run this as the user that runs Parcours, or give this one the folder (chown).`;
    return [problem("data folder", { expected, found: refused, todo })];
  }
  const open = PRIVATE.map((name) => join(dataDir, name)).filter(isOpenToOthers);
  if (open.length === 0) return [ok("data folder", `${dataDir}, open to its owner alone`)];
  return [
    warning("data folder", {
      expected: "folder 700 and files 600, because secrets are in them",
      found: `others of this machine may look into ${open.join(", ")}`,
      todo: `chmod -R go-rwx ${dataDir}`,
    }),
  ];
}

const PRIVATE = [".", "secrets.json", "keys.json", "default-keys.json", "log", "store"];

function isOpenToOthers(path: string): boolean {
  return ((statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & 0o077) !== 0;
}

function beforeTheFirstStart(dataDir: string): Finding {
  const parent = existing(dataDir);
  const refused = whyNot(parent, constants.W_OK | constants.X_OK);
  if (refused === undefined) return ok("data folder", `${dataDir} is made at the first start`);
  return problem("data folder", {
    expected: `rights to make ${dataDir}`,
    found: refused,
    todo: `Give this user the rights to ${parent}, or choose another folder with PARCOURS_DATA.`,
  });
}

function whyNot(path: string, mode: number): string | undefined {
  try {
    accessSync(path, mode);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** The nearest folder above that is there. */
function existing(path: string): string {
  return existsSync(path) ? path : existing(dirname(path));
}

const GB = 1e9;
const LITTLE_BYTES = 5 * GB;
/** When nothing is left, events are refused with 503 until there is. */
const NEXT_TO_NOTHING_BYTES = GB / 2;

/** Room for the log and the store; mostly one disk. */
export function freeSpace({ settings: { dataDir } }: Patient): readonly Finding[] {
  const folders = ["log", "store"].map((name) => existing(join(dataDir, name)));
  const disks = new Map(folders.map((folder) => [statSync(folder).dev, folder]));
  return [...disks.values()].map(freeSpaceOf);
}

function freeSpaceOf(folder: string): Finding {
  const { bavail, blocks, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  const found = `${(free / GB).toFixed(1)} GB of ${((blocks * bsize) / GB).toFixed(0)} GB are free in ${folder}`;
  if (free >= LITTLE_BYTES) return ok("disk", found);
  const tell = free < NEXT_TO_NOTHING_BYTES ? problem : warning;
  const todo = "Make room, or move the data folder to a larger disk (stop, move, PARCOURS_DATA).";
  return tell("disk", { expected: `${String(LITTLE_BYTES / GB)} GB or more`, found, todo });
}
