import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connectStore } from "../../infra/store/clickhouse.ts";
import type { Store } from "../../infra/store/port.ts";
import { createTurns } from "../../infra/store/turns.ts";
import { findPython, runPython, whyNoPython } from "../support/python.ts";
import { skipUnless } from "../support/requires.ts";
import { internalKey, readerKey, startStoreChild, type StoreChild } from "./store-child.ts";
import { arrow, running } from "./store-contract.ts";

const table = `CREATE TABLE IF NOT EXISTS things (id UInt64, text String) ENGINE = ReplacingMergeTree ORDER BY id
               SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`;
const endless = "SELECT sum(sipHash64(number)) AS endless FROM numbers(1000000000000)";
const python = findPython();

describe("the process of the embedded store", () => {
  let dataDir: string;
  let child: StoreChild;
  let store: Store;

  const open = (port = 0) => startStoreChild(dataDir, port);
  const connection = () => {
    return { url: child.url, username: "parcours", password: internalKey, database: "parcours" };
  };
  const post = (body: string | Buffer, query: Record<string, string> = {}, headers = {}) =>
    fetch(`${child.url}/?${String(new URLSearchParams(query))}`, {
      method: "POST",
      body: new Uint8Array(Buffer.from(body)),
      headers: { "X-ClickHouse-User": "parcours", "X-ClickHouse-Key": internalKey, ...headers },
    });

  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), "parcours-store-"));
    child = await open();
    store = connectStore(connection());
    await store.command(table);
  });

  afterEach(async () => {
    await store.close();
    await child.kill();
    rmSync(dataDir, { recursive: true });
  });

  test("keeps what it acknowledged when it is killed right after", async () => {
    let acknowledged = 0;
    for (let round = 0; round < 5; round++) {
      for (let i = 0; i < 5; i++) {
        const first = acknowledged;
        await store.insert(
          "things",
          arrow({ id: Array.from({ length: 100 }, (_, k) => BigInt(first + k)) }),
        );
        acknowledged += 100;
      }
      await child.kill();
      child = await open(Number(new URL(child.url).port));
      const [row] = await store.query<{ n: number }>("SELECT count() AS n FROM things FINAL");
      expect(row?.n).toBe(acknowledged);
    }
  });

  test("is waited for by callers while it is restarted", async () => {
    const port = Number(new URL(child.url).port);
    await Promise.all([1, 2, 3].map(() => store.query("SELECT 1")));
    await child.kill();
    const insert = store.insert("things", arrow({ id: [1n] }));
    const query = store.query("SELECT 1 AS one");
    child = await open(port);
    await insert;
    expect(await query).toEqual([{ one: 1 }]);
  });

  test("says what to do when another process owns its data", async () => {
    await expect(open()).rejects.toThrow(/belongs to one process.*PARCOURS_DATA/s);
    expect(await store.ping()).toBe(true);
  });

  test("finishes what runs when it is asked to end, and leaves no rows on the way", async () => {
    const slow = store.query(
      "SELECT sum(sleepEachRow(0.1)) AS s FROM numbers(10) SETTINGS max_block_size = 1",
    );
    await expect.poll(() => running(store, "sleepEachRow")).toBe(1);
    const ended = child.end();
    expect(await slow).toEqual([{ s: 0 }]);
    await ended;
    expect(readdirSync(join(dataDir, "tmp"))).toEqual([]);
  });

  test("answers others at once while long questions run, and lets go of them when their askers leave", async () => {
    const abort = new AbortController();
    const long = Array.from({ length: 6 }, () =>
      store.query(endless, {}, { signal: abort.signal }).catch(() => undefined),
    );
    await expect.poll(() => running(store, "endless"), { timeout: 10_000 }).toBe(6);
    const began = performance.now();
    await store.query("SELECT 1");
    expect(performance.now() - began).toBeLessThan(2000);
    abort.abort();
    await Promise.all(long);
    await expect.poll(() => running(store, "endless"), { timeout: 5000 }).toBe(0);
  });

  test("sends in pieces what its pieces make up, byte for byte", async () => {
    const sql = `SELECT number AS n, 'x\\0"' || toString(n) AS s, n / 3 AS d, [n, 1] AS l,
                        toString(n % 9)::LowCardinality(String) AS c FROM numbers(150000) ORDER BY n FORMAT `;
    const digest = async (format: string, query: Record<string, string>) => {
      const answer = await post(sql + format, { ...query, max_threads: "1" });
      expect(answer.headers.has("content-length")).toBe("wait_end_of_query" in query);
      const bytes = Buffer.from(await answer.arrayBuffer());
      return `${format} ${bytes.length} ${createHash("sha256").update(bytes).digest("hex")}`;
    };
    const formats =
      "Native RowBinary JSONEachRow JSONLines NDJSON JSONCompactEachRow CSV TSV TSVRaw";
    for (const format of formats.split(" ")) {
      const whole = await digest(format, { wait_end_of_query: "1" });
      expect(await digest(format, {})).toBe(whole);
      expect(await digest(format, { enable_http_compression: "1" })).toBe(whole);
    }
  });

  test("breaks off an answer that fails half-way, rather than end it", async () => {
    const sql = "SELECT number, throwIf(number = 900000) FROM numbers(1000000) FORMAT CSV";
    const answer = await post(sql, { max_threads: "1" });
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow();
    expect(
      (await post(sql, { wait_end_of_query: "1" })).headers.get("x-clickhouse-exception-code"),
    ).toBe("395");
  });

  test("lets so many ask at once, so many wait, and turns the next away", async () => {
    const turns = createTurns({ running: 1, waiting: 2 });
    const signal = new AbortController().signal;
    const first = await turns.take(signal);
    const left = new AbortController();
    const [second, third] = [turns.take(left.signal), turns.take(signal)];
    expect(await turns.take(signal)).toBe(undefined);
    left.abort(new Error("left the queue"));
    await expect(second).rejects.toThrow("left the queue");
    first?.();
    first?.();
    (await third)?.();
    expect(await turns.take(signal)).toBeTypeOf("function");
    expect(await Promise.race([turns.take(signal), Promise.resolve("waits")])).toBe("waits");
  });

  test("keeps totals and arrays of rows whole", async () => {
    const totals =
      "SELECT number % 2 AS k, count() FROM numbers(300000) GROUP BY k WITH TOTALS ORDER BY k FORMAT TSV";
    expect(await (await post(totals)).text()).toBe("0\t150000\n1\t150000\n\n0\t300000\n");
    const rows = await post("SELECT number FROM numbers(200000) FORMAT JSONEachRow", {
      output_format_json_array_of_rows: "1",
    });
    expect(((await rows.json()) as unknown[]).length).toBe(200_000);
  });

  test("inserts binary rows that follow the statement, come compressed, or hold what looks like SQL", async () => {
    const native = Buffer.from(
      await store.bytes("SELECT toUInt64(5) AS id, '; FORMAT CSV \\0\\n' AS text", "Native"),
    );
    const within = Buffer.concat([
      Buffer.from("INSERT INTO things (id, text) FORMAT Native\r\n"),
      native,
    ]);
    expect((await post(gzipSync(within), {}, { "Content-Encoding": "gzip" })).status).toBe(200);
    const rowBinary = await store.bytes("SELECT toUInt64(6) AS id, '\\n;' AS text", "RowBinary");
    const beside = { query: "INSERT INTO things FORMAT RowBinary" };
    expect((await post(Buffer.from(rowBinary), beside)).status).toBe(200);
    const parquet = await store.bytes(
      "SELECT toUInt64(number + 7) AS id, 'p' AS text FROM numbers(70000)",
      "Parquet",
    );
    expect(
      (await post(Buffer.from(parquet), { query: "INSERT INTO things FORMAT Parquet" })).status,
    ).toBe(200);
    expect(
      await store.query(
        "SELECT count() AS n, countIf(text = '; FORMAT CSV \\0\\n') AS c FROM things",
      ),
    ).toEqual([{ n: 70_002, c: 1 }]);
  });

  test("survives whatever it is sent", async () => {
    const raw = (text: string | Buffer) =>
      new Promise<void>((resolve) => {
        const { hostname, port } = new URL(child.url);
        const socket = connect(Number(port), hostname, () => socket.end(text));
        socket
          .on("error", () => undefined)
          .on("close", () => resolve())
          .resume();
        setTimeout(() => socket.destroy(), 500);
      });
    const noise = createHash("shake256", { outputLength: 5000 }).update("noise").digest();
    await Promise.all([
      raw(noise),
      raw("GET / HTTP/1.1\r\n\r\n"),
      raw(`GET /?query=${"x".repeat(2 << 20)} HTTP/1.1\r\nHost: a\r\n\r\n`),
      raw("POST // HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\nSELECT"),
      raw("POST http://[ HTTP/1.1\r\nHost: a\r\n\r\n"),
      raw(
        "POST /?query=%ff%fe&param_=&%00=1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
      ),
    ]);
    const asked = [
      post(noise),
      post(""),
      post(" \n"),
      post("SELECT 1\0; SELECT 2"),
      post(noise, {}, { "Content-Encoding": "gzip" }),
      post(noise, {}, { "Content-Encoding": "lz4" }),
      post(noise, {}, { "Content-Encoding": "zstd" }),
      post(noise, {}, { "Content-Encoding": "nonsense" }),
      post(noise, {}, { "Content-Type": "multipart/form-data; boundary=x" }),
      post(noise, { query: "INSERT INTO things FORMAT ArrowStream" }),
      post(noise, { query: "INSERT INTO things FORMAT Native" }),
      post(noise, { query: "INSERT INTO things FORMAT Parquet" }),
      post("", { query: "INSERT INTO things FORMAT ArrowStream" }),
      post(noise, { query: "INSERT INTO things FORMAT Nonsense" }),
      post("SELECT 1", { compress: "1" }),
      post("SELECT 1", { "a b": "1" }),
      post("SELECT 1", { nonsense: "1" }),
      post("SELECT 1", { database: "no`where\\" }),
      post("SELECT 1", { query_id: "a\r\nX-Evil: 1" }),
      post("SELECT 1 FORMAT Nonsense"),
      post(`SELECT ${"(".repeat(50_000)}`),
      post(`SELECT ${"1+".repeat(50_000)}1`),
      post(`SELECT '${"\\'".repeat(2_000_000)}`),
      post("SELECT * FROM numbers(100000000) ORDER BY rand()", { max_memory_usage: "1000000" }),
      post("SYSTEM SHUTDOWN"),
    ];
    const outcomes = await Promise.allSettled(asked);
    expect(outcomes.length).toBe(asked.length);
    expect(child.process.exitCode).toBe(null);
    expect(await store.query("SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  test(
    "serves Python's clickhouse-connect as it is",
    skipUnless("python", whyNoPython(python)),
    async () => {
      const script = new URL("./store-python.py", import.meta.url).pathname;
      const { hostname, port } = new URL(child.url);
      const said = await runPython(python, [script, hostname, port, internalKey, readerKey]);
      expect(said).toContain("is served");
    },
  );
});
