import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { truncateSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Finding } from "../../infra/doctor/finding.ts";
import { startKafka, whyNoKafka } from "../support/brokers.ts";
import { skipUnless } from "../support/requires.ts";
import { eventually, freePorts, run, startParcours, type Running } from "../support/running.ts";

type Complaint = Exclude<Finding, { level: "ok" }>;
type Env = Readonly<Record<string, string>>;

let parcours: Running;

beforeAll(async () => {
  parcours = await startParcours({ config: { tenants: [{ id: "default" }] } });
}, 120_000);

afterAll(async () => {
  await parcours.stop();
});

const HOUR_MS = 3_600_000;
let made = 0;

const ticket = (more: object = {}) => ({
  ...{ specversion: "1.0", id: String((made += 1)), source: "urn:test:desk" },
  ...{ type: "ticket.issued", time: new Date().toISOString(), subject: uuidv7() },
  ...{ site: "S1", channel: "office", data: { service: "parcel" } },
  ...more,
});

async function send(...events: readonly object[]): Promise<void> {
  expect((await parcours.post(events)).status).toBe(202);
  await parcours.settled();
}

/** What the doctor says, as a machine reads it. */
async function examine(env: Env = {}): Promise<{ code: number | null; findings: Finding[] }> {
  const { code, stdout, stderr } = await run(["doctor", "--json"], { ...parcours.env, ...env });
  expect(stderr).toBe("");
  const { ok, findings } = JSON.parse(stdout) as { ok: boolean; findings: Finding[] };
  expect(ok).toBe(code === 0);
  return { code, findings };
}

/** What it complains of; the room on the disk is this machine's business. */
function complaints(findings: readonly Finding[]): readonly Complaint[] {
  return findings.filter((one): one is Complaint => one.level !== "ok" && one.check !== "disk");
}

/** The one complaint of a check. */
function complaint(findings: readonly Finding[], check: string): Complaint {
  const [found, ...others] = complaints(findings).filter((one) => one.check === check);
  if (found === undefined) throw new Error(`No complaint of ${check}: ${JSON.stringify(findings)}`);
  expect(others).toEqual([]);
  return found;
}

const foundBy = (findings: readonly Finding[], check: string) =>
  findings.filter((one) => one.check === check).map(({ level, found }) => `${level}: ${found}`);

/** Runs a statement as Parcours' own processes do. */
async function asParcours(statement: string): Promise<void> {
  const text = readFileSync(join(parcours.dataDir, "secrets.json"), "utf8");
  const { store } = JSON.parse(text) as { store: string };
  const response = await fetch(`${parcours.storeUrl}/?database=parcours`, {
    method: "POST",
    headers: { "X-ClickHouse-User": "parcours", "X-ClickHouse-Key": store },
    body: statement,
  });
  expect([response.status, await response.text()]).toEqual([200, ""]);
}

