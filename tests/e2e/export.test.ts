import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { parquetReadObjects } from "hyparquet";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Row } from "../../schemas/answer.ts";
import type { QuestionName } from "../../schemas/questions/names.ts";
import { arrayBufferOf } from "../support/array-buffer.ts";
import { findPython, runPython, whyNoPython } from "../support/python.ts";
import { skipUnless } from "../support/requires.ts";
import { eventually, launch, startParcours, type Running } from "../support/running.ts";

const python = findPython();
const folder = mkdtempSync(join(tmpdir(), "parcours-export-"));
const file = (name: string) => join(folder, name);
let parcours: Running;

const ODD = `<"odd"> & 'é😀`;
const EMPLOYEES_WORDS = "employees-words-never-leave";

type Event = Readonly<Record<string, unknown>>;

/** An hour ago, so that the events lie in the same days as the simulated ones. */
const at = (seconds: number) => new Date(BEGAN + seconds * 1000).toISOString();
const BEGAN = Date.now() - 3_600_000;

function event(
  subject: string,
  id: string,
  type: string,
  seconds: number,
  more: Event = {},
): Event {
  const source = "urn:test:export";
  return { specversion: "1.0", id, source, type, time: at(seconds), subject, site: "S1", ...more };
}

/** Journeys in which it is easy to be wrong. */
const ODD_EVENTS: readonly Event[] = [
  // All at one time, told in the wrong order, with ids that sort in the wrong order.
  ...["service.ended", "service.started", "wait.ended", "ticket.called", "wait.started"].map(
    (type, nth) => {
      const data = type === "service.ended" ? { outcome: "resolved" } : {};
      return event("odd-ties", String(nth), type, 60, { data });
    },
  ),
  event("odd-ties", "9", "ticket.issued", 60, { data: { service: "PS" }, customer: "C-1" }),
  // One identity, two bodies: one of them counts, and which is for the hash to say.
  ...Array.from({ length: 24 }, (_, nth) => `odd-conflict-${String(nth)}`).flatMap((subject) => [
    event(subject, "1", "ticket.issued", 1, { data: { service: "PS" } }),
    event(subject, "2", "wait.started", 2, { data: { queue: subject } }),
    event(subject, "2", "ticket.called", 2, { data: { desk: subject } }),
  ]),
  event("odd-names", "1", "ticket.issued", 1, {
    site: ODD,
    customer: "C-1",
    channel: "office",
    data: { service: ODD, segment: "a\u0085b\uFFFEc", "x/y": [1, { z: null }] },
    traceparent: "00-abc/def",
    tries: 3,
  }),
  event("odd-names", "2", "service.started", 5, { staff: "P-1", data: { desk: ODD } }),
  event("odd-names", "3", "service.ended", 9, { data: { desk: "\uFFFF<D>", outcome: "resolved" } }),
  event("odd-names", "4", "review.submitted", 30, {
    data: { respondent: "employee", verbatim: EMPLOYEES_WORDS, csat: 1 },
  }),
];

beforeAll(async () => {
  parcours = await startParcours();
  const simulated = await parcours.command(["simulate", "--days", "1", "--seed", "export"]);
  expect(simulated.code, simulated.stderr).toBe(0);
  const receipt = (await (await parcours.post(ODD_EVENTS)).json()) as Event;
  expect(receipt).toMatchObject({ accepted: ODD_EVENTS.length, rejected: 0 });
  await parcours.settled();
}, 180_000);

afterAll(async () => {
  await parcours.stop();
  rmSync(folder, { recursive: true });
});

const ALL = { range: "all" } as const;

async function exported(name: string, out: string, ...more: readonly string[]): Promise<string> {
  const args = ["export", name, "--range", "all", "--out", file(out), ...more];
  const { code, stderr } = await parcours.command(args);
  expect(code, stderr).toBe(0);
  return stderr;
}

async function rowsOf(of: Running, question: QuestionName, body: object): Promise<readonly Row[]> {
  return (await of.ask(question, { ...ALL, ...body })).rows;
}

