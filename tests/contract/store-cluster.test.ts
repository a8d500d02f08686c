import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { onCluster } from "../../infra/store/cluster.ts";
import { migrate } from "../../infra/store/migrate.ts";
import type { Store } from "../../infra/store/port.ts";
import { readerStatements } from "../../infra/store/readers.ts";
import { run, strangersEnvironment } from "../support/running.ts";
import { startOwnStore, type OwnStore } from "./own-store.ts";

// A cluster was never run here: these statements are rendered, and parsed by the engine.

const FOLDER = join(import.meta.dirname, "../../infra/store/migrations");
let own: OwnStore;
let store: Store;

beforeAll(async () => {
  own = await startOwnStore();
  store = own.store;
}, 60_000);

afterAll(async () => {
  await own.stop();
});

/** As the engine writes it back; an error when it does not understand it. */
async function parsed(sql: string): Promise<string> {
  const [row] = await store.query<{ sql: string }>(
    "SELECT formatQuerySingleLine({sql: String}) AS sql",
    { sql },
  );
  return row?.sql ?? "";
}

/** What our own sources tell the store to change, whatever stands in the holes. */
const CHANGES = [
  "DROP TABLE IF EXISTS journeys_rebuilt SYNC",
  "CREATE TABLE journeys_rebuilt AS journeys",
  "EXCHANGE TABLES journeys AND journeys_rebuilt",
  "ALTER TABLE moments DELETE WHERE tenant = 'a' AND journey IN ('1', '2')",
  "ALTER TABLE events MODIFY SETTING old_parts_lifetime = 1, cleanup_delay_period = 1",
  "ALTER TABLE events RESET SETTING old_parts_lifetime, cleanup_delay_period",
  "ALTER TABLE rejects DELETE WHERE tenant = 'a' AND multiSearchAny(body, ['x'])",
  "ALTER TABLE journeys MODIFY TTL toDateTime(minted) + toIntervalDay(400) SETTINGS mutations_sync = 0",
  "DELETE FROM rejects WHERE tenant = 'a' AND reject IN ('1')",
  "INSERT INTO migrations SELECT 'a', 'b', now64(3)",
];

