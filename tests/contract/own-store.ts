import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectStore } from "../../infra/store/clickhouse.ts";
import type { Store } from "../../infra/store/port.ts";
import { internalKey, startStoreChild } from "./store-child.ts";

/** An embedded store of a test's own, without tables, reached as our processes reach it. */
export interface OwnStore {
  readonly store: Store;
  /** Holds the store's folder; goes with it. */
  readonly folder: string;
  stop(): Promise<void>;
}

export async function startOwnStore(): Promise<OwnStore> {
  const folder = mkdtempSync(join(tmpdir(), "parcours-store-"));
  const child = await startStoreChild(join(folder, "store"));
  const connection = { url: child.url, username: "parcours", password: internalKey };
  const store = connectStore({ ...connection, database: "parcours" });
  return {
    store,
    folder,
    async stop() {
      await store.close();
      await child.end();
      rmSync(folder, { recursive: true });
    },
  };
}
