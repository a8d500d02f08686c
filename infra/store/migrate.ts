import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { StartupError } from "../startup-error.ts";
import type { Store } from "./port.ts";

export interface MigrateOptions {
  /** The folder of numbered `.sql` files, such as `0001_tables.sql`. */
  readonly folder: string;
  /** Only says what would be done. */
  readonly dryRun?: boolean;
}

export interface Migration {
  readonly name: string;
  /** As one server takes them; what a cluster takes instead, `onCluster` says. */
  readonly statements: readonly string[];
}

interface MigrationFile extends Migration {
  readonly checksum: string;
}

const RECORD = `CREATE TABLE IF NOT EXISTS migrations (
  name String, checksum String, applied DateTime64(3, 'UTC')
) ENGINE = {{engine:ReplacingMergeTree(applied)}} ORDER BY name SETTINGS {{settings}}`;

/**
 * Applies the files that the store has not seen, in the order of their names, and returns them. A
 * file that fails half-way is run again from its start, so statements must bear repetition (IF NOT
 * EXISTS). Run by one process at a time.
 * @throws {StartupError} when an applied file was changed or is missing.
 */
export async function migrate(
  store: Store,
  options: MigrateOptions,
): Promise<readonly Migration[]> {
  const { folder, dryRun = false } = options;
  const files = await readMigrations(folder);
  const applied = await readApplied(store);
  for (const [name, checksum] of applied) mustBeUnchanged(files, name, checksum, folder);
  const missing = files.filter(({ name }) => !applied.has(name));
  if (dryRun) return missing;

  await store.command(render(RECORD));
  for (const { name, checksum, statements } of missing) {
    for (const statement of statements) await store.command(statement);
    await store.command(
      "INSERT INTO migrations SELECT {name: String}, {checksum: String}, now64(3)",
      { name, checksum },
    );
  }
  return missing;
}

/** Fills in an engine, `{{engine:ReplacingMergeTree(version)}}`, and what all tables have: `{{settings}}`. */
export function render(sql: string): string {
  return sql.replace(/\{\{(\w+)(?::([^}]*))?\}\}/g, (placeholder, name: string, value = "") => {
    if (name === "engine") return String(value);
    if (name === "settings") return TABLE_SETTINGS;
    throw new StartupError("migration-broken", `${placeholder} is not known in migrations.`);
  });
}

const TABLE_SETTINGS = Object.entries({
  // An acknowledged insert survives a power cut.
  fsync_after_insert: 1,
  fsync_part_directory: 1,
  // A quiet week becomes one part, and FINAL then costs nothing for it.
  min_age_to_force_merge_seconds: 600,
  min_age_to_force_merge_on_partition_only: 1,
  // Until then eight parts become one: each row is rewritten less often than by two and three at a time.
  min_parts_to_merge_at_once: 8,
  // A large part is made column by column: row by row a merge cost a quarter more, and 100 MiB.
  vertical_merge_algorithm_min_rows_to_activate: 1,
  vertical_merge_algorithm_min_columns_to_activate: 1,
})
  .map(([name, value]) => `${name} = ${value}`)
  .join(", ");

async function readMigrations(folder: string): Promise<MigrationFile[]> {
  const names = (await readdir(folder)).filter((name) => /^\d+.*\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = (await readFile(join(folder, name), "utf8")).replaceAll("\r\n", "\n");
      const checksum = createHash("sha256").update(text).digest("hex");
      return { name, checksum, statements: statementsOf(render(text)) };
    }),
  );
}

/** Statements end with a semicolon at the end of a line. */
function statementsOf(sql: string): string[] {
  return sql
    .split(/;[ \t]*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement.replace(/^\s*--.*$/gm, "").trim() !== "");
}

async function readApplied(store: Store): Promise<ReadonlyMap<string, string>> {
  const [known] = await store.query<{ result: number }>("EXISTS TABLE migrations");
  if (known?.result !== 1) return new Map();
  const rows = await store.query<{ name: string; checksum: string }>(
    "SELECT name, checksum FROM migrations FINAL",
  );
  return new Map(rows.map(({ name, checksum }) => [name, checksum]));
}

function mustBeUnchanged(
  files: readonly MigrationFile[],
  name: string,
  checksum: string,
  folder: string,
): void {
  const file = files.find((candidate) => candidate.name === name);
  if (file?.checksum === checksum) return;
  if (!file)
    throw new StartupError(
      "store-newer",
      `The store has seen ${name}, which is not in ${folder}: its data was written by a newer Parcours. Run that one, or restore a backup made before.`,
    );
  throw new StartupError(
    "migration-changed",
    `${join(folder, name)} was applied to this store and has changed since. Put it back as it was, and write the change as a new file with the next number.`,
  );
}
