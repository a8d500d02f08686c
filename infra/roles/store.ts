import { join } from "node:path";
import { hashKey, keepSecrets } from "../access/secrets.ts";
import { keyReader } from "../access/stored-keys.ts";
import { roleLogger } from "../logger.ts";
import type { Settings } from "../settings.ts";
import { startEmbeddedStore } from "../store/embedded.ts";
import { ended, ending, tell } from "./messages.ts";

/** The embedded store: chDB in a process of its own, behind ClickHouse's HTTP interface. */
export async function runStore(settings: Settings): Promise<void> {
  const { environment, config, dataDir } = settings;
  const signal = ending();
  const logger = roleLogger(settings, "store");
  const tenants = config.tenants.map(({ id }) => id);
  const { store: internalKey } = keepSecrets(dataDir, tenants);
  const keys = keyReader(settings);
  const store = await startEmbeddedStore({
    dataDir: join(dataDir, "store"),
    host: environment.PARCOURS_HOST,
    port: environment.PARCOURS_STORE_PORT,
    internalKey,
    isReaderKey: (key) => {
      const hash = hashKey(key);
      return keys().some(({ sha256, scopes }) => sha256 === hash && scopes.includes("admin"));
    },
    refuseReaders: () =>
      tenants.length > 1
        ? "there is more than one tenant, and chDB has no row policies"
        : undefined,
    log: (message) => {
      logger.info(message);
    },
  });
  tell({ kind: "ready", role: "store" });
  await ended(signal);
  await store.close();
}
