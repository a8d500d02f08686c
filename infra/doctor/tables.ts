import { join } from "node:path";
import { isStoreOf } from "../backup/reach-store.ts";
import { StartupError } from "../startup-error.ts";
import type { Migration } from "../store/migrate.ts";
import { quoteName } from "../store/statement.ts";
import type { Store } from "../store/port.ts";
import { ok, problem, warning, type Finding } from "./finding.ts";
import type { Patient } from "./patient.ts";

const AUTHENTICATION_FAILED = 516;

/** Does the store answer, and is it the one of this data folder? */
export async function storeAnswers(patient: Patient): Promise<readonly Finding[]> {
  const { store, settings } = patient;
  const isEmbedded = settings.environment.PARCOURS_STORE_URL === undefined;
  if (store.store === undefined) return [unreachable(patient, isEmbedded)];
  const [row] = await store.store.query<{ version: string }>("SELECT version() AS version");
  const directory = join(settings.dataDir, "store");
  if (isEmbedded && !(await isStoreOf(directory, store.store))) {
    return [
      problem("store", {
        expected: `the store of ${directory} at ${store.url}`,
        found: "one of another data folder, with the same secrets: a backup that was restored?",
        todo: "Set PARCOURS_STORE_PORT, or PARCOURS_DATA, to those that belong together.",
      }),
    ];
  }
  return [ok("store", `${store.url} answers, ClickHouse ${row?.version ?? ""}`)];
}

function unreachable({ store, isAlive }: Patient, isEmbedded: boolean): Finding {
  const error = store.store === undefined ? store.error : undefined;
  const expected = `a store at ${store.url}`;
  if (error?.code === AUTHENTICATION_FAILED) {
    const found = `one that refuses our password (${error.message})`;
    const todo = isEmbedded
      ? "It belongs to another data folder: set PARCOURS_STORE_PORT or PARCOURS_DATA to those that belong together."
      : "Set PARCOURS_STORE_USER and PARCOURS_STORE_PASSWORD to what the server knows.";
    return problem("store", { expected, found, todo });
  }
  if (isEmbedded && !isAlive) {
    return ok("store", "it runs when Parcours does; what is in it can be examined then");
  }
  return problem("store", {
    expected,
    found: error?.message ?? "nothing",
    todo: isEmbedded
      ? "It starts again by itself: ask again. Else the standard error of Parcours says why it can't."
      : "Start the server, or set PARCOURS_STORE_URL to where it is.",
  });
}

/** Are the tables as this Parcours needs them? */
export function migrations(dryRun: (store: Store) => Promise<readonly Migration[]>) {
  return async function migrations(patient: Patient): Promise<readonly Finding[]> {
    const { store } = patient.store;
    if (store === undefined) return [];
    const expected = "tables as this Parcours has them";
    try {
      const missing = await dryRun(store);
      if (missing.length === 0) return [ok("migrations", "the tables are up to date")];
      const found = `not applied yet: ${missing.map(({ name }) => name).join(", ")}`;
      const todo = 'Run "parcours migrate" (starting everything with npm start does it, too).';
      return [problem("migrations", { expected, found, todo })];
    } catch (error) {
      if (!(error instanceof StartupError)) throw error;
      const [found = "", ...todo] = error.message.split(/(?<=\.|:) (?=[A-Z])/);
      return [problem("migrations", { expected, found, todo: todo.join(" ") })];
    }
  };
}

interface TableParts {
  readonly table: string;
  readonly parts: number;
  readonly most: number;
  readonly rows: number;
  readonly bytes: number;
}

const PARTS = `
  SELECT table, sum(parts_here) AS parts, max(parts_here) AS most, sum(rows_here) AS rows, sum(bytes_here) AS bytes
  FROM (
    SELECT table, partition, count() AS parts_here, sum(rows) AS rows_here, sum(bytes_on_disk) AS bytes_here
    FROM system.parts WHERE active AND database = currentDatabase() GROUP BY table, partition
  ) GROUP BY table ORDER BY bytes DESC`;

/** ClickHouse slows inserts down at a thousand parts in one partition. */
const MANY_PARTS = 300;

/** How much there is, and whether merges keep up. */
export async function parts({ store: { store } }: Patient): Promise<readonly Finding[]> {
  if (store === undefined) return [];
  const tables = await store.query<TableParts>(PARTS);
  return Promise.all(tables.map((table) => partsOf(store, table)));
}

async function partsOf(store: Store, table: TableParts): Promise<Finding> {
  const { table: name, most } = table;
  const [row] = await store.query<{ n: number }>(
    `SELECT count() AS n FROM ${quoteName(name)} FINAL`,
  );
  const old = Math.max(0, table.rows - (row?.n ?? table.rows));
  const found = [
    `${name}: ${table.rows.toLocaleString("en")} rows in ${spoken(table.parts)}`,
    `${(table.bytes / 1e6).toFixed(1)} MB`,
    `${old.toLocaleString("en")} old versions not merged yet`,
  ].join(", ");
  if (most < MANY_PARTS) return ok("tables", found);
  return warning("tables", {
    expected: `less than ${String(MANY_PARTS)} parts in one week of a table`,
    found: `${found}; ${String(most)} parts in one`,
    todo: "Merges don't keep up: send larger batches, and see to the disk's speed and room.",
  });
}

function spoken(count: number): string {
  return count === 1 ? "1 part" : `${String(count)} parts`;
}

interface Disk {
  readonly name: string;
  readonly free: number;
  readonly total: number;
}

const LITTLE = 0.1;

/** The disks of a server; the embedded store's is the data folder's. */
export async function storeDisks(patient: Patient): Promise<readonly Finding[]> {
  const { store } = patient.store;
  if (store === undefined || patient.settings.environment.PARCOURS_STORE_URL === undefined) {
    return [];
  }
  const disks = await store.query<Disk>(
    "SELECT name, free_space AS free, total_space AS total FROM system.disks WHERE total_space > 0",
  );
  return disks.map(({ name, free, total }) => {
    const share = `${String(Math.round((100 * free) / total))} %`;
    const found = `disk ${name} of the store: ${share} of ${(total / 1e9).toFixed(0)} GB are free`;
    if (free >= LITTLE * total) return ok("store disk", found);
    const expected = `${String(100 * LITTLE)} % free or more: merges need room for a second copy`;
    return warning("store disk", { expected, found, todo: "Make room on it, or add a disk." });
  });
}
