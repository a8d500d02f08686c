import { fileURLToPath } from "node:url";
import { migrate, type Migration } from "../store/migrate.ts";
import type { Store } from "../store/port.ts";

const FOLDER = fileURLToPath(new URL("../store/migrations", import.meta.url));

/** Brings the tables up to date; with `dryRun` only says what would be done. */
export function migrateStore(store: Store, dryRun = false): Promise<readonly Migration[]> {
  return migrate(store, { folder: FOLDER, target: "embedded", dryRun });
}
