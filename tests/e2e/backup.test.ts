import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Manifest } from "../../infra/backup/manifest.ts";
import { eventsInOrder } from "../bench/network.ts";
import { differingJourneys } from "../chaos/compare.ts";
import { expectedJourneys, type SentEvent } from "../chaos/oracle.ts";
import { MadeLink } from "../../schemas/saved.ts";
import { run, startParcours, type Running } from "../support/running.ts";

const MARCH = { range: { from: "2024-03-01", to: "2024-04-01" }, timezone: "UTC" };
const SENDERS = 6;

const folder = mkdtempSync(join(tmpdir(), "parcours-backup-"));
const made = join(folder, "made");
let original: Running;
let restored: Running;
/** What each sender has had acknowledged while the backup was made, in its order. */
const acknowledged = Array.from({ length: SENDERS }, (): SentEvent[] => []);
/** How many of them that were before the backup began. */
let acknowledgedBefore: readonly number[] = [];
let before: readonly SentEvent[] = [];
let figuresBefore: unknown;
/** The address of a saved question's answer, and what stands there. */
let link = "";
let fileBefore = "";

/** All figures of March, which is over when the backup begins. */
async function figures(parcours: Running): Promise<unknown> {
  const asked = [
    parcours.ask("waits", { ...MARCH, by: ["site"] }),
    parcours.ask("trend", { ...MARCH, by: ["day", "service"], metrics: METRICS }),
    parcours.ask("voice", { ...MARCH, by: ["channel"] }),
    parcours.ask("moments", { ...MARCH, by: ["moment"] }),
    parcours.ask("journeys", { ...MARCH, limit: 10_000 }),
  ];
  const headers = { authorization: `Bearer ${parcours.keys.read}` };
  const sites = await fetch(`${parcours.url}/v1/sites`, { headers });
  return [...(await Promise.all(asked)).map(({ rows }) => rows), await sites.json()];
}

const METRICS = ["wait_p50_seconds", "wait_p90_seconds", "abandonment", "nps", "handle_seconds"];

beforeAll(async () => {
  original = await startParcours();
  await fillMarch();
  const sending = new AbortController();
  const senders = acknowledged.map((kept) => send(kept, sending.signal));
  await pause(1_000);
  acknowledgedBefore = acknowledged.map(({ length }) => length);
  const { code, stdout, stderr } = await original.command(["backup", made]);
  sending.abort();
  await Promise.all(senders);
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/Backed up to .*made.*\n(.*\n)*.*secrets in plain/);
  await original.halt();

  const dataDir = join(folder, "elsewhere", "data");
  const back = await run(["restore", made], { ...original.env, PARCOURS_DATA: dataDir });
  expect([back.code, back.stderr]).toEqual([0, ""]);
  restored = await startParcours({ dataDir });
  await restored.settled();
}, 240_000);

afterAll(async () => {
  const started: readonly (Running | undefined)[] = [restored, original];
  for (const one of started) await one?.stop();
  rmSync(folder, { recursive: true });
});

/** Events, sites, a key, an employee's answer and something that is refused. */
async function fillMarch(): Promise<void> {
  const [from, to] = [Date.UTC(2024, 2, 4), Date.UTC(2024, 2, 22)];
  const plan = { seed: 5, from, to, journeys: 700, sites: 9, pace: 1 };
  const lines = Array.from(eventsInOrder(plan), ({ text }) => text);
  before = lines.map((line) => JSON.parse(line) as SentEvent);
  const file = join(folder, "march.ndjson");
  writeFileSync(file, lines.join(""));
  const { code, stderr } = await original.command(["import", file]);
  expect([code, stderr]).toEqual([0, ""]);
  writeFileSync(join(folder, "sites.csv"), "id,name,monday\nsite-0001,Bellecour,09:00-18:00\n");
  await original.command(["sites", "import", join(folder, "sites.csv")]);
  await original.createKey("analyst", "--scope", "read");
  const answer = {
    ...{ specversion: "1.0", id: uuidv7(), source: "urn:test", type: "review.submitted" },
    ...{ time: "2024-03-05T10:00:00Z", subject: uuidv7(), site: "site-0001" },
    data: { form: "survey", nps: 3, respondent: "employee" },
  };
  const response = await original.post([answer, { ...answer, type: "nonsense" }]);
  expect(response.status).toBe(202);
  await original.settled();
  figuresBefore = await figures(original);
  link = await saveAndLink();
  fileBefore = await (await fetch(original.url + link)).text();
}

