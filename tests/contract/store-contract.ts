import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ClickHouseLogLevel, createClient, type ClickHouseClient } from "@clickhouse/client";
import { tableFromArrays, tableFromIPC, tableToIPC } from "apache-arrow";
import { afterAll, beforeAll, beforeEach, describe, expect, test, type TestOptions } from "vitest";
import { connectStore, type StoreConnection } from "../../infra/store/clickhouse.ts";
import { migrate, render } from "../../infra/store/migrate.ts";
import { StoreError, type Store } from "../../infra/store/port.ts";

export interface StoreUnderTest extends StoreConnection {
  stop(): Promise<void>;
}

const nasty = 'it\'s \\ "quoted" \t\r\n\0 é☃ 😀 {a:b} -- ; SELECT';

/** What Parcours asks of a store, whichever answers. */
export function storeContract(
  name: string,
  start: () => Promise<StoreUnderTest>,
  options: TestOptions = {},
): void {
  describe(name, options, () => {
    let subject: StoreUnderTest;
    let store: Store;
    let client: ClickHouseClient;

    beforeAll(async () => {
      subject = await start();
      store = connectStore(subject);
      const { url, username, password, database } = subject;
      const log = { level: ClickHouseLogLevel.OFF };
      client = createClient({ url, username, password, database, log });
    });

    afterAll(async () => {
      await client.close();
      await store.close();
      await subject.stop();
    });

    beforeEach(async () => {
      await store.command("DROP TABLE IF EXISTS things SYNC");
      await store.command(
        render(
          `CREATE TABLE things (id UInt64, version UInt32, label LowCardinality(String), text String DEFAULT 'none')
           ENGINE = {{engine:ReplacingMergeTree(version)}} ORDER BY id SETTINGS {{settings}}`,
        ),
      );
    });

    test("answers a ping", async () => {
      expect(await store.ping()).toBe(true);
      expect(await client.ping()).toEqual({ success: true });
    });

    test("gives bound values back as they were given", async () => {
      const given = { s: nasty, n: null, i: -3, b: true, l: ["a'b", nasty], m: { k: nasty } };
      const sql = `SELECT {s: String} AS s, {n: Nullable(Int8)} AS n, {i: Int32} AS i, {b: Bool} AS b,
                          {l: Array(String)} AS l, {m: Map(String, String)} AS m`;
      expect(await store.query(sql, given)).toEqual([given]);
    });

    test("binds lists that are longer than an address may be", async () => {
      const l = Array.from({ length: 200_000 }, (_, i) => `journey-${i}`);
      expect(await store.query("SELECT length({l: Array(String)}) AS n", { l })).toEqual([
        { n: 200_000 },
      ]);
    });

    test("gives 64-bit integers as numbers, and null for what is no number", async () => {
      const sql = "SELECT toUInt64(9007199254740991) AS n, nan AS x, -inf AS y, 0.1 AS z";
      const row = { n: Number.MAX_SAFE_INTEGER, x: null, y: null, z: 0.1 };
      expect(await store.query(sql)).toEqual([row]);
    });

    test("throws the engine's code, and what it says", async () => {
      const codeOf = (sql: string) =>
        store.query(sql, {}, { maxSeconds: 1 }).then(
          () => 0,
          (error: unknown) => (error instanceof StoreError ? error.code : -1),
        );
      expect(await codeOf("SELEC 1")).toBe(62);
      expect(await codeOf("SELECT * FROM nowhere")).toBe(60);
      expect(await codeOf("SELECT toUInt8('x')")).toBe(6);
      expect(await codeOf("SELECT throwIf(number = 100000) FROM numbers(200000)")).toBe(395);
      expect(await codeOf("SELECT sum(sipHash64(number)) FROM numbers(100000000000)")).toBe(159);
    });

    test("hands over bytes untouched, zeros included", async () => {
      const bytes = await store.bytes("SELECT 'a\\0b' AS s, toUInt32(1) AS n", "RowBinary");
      expect([...bytes]).toEqual([3, 97, 0, 98, 1, 0, 0, 0]);
    });

    test.each(["ArrowStream", "Arrow"])("hands over %s that spans many blocks", async (format) => {
      const sql =
        "SELECT number AS n, 'x\\0' || toString(number) AS s FROM numbers(200000) ORDER BY n";
      const table = tableFromIPC(await store.bytes(sql, format));
      expect(table.numRows).toBe(200_000);
      expect(table.get(199_999)?.toJSON()).toEqual({ n: 199_999n, s: "x\u0000199999" });
    });

    test("hands over one whole Parquet file", async () => {
      const bytes = await store.bytes("SELECT number AS id FROM numbers(200000)", "Parquet");
      const text = Buffer.from(bytes).toString("latin1");
      expect([text.slice(0, 4), text.slice(-4), text.split("PAR1").length]).toEqual([
        "PAR1",
        "PAR1",
        3,
      ]);
    });

    test("inserts Arrow by the names of its columns, in any order", async () => {
      await store.insert("things", arrow({ text: [nasty], version: [1], id: [7n] }));
      await store.insert("things", arrow({ id: [8n], version: [1], label: ["b"] }));
      expect(await store.query("SELECT * FROM things ORDER BY id")).toEqual([
        { id: 7, version: 1, label: "", text: nasty },
        { id: 8, version: 1, label: "b", text: "none" },
      ]);
    });

    test("refuses a column that the table doesn't have", async () => {
      const wrong = store.insert("things", arrow({ id: [1n], nope: [2] }));
      await expect(wrong).rejects.toMatchObject({ name: "StoreError", code: 16 });
    });

    test("keeps one row however often it is inserted", async () => {
      const rows = arrow({ id: Array.from({ length: 5000 }, (_, i) => BigInt(i)) });
      await Promise.all([1, 2, 3, 4].map(() => store.insert("things", rows)));
      expect(await store.query("SELECT count() AS n FROM things FINAL")).toEqual([{ n: 5000 }]);
    });

    test("does not drop an insert because it looks like the last one", async () => {
      for (let i = 0; i < 2; i++) await store.insert("things", arrow({ id: [1n] }));
      expect(await store.query("SELECT count() AS n FROM things")).toEqual([{ n: 2 }]);
    });

    test("answers fifty at once, each with its own values", async () => {
      const ask = (i: number) =>
        store.query<{ n: number }>("SELECT {i: UInt32} AS n, count() AS c FROM numbers(1000)", {
          i,
        });
      const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => ask(i)));
      expect(answers.map(([row]) => row?.n)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    });

    test("stops computing when the asker aborts", async () => {
      const abort = new AbortController();
      const endless = "SELECT sum(sipHash64(number)) AS endless FROM numbers(1000000000000)";
      const asked = store.query(endless, {}, { signal: abort.signal, maxSeconds: 20 });
      setTimeout(() => abort.abort(new Error("enough")), 500);
      await expect(asked).rejects.toThrow("enough");
      await expect.poll(() => running(store, "endless"), { timeout: 3000 }).toBe(0);
    });

    test("leaves no setting behind for the next request", async () => {
      const answer = await client.query({
        query: "SELECT 1",
        clickhouse_settings: { readonly: "1" },
      });
      await answer.text();
      await store.insert("things", arrow({ id: [1n] }));
      expect(await store.query("SELECT count() AS n FROM things")).toEqual([{ n: 1 }]);
    });

    test("writes nothing for a request that is read-only", async () => {
      const written = client.command({
        query: "INSERT INTO things (id) SELECT 1",
        clickhouse_settings: { readonly: "1" },
      });
      await expect(written).rejects.toMatchObject({ code: "164", type: "READONLY" });
    });

    test("serves the official client: compressed inserts, compressed and streamed answers", async () => {
      const { url, username, password, database } = subject;
      const compression = { request: true, response: true };
      const zipped = createClient({ url, username, password, database, compression });
      const values = Array.from({ length: 10_000 }, (_, id) => ({ id, text: `${nasty}${id}` }));
      await zipped.insert({ table: "things", values, format: "JSONEachRow" });
      const answer = await zipped.query({
        query: "SELECT id, text FROM things",
        format: "JSONEachRow",
      });
      let rows = 0;
      for await (const part of answer.stream<{ text: string }>()) {
        for (const row of part) if (row.json().text.startsWith(nasty)) rows++;
      }
      expect(rows).toBe(10_000);
      await zipped.close();
    });

    test("takes rows from within a statement, and from beside it", async () => {
      await client.command({
        query: "INSERT INTO things (id, text) VALUES (1, 'a;b'), (2, 'FORMAT')",
      });
      await client.command({
        query: 'INSERT INTO things (id, text) FORMAT JSONEachRow {"id":3,"text":"it\'s"}',
      });
      await client.command({
        query: 'INSERT INTO `things` SETTINGS async_insert = 0 FORMAT CSV\n4,1,x,"y;\nz"\n',
      });
      await client.insert({
        table: "things",
        values: [[5, "v"]],
        columns: ["id", "text"],
        format: "JSONCompactEachRow",
      });
      await client.insert({ table: "things", values: [], format: "JSONEachRow" });
      const rows = await store.query<{ text: string }>("SELECT text FROM things ORDER BY id");
      expect(rows.map(({ text }) => text)).toEqual(["a;b", "FORMAT", "it's", "y;\nz", "v"]);
    });

    describe("migrations", () => {
      const folder = mkdtempSync(join(tmpdir(), "parcours-migrations-"));
      const write = (file: string, sql: string) => writeFileSync(join(folder, file), sql);
      const run = (dryRun = false) => migrate(store, { folder, dryRun });
      const names = (files: readonly { name: string }[]) => files.map(({ name }) => name);

      beforeAll(async () => {
        for (const table of ["migrations", "one"])
          await store.command(`DROP TABLE IF EXISTS ${table} SYNC`);
        write(
          "0002_more.sql",
          "-- a comment; alone\nALTER TABLE one ADD COLUMN IF NOT EXISTS b String;\n",
        );
        write(
          "0001_one.sql",
          "CREATE TABLE IF NOT EXISTS one (a Int8)\nENGINE = {{engine:ReplacingMergeTree}} ORDER BY a\nSETTINGS {{settings}};\nINSERT INTO one SELECT 1;\n",
        );
      });
      afterAll(() => rmSync(folder, { recursive: true }));

      test("say what they would do, and do nothing", async () => {
        const would = await run(true);
        expect(would.map(({ statements }) => statements.length)).toEqual([2, 1]);
        expect(await store.query("EXISTS TABLE one")).toEqual([{ result: 0 }]);
      });

      test("are applied in order, and once", async () => {
        expect(names(await run())).toEqual(["0001_one.sql", "0002_more.sql"]);
        expect(names(await run())).toEqual([]);
        expect(await store.query("SELECT a, b FROM one")).toEqual([{ a: 1, b: "" }]);
      });

      test("go no further when an applied file has changed", async () => {
        write("0001_one.sql", "SELECT 1;\n");
        await expect(run()).rejects.toMatchObject({ code: "migration-changed" });
        await expect(run()).rejects.toThrow("0001_one.sql");
      });
    });
  });
}

/** One record batch; numbers become the widths that `things` has. */
export function arrow(
  columns: Readonly<Record<string, readonly (bigint | number | string)[]>>,
): Uint8Array {
  const typed = Object.entries(columns).map(([name, values]) => {
    if (typeof values[0] === "bigint")
      return [name, BigUint64Array.from(values as bigint[])] as const;
    if (typeof values[0] === "number") return [name, Uint32Array.from(values as number[])] as const;
    return [name, values] as const;
  });
  return tableToIPC(
    tableFromArrays(Object.fromEntries(typed) as Record<string, string[]>),
    "stream",
  );
}

/** How many statements with this word run, besides the one that asks. */
export async function running(store: Store, word: string): Promise<number> {
  const rows = await store.query(
    "SELECT 1 FROM system.processes WHERE position(query, {word: String}) > 0 AND position(query, 'system.processes') = 0",
    { word },
  );
  return rows.length;
}
