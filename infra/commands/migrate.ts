import { MIGRATIONS } from "../places.ts";
import type { Settings } from "../settings.ts";
import { keepFor, parseKeep } from "../store/keep.ts";
import { onCluster } from "../store/cluster.ts";
import { migrate, type Migration } from "../store/migrate.ts";
import { openStore } from "../store/open-store.ts";
import type { Store } from "../store/port.ts";
import { prepareData } from "./prepare.ts";

/** `parcours migrate`: what must be there before roles start, which is tables, secrets and first keys. */
export async function migrateAlone(settings: Settings, dryRun: boolean): Promise<void> {
  const keep = parseKeep(settings.environment.PARCOURS_KEEP_DAYS);
  if (!dryRun) prepareData(settings);
  const store = openStore(settings);
  const { PARCOURS_STORE_CLUSTER: cluster } = settings.environment;
  const done = await migrateStore(store, dryRun);
  if (!dryRun) {
    for (const table of await keepFor(store, keep)) {
      process.stdout.write(`${table}: rows are now kept as PARCOURS_KEEP_DAYS says\n`);
    }
  }
  for (const { name, statements } of done) {
    const told =
      cluster === undefined ? statements : statements.flatMap((sql) => onCluster(sql, cluster));
    process.stdout.write(`${dryRun ? `-- ${name}\n${told.join(";\n")};` : name}\n`);
  }
  if (done.length === 0) process.stdout.write("The tables are up to date.\n");
  await store.close();
}

/** Brings the tables up to date; with `dryRun` only says what would be done. */
export function migrateStore(store: Store, dryRun = false): Promise<readonly Migration[]> {
  return migrate(store, { folder: MIGRATIONS, dryRun });
}
