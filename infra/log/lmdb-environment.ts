import { existsSync } from "node:fs";
import { join } from "node:path";
import { open, type Database, type RootDatabase, type RootDatabaseOptions } from "lmdb";
import { decodeHead, type Corruption, type FrameHead } from "./frame.ts";
import { checkFile, damageOfLog, unreadable } from "./lmdb-file.ts";

/** How far a group has come: past the frame `sequence`, and so past `events` events of the topic. */
export interface Position {
  readonly sequence: number;
  readonly events: number;
}

/** Who appends to a topic. `birth` tells a process from a later one that was given the same pid. */
export interface Writer {
  readonly pid: number;
  readonly birth: string;
}

/** The tables of the embedded log. Records, offsets and locks share one file, so one commit. */
export interface Environment {
  readonly dir: string;
  /** Room on the disk that is never used: others may take it while we write. */
  readonly marginBytes: number;
  readonly root: RootDatabase;
  /** Frames by [topic, sequence]; sequences have no holes, and the last frame is never deleted. */
  readonly frames: Database<Buffer, [string, number]>;
  /** The heads of the frames once more, so that lag and retention need not fetch cold megabytes. */
  readonly heads: Database<Buffer, [string, number]>;
  readonly groups: Database<Position, [string, string]>;
  readonly writers: Database<Writer, string>;
}

/**
 * Opens or makes the file. Two settings are not lmdb-js's defaults, and both matter:
 *
 * `overlappingSync: false` is LMDB's own commit: flushed before it is visible, so that a promise of
 * `put` that resolves is a record that survives a power cut, and no reader ever sees one that may
 * not. It is as fast here (250 MB/s either way, ARCHITECTURE.md).
 *
 * `eventTurnBatching: false`, because with it a commit that fails (disk full) also rejects a promise
 * that lmdb-js keeps to itself, and Node ends the process for a rejection that nobody handles.
 */
export function openEnvironment(dir: string, marginBytes = 8 << 20): Environment {
  checkFile(dir);
  return openAs(dir, marginBytes, { overlappingSync: false, eventTurnBatching: false });
}

/**
 * Opens a log to look at it: neither it nor its folder is made or changed, but for LMDB's own list of
 * readers. Undefined when there is no log.
 */
export function lookAtLog(dir: string): Environment | undefined {
  if (!existsSync(join(dir, "data.mdb"))) return undefined;
  const damage = damageOfLog(dir);
  if (damage) throw unreadable(dir, damage);
  const env = openAs(dir, 0, { readOnly: true });
  // What is missing in a log that is only read comes as undefined, whatever lmdb-js' types say.
  const tables: readonly unknown[] = [env.frames, env.heads, env.groups, env.writers];
  if (!tables.includes(undefined)) return env;
  void env.root.close(); // of a first start that was killed
  return undefined;
}

function openAs(dir: string, marginBytes: number, options: RootDatabaseOptions): Environment {
  try {
    const root = open({ ...options, path: dir, noSubdir: false, maxDbs: 8 });
    return {
      dir,
      marginBytes,
      root,
      frames: root.openDB("frames", { encoding: "binary" }),
      heads: root.openDB("heads", { encoding: "binary" }),
      groups: root.openDB("groups", { encoding: "json" }),
      writers: root.openDB("writers", { encoding: "json" }),
    };
  } catch (cause) {
    throw unreadable(dir, (cause as Error).message, cause);
  }
}

/**
 * Lets the next read see the latest commit, whoever made it. Also called before waiting: a snapshot
 * that stays open keeps every page freed since from being used again, and the file grows.
 */
export function forgetSnapshot({ root }: Environment): void {
  root.resetReadTxn();
}

interface Stats {
  readonly pageSize: number;
  readonly treeBranchPageCount: number;
  readonly treeLeafPageCount: number;
  readonly overflowPages: number;
  readonly lastPageNumber: number;
  readonly free: Stats;
}

/** What of the file holds nothing any more and will be used again: all of its pages but those of the trees. */
export function reusableBytes({ root, frames, heads, groups, writers }: Environment): number {
  const pagesOf = (stats: Stats) =>
    stats.treeBranchPageCount + stats.treeLeafPageCount + stats.overflowPages;
  const statsOf = (table: Pick<Database, "getStats">) => table.getStats() as Stats;
  const { pageSize, lastPageNumber, free } = statsOf(root);
  const trees = [root, frames, heads, groups, writers].map((table) => pagesOf(statsOf(table)));
  const used = trees.reduce((sum, pages) => sum + pages, 2 + pagesOf(free)); // two of them are metas
  return Math.max(0, lastPageNumber + 1 - used) * pageSize;
}

/** The sequence of a topic's oldest frame from `start` on, or undefined when there is none. */
export function firstSequence(
  { frames }: Environment,
  topic: string,
  start = 0,
): number | undefined {
  for (const key of frames.getKeys({ start: [topic, start], end: [topic, Infinity], limit: 1 })) {
    return key[1];
  }
  return undefined;
}

/** The sequence of a topic's newest frame; 0 before the first. */
export function lastSequence({ frames }: Environment, topic: string): number {
  const newestFirst = { start: [topic, Infinity], end: [topic, 0], reverse: true, limit: 1 };
  for (const key of frames.getKeys(newestFirst)) return key[1];
  return 0;
}

/** The head of a frame, checked. */
export function headOf(env: Environment, topic: string, sequence: number): FrameHead | Corruption {
  const head = env.heads.getBinary([topic, sequence]);
  return head ? decodeHead(head) : { corrupt: "its head is missing" };
}

/** Events in the topic up to and including `sequence`, from the nearest head that can be read. */
export function eventsUpTo(env: Environment, topic: string, sequence: number): number {
  for (let at = sequence; at > 0 && at > sequence - 100; at--) {
    const head = headOf(env, topic, at);
    if (!("corrupt" in head)) return head.eventsBefore + head.events;
  }
  return 0;
}
