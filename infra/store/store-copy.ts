import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { StartupError } from "../startup-error.ts";
import { StoreError, type Store } from "./port.ts";
import { quote, quoteName } from "./statement.ts";

export interface TablesCopy {
  /** Absolute, and as the process of the store sees it; made by the engine. */
  readonly folder: string;
  readonly database: string;
  readonly signal: AbortSignal;
  /** Of the files that are to be copied. */
  readonly onProgress: (done: number, files: number) => void;
}

const LOOK_MS = 100;

/**
 * The engine's own BACKUP: of each table the parts there are when it begins, which never change, so
 * that inserts and merges go on meanwhile. Each file stands for itself (`deduplicate_files = 0`), so
 * that a part can be looked at.
 */
export async function backUpTables(store: Store, copy: TablesCopy): Promise<void> {
  const sql = `BACKUP DATABASE ${quoteName(copy.database)} TO File(${quote(copy.folder)})`;
  await runUnwatched(store, sql, ["deduplicate_files = 0"], copy);
}

/** Into a store without tables. They are exactly what was backed up until merges go on, at the next start. */
export async function restoreTables(store: Store, copy: TablesCopy): Promise<void> {
  const sql = `RESTORE DATABASE ${quoteName(copy.database)} FROM File(${quote(copy.folder)})`;
  await runUnwatched(store, sql, ["structure_only = 1"], copy);
  await store.command("SYSTEM STOP MERGES"); // else rows could not be counted
  await runUnwatched(store, sql, [], copy);
}

/** What a backup will take, about. */
export async function bytesOfTables(store: Store, database: string): Promise<number> {
  const [row] = await store.query<{ bytes: number }>(
    "SELECT sum(bytes_on_disk) AS bytes FROM system.parts WHERE active AND database = {database: String}",
    { database },
  );
  return row?.bytes ?? 0;
}

interface Copying {
  readonly status: string;
  readonly error: string;
  readonly files: number;
  readonly done: number;
}

// How far it is stands in different columns for the two statements.
const LOOK = `SELECT status, error, num_files AS files,
    if(status LIKE '%BACKUP%', num_entries, files_read) AS done
  FROM system.backups WHERE id = {id: String}`;

/** ASYNC, because a statement that is waited for ends after ten minutes, and large stores take longer. */
async function runUnwatched(
  store: Store,
  sql: string,
  settings: readonly string[],
  { signal, onProgress }: TablesCopy,
): Promise<void> {
  const id = randomUUID();
  try {
    await store.command(`${sql} SETTINGS ${[`id = ${quote(id)}`, ...settings].join(", ")} ASYNC`);
    for (;;) {
      const [copying] = await store.query<Copying>(LOOK, { id });
      if (copying === undefined) throw new StoreError("The store was restarted meanwhile.", 0);
      const { status, error, files, done } = copying;
      if (status === "BACKUP_CREATED" || status === "RESTORED") return;
      if (error !== "") throw new StoreError(error.replace(/,? Stack trace[^]*/, ""), 0);
      onProgress(files === 0 ? 0 : done / files, files);
      await pause(LOOK_MS, undefined, { signal });
    }
  } catch (cause) {
    if (signal.aborted) await cancel(store, id);
    signal.throwIfAborted();
    const said = cause instanceof Error ? cause.message : String(cause);
    const message = `The tables could not be copied: ${said} Mend that, and run the same command again.`;
    throw new StartupError("tables-not-copied", message, { cause });
  }
}

async function cancel(store: Store, id: string): Promise<void> {
  const which = "query_kind IN ('Backup', 'Restore') AND position(query, {id: String}) > 0";
  await store.command(`KILL QUERY WHERE ${which} SYNC`, { id }).catch(() => undefined);
}

/** How many rows of each table a backup holds, in all their versions: each part says so of itself. */
export function rowsIn(folder: string, database: string): Readonly<Record<string, number>> {
  const tables = readdirSync(join(folder, "metadata", database))
    .filter((name) => name.endsWith(".sql"))
    .map((name) => name.slice(0, -".sql".length))
    .sort();
  return Object.fromEntries(tables.map((table) => [table, rowsOf(folder, database, table)]));
}

function rowsOf(folder: string, database: string, table: string): number {
  const data = join(folder, "data", database, table);
  return partsIn(data).reduce(
    (sum, part) => sum + Number(readFileSync(join(data, part, "count.txt"), "utf8")),
    0,
  );
}

function partsIn(data: string): readonly string[] {
  try {
    return readdirSync(data);
  } catch {
    return []; // a table without rows has no folder
  }
}

/** How many rows each of these tables has now, in all their versions. */
export async function countRows(
  store: Store,
  tables: readonly string[],
): Promise<Readonly<Record<string, number>>> {
  const counts: [string, number][] = [];
  for (const table of tables) {
    const [row] = await store.query<{ n: number }>(`SELECT count() AS n FROM ${quoteName(table)}`);
    counts.push([table, row?.n ?? 0]);
  }
  return Object.fromEntries(counts);
}