test("events come back into a fresh Parcours as they were, and give the same figures", async () => {
  await exported("events", "events.ndjson.gz");
  const lines = gunzipSync(readFileSync(file("events.ndjson.gz"))).toString("utf8");
  expect(lines).not.toContain(EMPLOYEES_WORDS);
  expect(lines).not.toMatch(/"(C|P)-1"/);

  const fresh = await startParcours();
  try {
    const headers = { authorization: `Bearer ${parcours.keys.admin}` };
    const sites = await (await fetch(`${parcours.url}/v1/sites`, { headers })).text();
    const saved = await fetch(`${fresh.url}/v1/sites`, {
      method: "PUT",
      headers: { authorization: `Bearer ${fresh.keys.admin}`, "content-type": "application/json" },
      body: sites,
    });
    expect(saved.status).toBe(200);
    const taken = await fresh.command(["import", file("events.ndjson.gz")]);
    expect([taken.code, taken.stdout], taken.stderr).toEqual([
      0,
      expect.stringContaining("Rejected: 0"),
    ]);
    await fresh.settled();

    const asked: readonly (readonly [QuestionName, object])[] = [
      ["waits", { by: ["site"] }],
      ["moments", { by: ["moment", "channel"] }],
      ["voice", { by: ["site"] }],
      ["paths", {}],
      ["paths", { kind: "variants" }],
      ["journeys", { limit: 10_000 }],
      ["trend", { metrics: ["abandonment", "nps"], by: ["service", "hour"] }],
    ];
    for (const [question, body] of asked) {
      const rows = await rowsOf(parcours, question, body);
      expect(rows.length, question).toBeGreaterThan(0);
      expect(await rowsOf(fresh, question, body), question).toEqual(rows);
    }

    const again = await fresh.command(["export", "events", "--range", "all"]);
    expect(again.code, again.stderr).toBe(0);
    expect(again.stdout === lines).toBe(true); // byte for byte: pseudonyms included
  } finally {
    await fresh.stop();
  }
}, 240_000);

test("journeys are those that the questions count, in Parquet as in lines", async () => {
  await exported("journeys", "journeys.parquet");
  await exported("journeys", "journeys.ndjson", "--format", "ndjson");
  const lines = readFileSync(file("journeys.ndjson"), "utf8").trim().split("\n");
  const told = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  const rows = await parquetReadObjects({
    file: arrayBufferOf(readFileSync(file("journeys.parquet"))),
  });
  const times = (row: Record<string, unknown>) => ({
    ...row,
    started: new Date(row["started"] as string),
    last: new Date(row["last"] as string),
  });
  expect(rows).toEqual(told.map(times));

  const [waits] = await rowsOf(parcours, "waits", {});
  expect(rows.length).toBe(waits!["journeys"]);
  const listed = await rowsOf(parcours, "journeys", { limit: 10_000 });
  const known = new Map(told.map((row) => [row["journey"], row]));
  for (const row of listed) expect(known.get(row["journey"])).toMatchObject(row);

  await exported(
    "journeys",
    "some.ndjson",
    "-f",
    "ndjson",
    "-w",
    "channel=phone,web",
    "-e",
    "service=tracking",
  );
  const some = readFileSync(file("some.ndjson"), "utf8").trim().split("\n").length;
  const filters = { where: { channel: ["phone", "web"] }, except: { service: ["tracking"] } };
  const [same] = await rowsOf(parcours, "waits", filters);
  expect([some, some > 0 && some < lines.length]).toEqual([same!["journeys"], true]);
});

test("events in Parquet are the lines, under the names of their attributes", async () => {
  await exported("events", "events.parquet", "--format", "parquet");
  await exported("events", "events.ndjson");
  const lines = readFileSync(file("events.ndjson"), "utf8").trim().split("\n");
  const rows = await parquetReadObjects({
    file: arrayBufferOf(readFileSync(file("events.parquet"))),
  });
  expect(rows.length).toBe(lines.length);
  const odd = rows.find(({ subject, id }) => subject === "odd-names" && id === "1");
  expect(odd).toMatchObject({ site: ODD, type: "ticket.issued", time: new Date(at(1)) });
  expect(JSON.parse(String(odd!["extensions"]))).toEqual({ traceparent: "00-abc/def", tries: 3 });
  expect(JSON.parse(String(odd!["data"]))).toMatchObject({ service: ODD, "x/y": [1, { z: null }] });
});

