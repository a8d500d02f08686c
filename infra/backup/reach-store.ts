import { randomUUID } from "node:crypto";
import { realpathSync } from "node:fs";
import { join } from "node:path";
import type { Settings } from "../settings.ts";
import { StartupError } from "../startup-error.ts";
import { connectStore } from "../store/clickhouse.ts";
import { startEmbeddedStore } from "../store/embedded.ts";
import { openStore } from "../store/open-store.ts";
import type { Store } from "../store/port.ts";

/** The database of the embedded store. */
export const DATABASE = "parcours";

/** A store that is there as long as it is needed. */
export interface ReachedStore {
  readonly store: Store;
  close(): Promise<void>;
}

/** The embedded store of the data folder: of the Parcours that runs on it, else opened by this process. */
export async function reachStore(settings: Settings): Promise<ReachedStore> {
  const directory = join(settings.dataDir, "store");
  const running = openStore(settings);
  if ((await running.ping()) && (await isStoreOf(directory, running))) {
    return { store: running, close: () => running.close() };
  }
  await running.close();
  try {
    return await openHere(directory);
  } catch (cause) {
    if (!(cause instanceof StartupError && cause.code === "store-not-opened")) throw cause;
    const { PARCOURS_STORE_PORT: port } = settings.environment;
    const message = `The store in ${directory} is in use, but doesn't answer on port ${String(port)}. Give this command the PARCOURS_STORE_PORT of the Parcours that runs, or stop that one.`;
    throw new StartupError("store-elsewhere", message, { cause });
  }
}

/** Opens the store of a folder that no other process has open, on a port of its own. */
export async function openHere(directory: string): Promise<ReachedStore> {
  const internalKey = randomUUID();
  const address = { host: "127.0.0.1", port: 0 };
  const embedded = await startEmbeddedStore({ dataDir: directory, ...address, internalKey });
  const store = connectStore({
    url: embedded.url,
    username: "parcours",
    password: internalKey,
    database: DATABASE,
  });
  return {
    store,
    async close() {
      await store.close();
      await embedded.close();
    },
  };
}

/** Another Parcours may run on that port, even one with the same secrets: a backup that was restored. */
export async function isStoreOf(directory: string, store: Store): Promise<boolean> {
  const [disk] = await store.query<{ path: string }>(
    "SELECT path FROM system.disks WHERE name = 'default'",
  );
  return disk !== undefined && isSameFolder(disk.path, join(directory, "engine"));
}

function isSameFolder(a: string, b: string): boolean {
  try {
    return realpathSync(a) === realpathSync(b);
  } catch {
    return false;
  }
}