describe("the doctor of a Parcours that runs", () => {
  test("finds nothing to complain of when all is well, and says so in words", async () => {
    const sites = join(parcours.dataDir, "..", "sites.csv");
    writeFileSync(sites, "id,name\nS1,Bellecour\n");
    expect((await parcours.command(["sites", "import", sites])).code).toBe(0);
    await send(ticket(), ticket());
    const { code, findings } = await examine();
    expect([code, complaints(findings)]).toEqual([0, []]);
    expect(foundBy(findings, "parcours")).toEqual([`ok: ${parcours.url} is ready`]);
    expect(foundBy(findings, "migrations")).toEqual(["ok: the tables are up to date"]);
    expect(foundBy(findings, "lag")).toEqual([
      "ok: journey-events: nothing waits to be processed",
      "ok: journey-rejects: nothing waits to be processed",
    ]);
    expect(foundBy(findings, "tables").join()).toMatch(/events: 2 rows in \d part/);
    const told = await parcours.command(["doctor"]);
    expect(told.stdout).toMatch(/^ok {7}parcours {5}http.* is ready$/m);
    expect(told.stdout).toMatch(/\n\d+ ok, \d warnings?, 0 problems\n$/);
  });

  test("names sites that nobody imported", async () => {
    await send(ticket({ site: "S404" }), ticket({ site: "S404" }));
    const { code, findings } = await examine();
    expect(code).toBe(0); // a warning is no problem
    const { level, found, todo } = complaint(findings, "sites");
    expect([level, found]).toEqual([
      "warning",
      "1 sites are not imported: default/S404 (2 events)",
    ]);
    expect(todo).toContain("parcours sites import");
  });

  test("counts journeys whose ids have no time in them", async () => {
    const ancient = "00000000-0000-7000-8000-000000000001"; // a UUIDv7, of 1970
    await send(ticket({ subject: "visit-4711" }), ticket({ subject: ancient }));
    const { found, todo } = complaint((await examine()).findings, "journey ids");
    expect(found).toBe("without such a time: default (2 journeys)");
    expect(todo).toContain("UUIDv7");
  });

  test("tells what was refused, by reason and as a share of all", async () => {
    const received = await parcours.sql<{ n: string }>("SELECT count() AS n FROM events");
    const response = await parcours.post([
      ...[ticket({ type: "nonsense" }), ticket({ type: "nonsense" })],
      ticket({ time: "2099-01-01T00:00:00Z" }),
    ]);
    expect(response.status).toBe(202);
    await eventually("rejects are stored", async () => {
      const [row] = await parcours.sql<{ n: string }>("SELECT count() AS n FROM rejects");
      return Number(row?.n) === 3;
    });
    const all = Number(received[0]?.n) + 3;
    const share = ((100 * 3) / all).toFixed(2);
    expect(complaint((await examine()).findings, "rejects").found).toBe(
      `${share} % of ${String(all)} events of the last 24 h: unknown-type (2 events), future-time (1 events)`,
    );
  });

  test("suspects a clock that is behind by a constant, and not an import", async () => {
    const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
    const desk = (source: string, behindMs: (index: number) => number) =>
      Array.from({ length: 30 }, (_, index) => ticket({ source, time: ago(behindMs(index)) }));
    await send(
      ...desk("urn:test:slow", (index) => 2 * HOUR_MS + index * 1_000),
      ...desk("urn:test:offline", (index) => index * HOUR_MS),
    );
    const { found, todo } = complaint((await examine()).findings, "clocks");
    expect(found).toMatch(/behind by the same: default\/urn:test:slow by 2\.0 h$/);
    expect(todo).toMatch(/NTP.*time zone/);
  });

  test("warns of public keys without origins, and of default keys that others can reach", async () => {
    await parcours.createKey("page", "--scope", "write", "--origin", "https://example.org");
    const path = join(parcours.dataDir, "keys.json");
    const kept = readFileSync(path, "utf8");
    const { keys } = JSON.parse(kept) as { keys: object[] };
    const bare = { keys: keys.map((key) => ({ ...key, origins: [] })) };
    writeFileSync(path, JSON.stringify(bare));
    const { findings } = await examine({ PARCOURS_HOST: "0.0.0.0" });
    writeFileSync(path, kept);
    expect(complaint(findings, "public keys").found).toContain("none for page");
    expect(complaint(findings, "default keys")).toMatchObject({
      found: expect.stringContaining("write, read, admin") as string,
      todo: expect.stringContaining("PARCOURS_ADMIN_KEY") as string,
    });
  });

  test("misses keys of a tenant, and tells of data whose tenant is gone", async () => {
    await parcours.restart({ config: { tenants: [{ id: "acme" }, { id: "zenith" }] } });
    const { findings } = await examine();
    expect(complaint(findings, "keys").found).toContain("none for zenith");
    expect(complaint(findings, "tenants").found).toContain("data of default as well");
    await parcours.restart({ config: { tenants: [{ id: "default" }] } });
  }, 60_000);

  test("sees a part that hangs, and what waits because of it", async () => {
    parcours.kill("processor", "SIGSTOP");
    try {
      expect((await parcours.post([ticket(), ticket(), ticket()])).status).toBe(202);
      await eventually("it is missed", async () => !(await fetch(`${parcours.url}/readyz`)).ok);
      const { code, findings } = await examine();
      expect([code, complaint(findings, "parcours").found]).toEqual([1, "the processor is silent"]);
      expect(foundBy(findings, "lag")[0]).toMatch(/3 events wait, the oldest for \d+ s$/);
    } finally {
      parcours.kill("processor", "SIGCONT");
    }
    await parcours.ready();
    await parcours.settled();
  }, 60_000);

  test("isn't fooled by the store of another folder with the same secrets", async () => {
    const folder = join(parcours.dataDir, "..", "twin");
    cpSync(join(parcours.dataDir, "secrets.json"), join(folder, "secrets.json"));
    const { code, findings } = await examine({ PARCOURS_DATA: folder });
    expect(code).toBe(1);
    expect(complaint(findings, "store").found).toContain("one of another data folder");
  });

  test("says that a migration was changed, or is missing here", async () => {
    const insert = (name: string, checksum: string) =>
      asParcours(`INSERT INTO migrations VALUES ('${name}', '${checksum}', now64(3))`);
    const [applied] = await parcours.sql<{ checksum: string }>(
      "SELECT checksum FROM migrations WHERE name = '0001_tables.sql'",
    );
    await insert("0001_tables.sql", "another");
    const changed = await examine();
    expect(changed.code).toBe(1);
    const { found, todo } = complaint(changed.findings, "migrations");
    expect(found).toMatch(/0001_tables\.sql was applied to this store and has changed since\.$/);
    expect(todo).toMatch(/^Put it back as it was/);
    await insert("0001_tables.sql", applied?.checksum ?? "");
    await insert("9999_later.sql", "");
    const newer = complaint((await examine()).findings, "migrations");
    expect(newer).toMatchObject({
      found: expect.stringMatching(/9999_later\.sql.*newer Parcours\.$/) as string,
      todo: expect.stringMatching(/^Run that one/) as string,
    });
    await asParcours("DELETE FROM migrations WHERE name = '9999_later.sql'");
    expect(complaints((await examine()).findings).map(({ check }) => check)).not.toContain(
      "migrations",
    );
  });
});