describe("PM4Py", skipUnless("python", whyNoPython(python)), () => {
  test("finds in the log the graph and the variants that paths counts, events of one time included", async () => {
    await exported("log", "all.xes");
    expect(readFileSync(file("all.xes"), "utf8")).not.toContain(EMPLOYEES_WORDS);
    const script = new URL("./export-log.py", import.meta.url).pathname;
    const said = JSON.parse(await runPython(python, ["-W", "ignore", script, file("all.xes")]));

    const edges = await rowsOf(parcours, "paths", { times: false });
    const variants = await rowsOf(parcours, "paths", { kind: "variants" });
    const sorted = (rows: readonly (readonly unknown[])[]) => rows.map(String).toSorted();
    expect(sorted(said.edges)).toEqual(
      sorted(edges.map((row) => [row["from"], row["to"], row["count"]])),
    );
    expect(sorted(said.variants)).toEqual(
      sorted(variants.map((row) => [row["variant"], row["journeys"]])),
    );
    const journeys = variants.reduce((sum, row) => sum + Number(row["journeys"]), 0);
    expect(journeys).toBeGreaterThan(2_000);

    expect(said.cases["odd-names"]).toMatchObject({
      "case:service": ODD,
      "case:segment": "a\u0085b\uFFFDc",
      "case:status": "served",
      "org:group": ODD,
      "lifecycle:transition": "complete",
    });
    expect(Object.keys(said.cases)).toHaveLength(26);
  }, 180_000);
});

describe("the file", () => {
  const run = (...args: readonly string[]) =>
    parcours.command(["export", "journeys", "-f", "ndjson", ...args]);

  test("is not replaced unless that is asked for", async () => {
    writeFileSync(file("there"), "mine");
    const refused = await run("--out", file("there"));
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("--force")]);
    expect(readFileSync(file("there"), "utf8")).toBe("mine");
    const forced = await run("--range", "all", "--out", file("there"), "--force");
    expect([forced.code, readFileSync(file("there"), "utf8").slice(0, 11)]).toEqual([
      0,
      '{"journey":',
    ]);
  });

  test.each([
    [["--where", "site"], /--where takes a dimension and its values/],
    [["--where", "sites=S1"], /Did you mean "site"/],
    [["--range", "last_week"], /range/],
    [["--from", "2026-03-01"], /--to is missing/],
    [["--from", "2026-03-01", "--to", "2026-03-02", "--range", "all"], /either --range/],
    [["--timezone", "Mars/Base"], /IANA time zone/],
    [["--format", "xlsx"], /Allowed choices are parquet, ndjson/],
  ])("is not begun for %o, and what to do is said", async (args, words) => {
    const { code, stderr } = await run("--out", file("never"), ...args);
    expect([code, stderr]).toEqual([1, expect.stringMatching(words)]);
    expect(readdirSync(folder).filter((name) => name.startsWith("never"))).toEqual([]);
  });

  const halves = () => readdirSync(folder).filter((name) => name.startsWith("half"));

  test("is not there when the server breaks off half-way, and the command says so", async () => {
    const server = await unfinishedServer("hangs up");
    const args = ["export", "events", "--out", file("half.ndjson")];
    const { code, stderr } = await parcours.command(args, { PARCOURS_URL: urlOf(server) });
    expect([code, stderr]).toEqual([1, expect.stringContaining("broke off")]);
    expect(stderr).toContain("Run the same command again");
    expect(halves()).toEqual([]);
    server.close();
  });

  test("is not there when the command is interrupted", async () => {
    const server = await unfinishedServer("does nothing");
    const env = { ...parcours.env, PARCOURS_URL: urlOf(server) };
    const program = launch(["export", "events", "--out", file("half.ndjson")], env);
    await eventually("it has begun", async () => halves().length === 1);
    program.child.kill("SIGINT");
    const [code] = (await once(program.child, "exit")) as [number | null];
    expect([code, program.errors()]).toEqual([1, expect.stringContaining("Interrupted.")]);
    expect(halves()).toEqual([]);
    server.close();
    server.closeAllConnections();
  });

  test("says where it can't be written", async () => {
    const { code, stderr } = await run("--out", file("no/such/folder.ndjson"));
    expect([code, stderr]).toEqual([1, expect.stringContaining("could not be written")]);
  });
});

/** Says that two events come, sends one, and then hangs up or does nothing more. */
async function unfinishedServer(then: "hangs up" | "does nothing"): Promise<Server> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { "parcours-events": "2", "parcours-journeys": "1" });
    response.write('{"specversion":"1.0"}\n', () => {
      if (then === "hangs up") setTimeout(() => response.destroy(), 100);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}
