import { fileURLToPath } from "node:url";
import type { Environment } from "../../schemas/config.ts";
import type { Settings } from "../settings.ts";
import { migrate, type Migration } from "../store/migrate.ts";
import { openStore } from "../store/open-store.ts";
import type { Store } from "../store/port.ts";
import { prepareData } from "./prepare.ts";

const FOLDER = fileURLToPath(new URL("../store/migrations", import.meta.url));

/** `parcours migrate`: what must be there before roles start, which is tables, secrets and first keys. */
export async function migrateAlone(settings: Settings, dryRun: boolean): Promise<void> {
  if (!dryRun) prepareData(settings);
  const store = openStore(settings);
  const done = await migrateStore(store, settings.environment, dryRun);
  for (const { name, statements } of done) {
    process.stdout.write(`${dryRun ? `-- ${name}\n${statements.join(";\n")};` : name}\n`);
  }
  if (done.length === 0) process.stdout.write("The tables are up to date.\n");
  await store.close();
}

/** Brings the tables up to date; with `dryRun` only says what would be done. */
export function migrateStore(
  store: Store,
  { PARCOURS_STORE_REPLICAS: replicas }: Pick<Environment, "PARCOURS_STORE_REPLICAS">,
  dryRun = false,
): Promise<readonly Migration[]> {
  return migrate(store, { folder: FOLDER, target: replicas > 1 ? "cluster" : "server", dryRun });
}
