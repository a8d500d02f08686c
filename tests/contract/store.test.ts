import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { skipUnless } from "../support/requires.ts";
import { internalKey, startStoreChild } from "./store-child.ts";
import { storeContract, type StoreUnderTest } from "./store-contract.ts";

storeContract("the embedded store", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "parcours-store-"));
  const child = await startStoreChild(dataDir);
  return {
    ...{ url: child.url, username: "parcours", password: internalKey, database: "parcours" },
    target: "embedded",
    async stop() {
      await child.end();
      rmSync(dataDir, { recursive: true });
    },
  };
});

// A server that someone else keeps: its address, and a database that is ours to fill.
const server = process.env["PARCOURS_TEST_STORE_URL"];

storeContract(
  "a ClickHouse server",
  async (): Promise<StoreUnderTest> => {
    const { origin, username, password, pathname } = new URL(server ?? "");
    return {
      ...{ url: origin, username, password, database: pathname.slice(1) || "default" },
      target: "server",
      stop: () => Promise.resolve(),
    };
  },
  skipUnless(
    "clickhouse",
    server === undefined
      ? "PARCOURS_TEST_STORE_URL (http://user:password@host:8123/database) names no server"
      : undefined,
  ),
);