describe("the doctor when nothing runs", () => {
  let copy: string;

  beforeAll(async () => {
    await parcours.halt();
    copy = join(parcours.dataDir, "..", "copy");
    cpSync(parcours.dataDir, copy, { recursive: true });
  }, 30_000);

  const listing = (folder: string) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => !path.endsWith("lock.mdb")) // LMDB's own list of readers
      .map((path) => [path, statSync(path).size, statSync(path).mtimeMs]);

  test("says so, looks at what is there all the same, and changes nothing", async () => {
    const before = listing(parcours.dataDir);
    const { code, findings } = await examine();
    expect(code).toBe(1);
    expect(complaints(findings).map(({ check }) => check)).toEqual(["parcours"]);
    expect(complaint(findings, "parcours").todo).toContain("npm start");
    expect(foundBy(findings, "port").map((found) => found.slice(0, 3))).toEqual(["ok:", "ok:"]);
    expect(foundBy(findings, "log").join()).toMatch(/^ok: .*can be read/);
    expect(foundBy(findings, "store").join()).toMatch(/^ok: it runs when Parcours does/);
    expect(listing(parcours.dataDir)).toEqual(before);
  });

  test("looks at a folder that nobody has used yet, and doesn't make it", async () => {
    const folder = join(parcours.dataDir, "..", "new", "data");
    const { findings } = await examine({ PARCOURS_DATA: folder });
    expect(foundBy(findings, "data folder")).toEqual([`ok: ${folder} is made at the first start`]);
    expect(complaints(findings).map(({ check }) => check)).toEqual(["parcours"]);
    expect(existsSync(join(folder, ".."))).toBe(false);
  });

  test.each<[string, (file: string) => void, RegExp]>([
    ["is none", (file) => writeFileSync(file, "x".repeat(20_000)), /data\.mdb is not a log/],
    ["was cut", (file) => truncateSync(file, 5_000), /is damaged: .* ended with SIG/],
    ["ends in its head", (file) => truncateSync(file, 4_200), /data\.mdb is damaged/],
  ])("says what to do about a log file that %s", async (_, damage, says) => {
    const file = join(copy, "log", "data.mdb");
    rmSync(file);
    cpSync(join(parcours.dataDir, "log", "data.mdb"), file);
    damage(file);
    const { code, findings } = await examine({ PARCOURS_DATA: copy });
    expect(code).toBe(1);
    const { level, found, todo } = complaint(findings, "log");
    expect([level, found]).toEqual(["problem", expect.stringMatching(says)]);
    expect(todo).toContain("parcours restore");
  });

  test("tells which file of the secrets can't be read, and that others may look into it", async () => {
    const path = join(copy, "secrets.json");
    rmSync(path);
    writeFileSync(path, "{", { mode: 0o644 });
    const { code, findings } = await examine({ PARCOURS_DATA: copy });
    expect(code).toBe(1);
    expect(complaint(findings, "secrets").found).toContain(path);
    expect(complaint(findings, "data folder")).toMatchObject({
      found: expect.stringContaining(path) as string,
      todo: `chmod -R go-rwx ${copy}`,
    });
  });

  test("finds a port that somebody else has", async () => {
    const server = createServer((socket) => socket.end("nothing\r\n")).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const port = String((server.address() as AddressInfo).port);
    const { PARCOURS_URL: _, ...env } = parcours.env;
    try {
      const { stdout } = await run(["doctor"], { ...env, PARCOURS_PORT: port });
      expect(stdout).toMatch(/^problem {2}port {9}expected .*\n +found +.*EADDRINUSE/m);
      expect(stdout).toMatch(/^ +do +Free that port, or set PARCOURS_PORT to another\.$/m);
    } finally {
      server.close();
    }
  });

  test("stops at settings that can't be read, and says which", async () => {
    const { code, findings } = await examine({ PARCOURS_PROT: "1" });
    expect([code, findings.length]).toEqual([1, 1]);
    expect(complaint(findings, "settings").found).toContain("Did you mean PARCOURS_PORT?");
  });

  test("tells of brokers that don't answer", async () => {
    const [port] = await freePorts();
    const brokers = `127.0.0.1:${String(port)}`;
    const { findings } = await examine({ PARCOURS_KAFKA: brokers });
    expect(complaint(findings, "kafka")).toMatchObject({
      level: "problem",
      expected: `brokers at ${brokers}`,
      todo: expect.stringContaining("PARCOURS_KAFKA") as string,
    });
    expect(foundBy(findings, "log")).toEqual([]); // the embedded one is not in use
  });
});