describe("on a cluster", () => {
  test("every migration is understood by the engine, and every table is replicated", async () => {
    const missing = await migrate(store, { folder: FOLDER, dryRun: true });
    expect(missing.map(({ name }) => name)).toEqual(readdirSync(FOLDER).sort());
    const told = missing.flatMap(({ statements }) =>
      statements.flatMap((sql) => onCluster(sql, "c1")),
    );
    const read = await Promise.all(told.map(parsed));
    const created = read.filter((sql) => sql.startsWith("CREATE TABLE"));
    const names = created.map(
      (sql) => /^CREATE TABLE IF NOT EXISTS (\w+) ON CLUSTER c1/.exec(sql)?.[1],
    );
    expect(names).toEqual([
      ...["events_shard", "events", "journeys_shard", "journeys", "moments_shard", "moments"],
      ...["employee_answers_shard", "employee_answers", "rejects", "sites", "erasures"],
      ...["saved_questions", "saved_links"],
    ]);
    for (const sql of created)
      expect(sql).toMatch(/ENGINE = (Replicated\w+MergeTree|Distributed)\(/);
  });

  test("a sharded table is spread by tenant and journey over its shards", async () => {
    const [shard = "", all = ""] = await Promise.all(
      onCluster(
        "CREATE TABLE IF NOT EXISTS events (id String) ENGINE = ReplacingMergeTree(v) ORDER BY id",
        "c1",
      ).map(parsed),
    );
    expect(shard).toContain(
      "events_shard ON CLUSTER c1 (`id` String) ENGINE = ReplicatedReplacingMergeTree(v) ORDER BY id",
    );
    expect(all).toBe(
      "CREATE TABLE IF NOT EXISTS events ON CLUSTER c1 AS events_shard ENGINE = Distributed('c1', currentDatabase(), 'events_shard', cityHash64(tenant, journey))",
    );
  });

  test("a new column is made known to the table over the shards as well, an index is not", () => {
    expect(onCluster("ALTER TABLE events ADD COLUMN a UInt8", "c1")).toEqual([
      "ALTER TABLE events_shard ON CLUSTER 'c1' ADD COLUMN a UInt8",
      "ALTER TABLE events ON CLUSTER 'c1' ADD COLUMN a UInt8",
    ]);
    expect(onCluster("ALTER TABLE events ADD INDEX i a TYPE minmax", "c1")).toEqual([
      "ALTER TABLE events_shard ON CLUSTER 'c1' ADD INDEX i a TYPE minmax",
    ]);
  });

  test.each(CHANGES)("%s", async (sql) => {
    for (const told of onCluster(sql, "c1")) {
      await parsed(told);
      if (!sql.startsWith("INSERT")) expect(told).toContain("ON CLUSTER 'c1'");
    }
  });

  test("what nobody has thought of is refused, not sent to one node alone", () => {
    expect(() => onCluster("TRUNCATE TABLE events", "c1")).toThrow("how this is done on a cluster");
  });

  test("every statement of our sources that changes tables is one of those above", () => {
    const shapes = new Set(CHANGES.map(shapeOf));
    const found = sourcesThat("store.command(").flatMap((text) =>
      [
        ...text.matchAll(
          /["`]((?:ALTER|DROP|EXCHANGE|DELETE|TRUNCATE|RENAME|OPTIMIZE|CREATE TABLE \$)[^"`]*)/g,
        ),
      ].map(([, sql = ""]) => sql),
    );
    expect(found.length).toBeGreaterThan(8);
    expect(found.map(shapeOf).filter((shape) => !shapes.has(shape))).toEqual([]);
  });
});

describe("readers of a server", () => {
  const reader = { name: "jane `x`", tenant: "acme", passwordHash: "ab12", database: "parcours" };

  test.each([undefined, "c1"])(
    "see the rows of one tenant, and change nothing (cluster: %s)",
    async (cluster) => {
      const read = await Promise.all(readerStatements({ ...reader, cluster }).map(parsed));
      const [user = "", ...rest] = read;
      expect(user).toContain("SETTINGS readonly = 2 CONST, max_execution_time = 30 MAX 30");
      const policies = rest.filter((sql) => sql.startsWith("CREATE ROW POLICY"));
      const grants = rest.filter((sql) => sql.startsWith("GRANT"));
      expect(grants.length).toBe(policies.length);
      expect(policies.length).toBe(cluster === undefined ? 5 : 8);
      for (const sql of policies) expect(sql).toContain("USING tenant = 'acme'");
      expect(read.join()).not.toMatch(/employee_answers|rejects|saved_links/);
      for (const sql of read) expect(sql.includes("ON CLUSTER c1")).toBe(cluster !== undefined);
    },
  );
});

describe("parcours readers", () => {
  const environment = () => ({
    ...strangersEnvironment(),
    PARCOURS_DATA: join(own.folder, "data"),
  });

  test("prints the SQL, and apart from it the password that it hashes", async () => {
    const { code, stdout, stderr } = await run(["readers", "jane"], environment());
    expect(code).toBe(0);
    for (const sql of stdout.split(/;\n/).filter((one) => one !== "")) await parsed(sql);
    const password = /said only now: (\S+)\n$/.exec(stderr)?.[1] ?? "";
    expect(stdout).toContain(createHash("sha256").update(password).digest("hex"));
    expect(stdout).not.toContain(password);
    expect(stdout).toContain("USING tenant = 'default'");
  });

  test("says which tenants there are", async () => {
    const { code, stderr } = await run(["readers", "jane", "--tenant", "acme"], environment());
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/no tenant "acme"; there are default/),
    ]);
  });
});

/** Its first words, such as ALTER TABLE. */
function shapeOf(sql: string): string {
  return sql.split(/\s+/, 2).join(" ");
}

function sourcesThat(contain: string): readonly string[] {
  const root = join(import.meta.dirname, "../..");
  return ["infra", "processors", "api"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts") && !path.startsWith("backup"))
      .map((path) => readFileSync(join(root, folder, path), "utf8"))
      .filter((text) => text.includes(contain)),
  );
}