/** Saves a question; the address at which its answer stands for everybody. */
async function saveAndLink(): Promise<string> {
  const send = async (method: string, path: string, body: object) => {
    const headers = {
      authorization: `Bearer ${original.keys.admin}`,
      "content-type": "application/json",
    };
    const request = { method, headers, body: JSON.stringify(body) };
    return fetch(`${original.url}/v1/saved/${path}`, request);
  };
  const parameters = { range: { from: "2024-03-01", to: "2024-04-01" } };
  const title = { en: "Waits of March" };
  await send("PUT", "march", { title, question: "waits", parameters });
  return MadeLink.parse(await (await send("POST", "march/links", {})).json()).paths.csv;
}

/** Sends journeys of today, one request after the other, until it is told to end. */
async function send(kept: SentEvent[], signal: AbortSignal): Promise<void> {
  const isOver = () => signal.aborted;
  while (!isOver()) {
    const now = Date.now();
    const plan = { seed: Math.random() * 1e9, from: now - 60_000, to: now - 50_000 };
    const network = { ...plan, journeys: 6, sites: 9, pace: 0.001 };
    const events = Array.from(eventsInOrder(network), ({ text }) => JSON.parse(text) as SentEvent);
    for (let from = 0; from < events.length; from += 8) {
      const some = events.slice(from, from + 8); // a journey comes in several requests
      const response = await original.post(some);
      expect(response.status).toBe(202);
      kept.push(...some);
      if (isOver()) return;
    }
  }
}

async function idsOf(parcours: Running): Promise<readonly string[]> {
  const rows = await parcours.sql<{ id: string }>("SELECT id FROM events FINAL");
  return rows.map(({ id }) => id);
}

