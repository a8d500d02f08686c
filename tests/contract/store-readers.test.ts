import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { authenticateBy } from "../../infra/store/callers.ts";
import { connectStore } from "../../infra/store/clickhouse.ts";
import type { Store } from "../../infra/store/port.ts";
import { internalKey, readerKey, startStoreChild, type StoreChild } from "./store-child.ts";
import { running } from "./store-contract.ts";

describe("a reader of the embedded store", () => {
  const dataDir = mkdtempSync(join(tmpdir(), "parcours-readers-"));
  const file = join(dataDir, "secret.csv");
  let child: StoreChild;
  let store: Store;

  const ask = async (sql: string, query: Record<string, string> = {}, key = readerKey) => {
    const response = await fetch(`${child.url}/?${String(new URLSearchParams(query))}`, {
      method: "POST",
      body: sql,
      headers: { "X-ClickHouse-User": "grafana", "X-ClickHouse-Key": key },
    });
    const code = Number(response.headers.get("x-clickhouse-exception-code") ?? 0);
    return { status: response.status, code, text: (await response.text()).trim() };
  };

  beforeAll(async () => {
    writeFileSync(file, "SECRET\n");
    child = await startStoreChild(dataDir);
    const { url } = child;
    store = connectStore({
      url,
      username: "parcours",
      password: internalKey,
      database: "parcours",
    });
    for (const table of ["employee_answers", "employee_answers_next", "journeys"]) {
      await store.command(`CREATE TABLE ${table} (id String, data String, INDEX i data TYPE set(9))
                           ENGINE = MergeTree ORDER BY id`);
      const secret = table === "journeys" ? "open" : "SECRET";
      await store.command(`INSERT INTO ${table} VALUES ('${secret}', '${secret}')`);
    }
    await store.command("CREATE DATABASE elsewhere");
    await store.command("CREATE TABLE elsewhere.t ENGINE = Memory AS SELECT 'SECRET' AS data");
  });

  afterAll(async () => {
    await store.close();
    await child.end();
    rmSync(dataDir, { recursive: true });
  });

  test("asks what it likes of the tables that are open", async () => {
    expect((await ask("SELECT data FROM journeys")).text).toBe("open");
    expect((await ask("WITH 1 AS x SELECT {y: UInt8} + x", { param_y: "2" })).text).toBe("3");
    expect((await ask("SHOW TABLES")).text).toBe("journeys");
    expect((await ask("DESCRIBE journeys")).code).toBe(0);
    expect((await ask("EXPLAIN SELECT * FROM journeys")).code).toBe(0);
    expect((await ask("SELECT name FROM system.columns WHERE table = 'journeys'")).text).toContain(
      "data",
    );
    expect((await ask("SELECT ';' /* ; */ AS x; -- done")).text).toBe(";");
    expect((await ask("SELECT 1.5 FORMAT JSON")).text).toContain("1.5");
  });

  test.each([
    "SELECT * FROM employee_answers",
    "SELECT * FROM employee_answers_next",
    "SELECT * FROM parcours.employee_answers",
    'SELECT * FROM "employee\\x5fanswers"',
    "SELECT * FROM `employee_answers`",
    "SELECT * FROM {t: Identifier}",
    "SELECT count() FROM employee_answers",
    "SELECT * FROM merge('parcours', 'emp.*')",
    "SELECT data FROM merge('parcours', '.*') WHERE data != 'open'",
    "SELECT data FROM merge(REGEXP('.*'), '.*') WHERE data != 'open'",
    "SELECT * FROM view(SELECT * FROM employee_answers)",
    "SELECT * FROM viewIfPermitted(SELECT data FROM employee_answers ELSE null('data String'))",
    "SELECT * FROM loop(parcours.employee_answers) LIMIT 1",
    "SELECT * FROM remote('localhost', 'parcours', 'employee_answers')",
    "SELECT * FROM remote('127.0.0.1:9000', parcours.employee_answers)",
    "SELECT * FROM cluster('default', 'parcours', 'employee_answers')",
    "SELECT * FROM clusterAllReplicas('default', parcours.employee_answers)",
    "SELECT * FROM mergeTreeIndex('parcours', 'employee_answers')",
    "SELECT * FROM mergeTreeIndex('parcours', 'employee_answers', with_marks = 1)",
    "SELECT * FROM mergeTreeAnalyzeIndexes('parcours', 'employee_answers')",
    "SELECT * FROM mergeTreeProjection('parcours', 'employee_answers', 'p')",
    "SELECT * FROM eval('SELECT * FROM parcours.employee_answers')",
    "SELECT 'SECRET' IN parcours.employee_answers AS SECRET",
    "SELECT id FROM journeys WHERE 1 IN (SELECT 1 FROM employee_answers)",
    "WITH (SELECT groupArray(data) FROM employee_answers) AS x SELECT x",
    "SELECT * FROM journeys UNION ALL SELECT * FROM employee_answers",
    "SELECT j.id FROM journeys j LEFT JOIN employee_answers e ON 1 = 1",
    "SELECT joinGet('employee_answers', 'data', 'SECRET')",
    "SELECT dictGet('employee_answers', 'data', 'SECRET')",
    "SELECT * FROM dictionary('employee_answers')",
    "SELECT * FROM elsewhere.t",
    "DESCRIBE employee_answers",
    "SHOW CREATE TABLE employee_answers",
    "EXPLAIN SELECT * FROM employee_answers WHERE data = 'SECRET'",
    "EXPLAIN ESTIMATE SELECT * FROM employee_answers",
    "CHECK TABLE employee_answers",
    "SELECT hasColumnInTable('parcours', 'employee_answers', 'data')",
    "SET ROLE engine; SELECT * FROM employee_answers",
    "SELECT 1; SET ROLE engine; SELECT * FROM employee_answers",
    "SET ROLE engine",
    "EXECUTE AS default SELECT * FROM employee_answers",
    "CREATE VIEW v AS SELECT * FROM employee_answers",
    "BACKUP TABLE employee_answers TO File('/tmp/x')",
    "KILL QUERY WHERE 1",
    "SYSTEM SHUTDOWN",
    "TRUNCATE TABLE journeys",
    "INSERT INTO journeys VALUES ('a', 'b')",
    "INSERT INTO journeys FORMAT CSV\na,b",
    "ALTER TABLE journeys DELETE WHERE 1",
    "DELETE FROM journeys WHERE 1",
    "SET readonly = 0",
    "SELECT 1 SETTINGS readonly = 0",
    "SELECT 1 SETTINGS max_execution_time = 100",
    "SELECT * FROM file('FILE', 'LineAsString')",
    "SELECT file('FILE')",
    "SELECT `file`('FILE')",
    "SELECT \"f\\x69le\"('FILE')",
    "SELECT /* */ FILE /* */ ( 'FILE' )",
    "SELECT * APPLY file FROM (SELECT 'FILE' AS x)",
    "SELECT * APPLY(x -> file(x)) FROM (SELECT 'FILE' AS x)",
    "SELECT * FROM eval('SELECT file(\\'FILE\\')')",
    "SELECT * FROM eval($$SELECT file('FILE')$$)",
    "SELECT * FROM url('file://FILE', 'LineAsString')",
    "SELECT * FROM url('CHILD/ping', 'LineAsString')",
    "SELECT * FROM s3('CHILD/bucket/key.csv', 'LineAsString')",
    "SELECT * FROM filesystem('DATA')",
    "SELECT * FROM executable('cat FILE', 'TSV', 'x String')",
    "SELECT * FROM sqlite('FILE', 'x')",
    "SELECT * FROM mysql('127.0.0.1:3306', 'd', 't', 'u', 'p')",
    "SELECT * FROM postgresql('127.0.0.1:5432', 'd', 't', 'u', 'p')",
    "SELECT * FROM mongodb('127.0.0.1:27017', 'd', 't', 'u', 'p', 'x String')",
    "SELECT * FROM redis('127.0.0.1:6379', 'k', 'k String, v String')",
    "SELECT * FROM icebergLocal('DATA')",
    "SELECT * FROM deltaLakeLocal('DATA')",
    "INSERT INTO FUNCTION file('DATA/x.csv', 'CSV', 'x String') SELECT 'x'",
    "INSERT INTO journeys FROM INFILE 'FILE' FORMAT CSV",
    "SELECT 1 INTO OUTFILE 'DATA/out.csv'",
    "SELECT 1 INTO/**/OUTFILE 'DATA/out.csv' TRUNCATE FORMAT CSV",
    "SELECT catboostEvaluate('FILE', 1)",
  ])("gets nothing from %s", async (template) => {
    const sql = template
      .replaceAll("FILE'", `${file}'`)
      .replaceAll("FILE\\'", `${file}\\'`)
      .replaceAll("DATA", dataDir)
      .replaceAll("CHILD", child.url);
    const { code, text } = await ask(sql, { param_t: "employee_answers" });
    const answer = text.replaceAll(sql, "").replaceAll(file, "");
    if (code === 0) expect(answer).toBe("");
    else expect(answer).not.toMatch(/^SECRET|SECRET$|Ok\./m);
  });

  test("sees nothing of what others ask", async () => {
    const abort = new AbortController();
    const secret = store.query(
      "SELECT 'SECRET', sum(sipHash64(number)) FROM numbers(100000000000)",
      {},
      { signal: abort.signal },
    );
    await expect.poll(() => running(store, "SECRET"), { timeout: 5000 }).toBe(1);
    for (const table of [
      "processes",
      "user_processes",
      "errors",
      "mutations",
      "query_cache",
      "stack_trace",
    ])
      expect(await ask(`SELECT * FROM system.${table}`), table).toMatchObject({
        code: 0,
        text: "",
      });
    expect((await ask("SHOW PROCESSLIST")).text).toBe("");
    expect((await ask("SELECT * FROM merge('system', 'process.*')")).text).not.toContain("SECRET");
    abort.abort();
    await expect(secret).rejects.toThrow();
  });

  test("chooses harmless settings alone, and stays within its bounds", async () => {
    const chosen = {
      max_execution_time: "9999",
      readonly: "0",
      max_memory_usage: "0",
      output_format_schema: file,
      session_timezone: "Asia/Tokyo",
    };
    const names = [
      "max_execution_time",
      "readonly",
      "max_memory_usage",
      "output_format_schema",
      "session_timezone",
    ];
    const sql = `SELECT ${names.map((name) => `toString(getSetting('${name}'))`).join(", ")}`;
    expect((await ask(sql, chosen)).text).toBe(
      ["30", "1", String(1 << 30), "", "Asia/Tokyo"].join("\t"),
    );
  });

  test("is refused without a key, with a wrong one, and under the name of Parcours itself", async () => {
    for (const key of ["", "wrong", internalKey])
      expect((await ask("SELECT 1", {}, key)).code).toBe(516);
    const asParcours = await fetch(
      `${child.url}/?query=SELECT+1&user=parcours&password=${readerKey}`,
    );
    expect(asParcours.status).toBe(403);
    const byAddress = await fetch(`${child.url}/?query=SELECT+1&user=any&password=${readerKey}`);
    expect(await byAddress.text()).toBe("1\n");
  });

  test("is refused for a stated reason while there is one", () => {
    const refusal: { reason?: string } = {};
    const authenticate = authenticateBy({
      internalKey,
      isReaderKey: (key) => key === readerKey,
      refuseReaders: () => refusal.reason,
      readerMemoryBytes: 1,
    });
    expect(authenticate("x", readerKey).kind).toBe("reader");
    refusal.reason = "there are two tenants";
    expect(() => authenticate("x", readerKey)).toThrow("there are two tenants");
    expect(authenticate("parcours", internalKey).kind).toBe("parcours");
  });
});