describe("the doctor of a log on Kafka", skipUnless("kafka", whyNoKafka), () => {
  test("knows brokers, topics, their partitions and the lag, and makes no topic", async () => {
    const kafka = await startKafka();
    const env = { PARCOURS_KAFKA: kafka.addresses.join(","), PARCOURS_PARTITIONS: "3" };
    const running = await startParcours({ env });
    try {
      const examined = async (more: Env = {}): Promise<readonly Finding[]> => {
        const { stdout } = await running.command(["doctor", "--json"], more);
        return (JSON.parse(stdout) as { findings: Finding[] }).findings;
      };
      expect((await running.post([ticket(), { ...ticket(), type: "none" }])).status).toBe(202);
      await running.settled();
      const well = await examined();
      expect(foundBy(well, "kafka")[0]).toMatch(/^ok: 1 brokers: /);
      expect(foundBy(well, "topic")).toEqual([
        "ok: journey-events has 3 partitions",
        "ok: journey-rejects has 3 partitions",
      ]);
      expect(foundBy(well, "lag")[0]).toBe("ok: journey-events: nothing waits to be processed");

      const fewer = await examined({ PARCOURS_PARTITIONS: "4" });
      const todos = complaints(fewer).filter(({ check }) => check === "topic");
      expect(todos.map(({ todo }) => todo.slice(0, 25))).toEqual([
        "Set PARCOURS_PARTITIONS=3",
        "Set PARCOURS_PARTITIONS=3",
      ]);
      for (let round = 0; round < 2; round += 1) {
        const elsewhere = await examined({ PARCOURS_TOPIC_PREFIX: "other." });
        const missing = complaints(elsewhere).filter(({ check }) => check === "topic");
        expect(missing.map(({ found }) => found)).toEqual(["no such topic", "no such topic"]);
      }
    } finally {
      await running.stop();
      await kafka.stop();
    }
  }, 120_000);
});
