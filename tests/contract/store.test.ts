import { spawnSync } from "node:child_process";
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
    async stop() {
      await child.end();
      rmSync(dataDir, { recursive: true });
    },
  };
});

// A server that someone else keeps (its address, and a database that is ours to fill), or one in Docker.
const given = process.env["PARCOURS_TEST_STORE_URL"];
const docker = given === undefined && spawnSync("docker", ["info"]).status === 0;

async function startServer(): Promise<StoreUnderTest> {
  if (docker) return startContainer();
  const { origin, username, password, pathname } = new URL(given ?? "");
  const database = pathname.slice(1) || "default";
  return {
    url: origin,
    username,
    password,
    database,
    stop: async () => undefined,
  };
}

async function startContainer(): Promise<StoreUnderTest> {
  const { GenericContainer, Wait } = await import("testcontainers");
  const container = await new GenericContainer("clickhouse/clickhouse-server:26.7")
    .withEnvironment({
      CLICKHOUSE_USER: "parcours",
      CLICKHOUSE_PASSWORD: internalKey,
      CLICKHOUSE_DB: "parcours",
    })
    .withExposedPorts(8123)
    .withWaitStrategy(Wait.forHttp("/ping", 8123))
    .start();
  return {
    url: `http://${container.getHost()}:${container.getMappedPort(8123)}`,
    ...{ username: "parcours", password: internalKey, database: "parcours" },
    async stop() {
      await container.stop();
    },
  };
}

storeContract(
  "a ClickHouse server",
  startServer,
  skipUnless(
    "clickhouse",
    given === undefined && !docker
      ? "no Docker runs here, and PARCOURS_TEST_STORE_URL (http://user:password@host:8123/database) names no server"
      : undefined,
  ),
);