describe("a backup that is made while events keep coming", () => {
  test("gives the same figures for what was sent before", async () => {
    expect(await figures(restored)).toEqual(figuresBefore);
    for (const table of ["rejects", "sites", "saved_questions", "saved_links", "migrations"]) {
      const [row] = await restored.sql<{ n: number }>(`SELECT count() AS n FROM ${table} FINAL`);
      expect(Number(row?.n), table).toBeGreaterThan(0);
    }
    expect(manifestOf(made).rows["employee_answers"]).toBe(1);
  });

  test("has saved questions, and links to them still open", async () => {
    expect(fileBefore).toMatch(/^journeys,/);
    expect(await (await fetch(restored.url + link)).text()).toBe(fileBefore);
  });

  test("has everything that was acknowledged before it began, and each event once", async () => {
    const ids = await idsOf(restored);
    const found = new Set(ids);
    expect(ids.length).toBe(found.size);
    const owed = [
      ...before,
      ...acknowledged.flatMap((kept, sender) => kept.slice(0, acknowledgedBefore[sender])),
    ];
    expect(owed.filter(({ id }) => !found.has(id))).toEqual([]);
    expect(acknowledgedBefore.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(100);
  });

  test("ends at one moment: of what came meanwhile, nothing is missing in between", async () => {
    const found = new Set(await idsOf(restored));
    let meanwhile = 0;
    acknowledged.forEach((kept, sender) => {
      const first = kept.findIndex(({ id }) => !found.has(id));
      const rest = first < 0 ? [] : kept.slice(first + 8); // its last request may not have been answered
      expect(rest.filter(({ id }) => found.has(id))).toEqual([]);
      meanwhile += (first < 0 ? kept.length : first) - (acknowledgedBefore[sender] ?? 0);
    });
    expect(meanwhile).toBeGreaterThan(100);
  });

  test("has journeys that are what their events make of them", async () => {
    const found = new Set(await idsOf(restored));
    const sent = [...before, ...acknowledged.flat()];
    const there = sent.filter(({ id }) => found.has(id));
    const versions = new Map<string, number>();
    for (const { subject } of there) versions.set(subject, (versions.get(subject) ?? 0) + 1);
    const rows = await restored.sql<{ journey: string; version: number }>(
      "SELECT journey, version FROM journeys FINAL",
    );
    expect(new Map(rows.map((row) => [row.journey, row.version]))).toEqual(versions);

    // The oracle knows whole visits; those that the backup cut have been counted above.
    const cut = new Set(sent.filter(({ id }) => !found.has(id)).map(({ subject }) => subject));
    const differing = await differingJourneys(restored, expectedJourneys(there));
    expect(differing.filter((words) => ![...cut].some((id) => words.includes(id)))).toEqual([]);
  });

  test("keeps keys and secrets, so that customers stay the same", async () => {
    expect(restored.keys).toEqual(original.keys);
    for (const name of ["secrets.json", "keys.json"]) {
      const [a, b] = [original, restored].map(({ dataDir }) =>
        readFileSync(join(dataDir, name), "utf8"),
      );
      expect(b).toBe(a);
    }
  });

  test("is for its owner alone, and holds nothing that its manifest doesn't name", () => {
    const found = readdirSync(made, { recursive: true, withFileTypes: true });
    for (const entry of [...found.map((one) => join(one.parentPath, one.name)), made]) {
      const stat = statSync(entry);
      expect([entry, (stat.mode & 0o777).toString(8)]).toEqual([
        entry,
        stat.isDirectory() ? "700" : "600",
      ]);
    }
    const files = found.filter((entry) => entry.isFile() && entry.name !== "manifest.json");
    expect(files.length).toBe(manifestOf(made).files.length);
    expect(readdirSync(folder).filter((name) => name.includes("unfinished"))).toEqual([]);
  });
});

const manifestOf = (backup: string): Manifest =>
  Manifest.parse(JSON.parse(readFileSync(join(backup, "manifest.json"), "utf8")));

describe("parcours backup", () => {
  const backup = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    run(["backup", ...args], { ...original.env, ...env });

  test("works when nothing runs as well", async () => {
    const { code, stdout } = await backup([join(folder, "asleep")]);
    expect(code).toBe(0);
    expect(stdout).toContain("events to be read again");
    const { rows, waiting } = manifestOf(join(folder, "asleep"));
    const toRead = waiting.find(({ topic }) => topic === "journey-events")?.events ?? 0;
    const sent = before.length + acknowledged.flat().length;
    expect(Number(rows["events"]) + toRead).toBeGreaterThanOrEqual(sent);
  });

  test.each<[string, () => readonly string[], Readonly<Record<string, string>>, RegExp]>([
    ["a folder that is not empty", () => [made], {}, /not empty.*made-\d{4}-/],
    ["a folder inside of the data", () => [join(original.dataDir, "x")], {}, /is inside of/],
    [
      "a data folder that was never used",
      () => [join(folder, "new")],
      { PARCOURS_DATA: join(tmpdir(), "parcours-nowhere") },
      /nothing to back up.*PARCOURS_DATA/,
    ],
    [
      "a ClickHouse server",
      () => [join(folder, "new")],
      { PARCOURS_STORE_URL: "http://user:hidden@clickhouse:8123" },
      /^Here the store is at http:\/\/user@clickhouse:8123\/\.[^]*BACKUP DATABASE[^]*--secrets-only/,
    ],
    [
      "a log on Kafka",
      () => [join(folder, "new")],
      { PARCOURS_KAFKA: "kafka:9092" },
      /the log is Kafka at kafka:9092[^]*MirrorMaker[^]*--reset-offsets/,
    ],
  ])("of %s says what to do", async (_, args, env, says) => {
    const { code, stderr, stdout } = await backup(args(), env);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(says);
    expect(existsSync(join(folder, "new"))).toBe(false);
  });

  test("takes secrets and keys along where the data are elsewhere, and restore puts them back", async () => {
    const env = { PARCOURS_STORE_URL: "http://clickhouse:8123", PARCOURS_KAFKA: "kafka:9092" };
    const secrets = join(folder, "secrets");
    expect((await backup([secrets, "--secrets-only"], env)).code).toBe(0);
    const names = ["default-keys.json", "keys.json", "manifest.json", "secrets.json"];
    expect(readdirSync(secrets).sort()).toEqual([...names, "parcours.config.yaml"].sort());
    const dataDir = join(folder, "keys-only");
    const back = await run(["restore", secrets], {
      ...{ ...original.env, ...env },
      PARCOURS_DATA: dataDir,
    });
    expect([back.code, back.stdout]).toEqual([0, expect.stringContaining("neither log nor store")]);
    expect(readdirSync(dataDir).sort()).toEqual(names.filter((name) => !name.startsWith("man")));
    const whole = await run(["restore", made], { ...original.env, ...env });
    expect([whole.code, whole.stderr]).toEqual([1, expect.stringContaining("Unset PARCOURS_")]);
  });
});

describe("parcours restore", () => {
  const restore = (args: readonly string[], dataDir = original.dataDir) =>
    run(["restore", ...args], { ...original.env, PARCOURS_DATA: dataDir });

  /** A copy of the backup in which something is not as it was. */
  function spoilt(name: string, spoil: (backup: string) => void): string {
    const copy = join(folder, name);
    cpSync(made, copy, { recursive: true });
    spoil(copy);
    return copy;
  }

  test("refuses a data folder on which Parcours runs, even to replace it", async () => {
    const { code, stderr } = await restore([made, "--replace"], restored.dataDir);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/Parcours runs on .*Stop it/)]);
    expect((await fetch(`${restored.url}/readyz`)).status).toBe(200);
  });

  test("refuses a data folder that holds something, unless it may put that aside", async () => {
    const refused = await restore([made]);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringMatching(/--replace/)]);

    const { code, stdout } = await restore([made, "--replace"]);
    expect(code).toBe(0);
    const undo = /^ {2}(mv .*)$/m.exec(stdout)?.[1] ?? "";
    expect(undo).toContain(".before-restore-");
    const rows = manifestOf(made).rows["events"] ?? 0;
    expect(stdout).toMatch(new RegExp(`events +${rows.toLocaleString("en")} rows`));
    await original.restart();
    await original.settled();
    expect(await figures(original)).toEqual(figuresBefore);
    const fromBackup = (await idsOf(original)).length;
    await original.halt();

    execFileSync("bash", ["-c", undo]); // as it says
    await original.restart();
    await original.settled();
    const all = (await idsOf(original)).length;
    expect(all).toBe(before.length + acknowledged.flat().length);
    expect(all).toBeGreaterThanOrEqual(fromBackup);
    await original.halt();
  }, 120_000);

  test.each<[string, (backup: string) => void, RegExp]>([
    [
      "a file with other bytes",
      (backup) => {
        const path = join(backup, "log", "data.mdb");
        const bytes = readFileSync(path);
        bytes[5_000] = (bytes[5_000] ?? 0) ^ 1;
        writeFileSync(path, bytes);
      },
      /log\/data\.mdb is not what was backed up: its checksum differs/,
    ],
    [
      "a file that is missing",
      (backup) => rmSync(join(backup, "store", ".backup")),
      /store\/\.backup is not what was backed up: it is missing/,
    ],
    [
      "a format that it doesn't know",
      (backup) => changeManifest(backup, { format: 2, parcours: "7.0.0" }),
      /format 2, and this Parcours reads format 1.*Parcours 7\.0\.0/,
    ],
    [
      "a manifest that is none",
      (backup) => writeFileSync(join(backup, "manifest.json"), "{"),
      /manifest\.json is not valid JSON/,
    ],
    [
      "no manifest",
      (backup) => rmSync(join(backup, "manifest.json")),
      /There is no backup in .*parcours backup/,
    ],
  ])("refuses a backup with %s", async (name, spoil, says) => {
    const dataDir = join(folder, "never", "data");
    const { code, stderr } = await restore([spoilt(`with ${name}`, spoil)], dataDir);
    expect([code, stderr]).toEqual([1, expect.stringMatching(says)]);
    expect(existsSync(dataDir)).toBe(false);
  });

  test("refuses what a newer Parcours stored", async () => {
    const newer = join(folder, "newer");
    const migrated = await startParcours({ dataDir: join(folder, "newer-data") });
    await asParcours(migrated, "INSERT INTO migrations VALUES ('9999_later.sql', '', now64(3))");
    expect((await migrated.command(["backup", newer])).code).toBe(0);
    await migrated.stop();
    const dataDir = join(folder, "never", "data");
    const { code, stderr } = await restore([newer], dataDir);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/9999_later\.sql.*newer Parcours/)]);
    expect(readdirSync(join(folder, "never"))).toEqual([]);
  }, 60_000);

  function changeManifest(backup: string, change: object): void {
    const manifest = { ...manifestOf(backup), ...change };
    writeFileSync(join(backup, "manifest.json"), JSON.stringify(manifest));
  }
});

/** Runs a statement as Parcours' own processes do. */
async function asParcours({ storeUrl, dataDir }: Running, statement: string): Promise<void> {
  const { store } = JSON.parse(readFileSync(join(dataDir, "secrets.json"), "utf8")) as {
    store: string;
  };
  const response = await fetch(`${storeUrl}/?database=parcours`, {
    method: "POST",
    headers: { "X-ClickHouse-User": "parcours", "X-ClickHouse-Key": store },
    body: statement,
  });
  expect([response.status, await response.text()]).toEqual([200, ""]);
}
