import { readdirSync, statSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { getPriority } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Receipt } from "../../schemas/admission.ts";
import { Problem } from "../../schemas/problem.ts";
import { eventually, freePorts, run, startParcours, type Running } from "../support/running.ts";

const PAGE = "https://www.example.org";
const EVERYTHING = { range: "all" };

let parcours: Running;
/** Journeys that were accepted. */
let kept = 0;

beforeAll(async () => {
  parcours = await startParcours();
}, 120_000);

afterAll(async () => {
  await parcours.stop();
});

const ticket = (service = "parcel") => ({
  specversion: "1.0",
  id: uuidv7(),
  source: "urn:test:life",
  type: "ticket.issued",
  time: new Date().toISOString(),
  subject: uuidv7(),
  site: "S1",
  channel: "office",
  data: { service },
});

async function accept(count: number): Promise<void> {
  const response = await parcours.post(Array.from({ length: count }, () => ticket()));
  expect(response.status).toBe(202);
  kept += count;
}

async function journeys(): Promise<unknown> {
  return (await parcours.ask("waits", EVERYTHING)).rows[0]?.["journeys"];
}

/** Everything that was ever accepted is in the figures, and nothing else. */
async function expectAllKept(): Promise<void> {
  await parcours.settled();
  expect(await journeys()).toBe(kept);
}

const get = (path: string, headers: Readonly<Record<string, string>> = {}) =>
  fetch(parcours.url + path, { headers, redirect: "manual" });

async function missing(): Promise<readonly string[]> {
  const response = await get("/readyz");
  const { status, missing: parts } = (await response.json()) as {
    status: string;
    missing: string[];
  };
  expect([response.status, status]).toEqual(
    parts.length === 0 ? [200, "ready"] : [503, "not ready"],
  );
  return parts;
}

test("the front gives way to the processor", async () => {
  const { front, processor } = parcours.pids();
  await eventually("the front is nicer", () => getPriority(front) > getPriority(processor));
});

describe("a part that is killed", () => {
  test("comes back: the store, of which /readyz tells, while events are taken", async () => {
    await accept(10);
    const killed = parcours.kill("store");
    await eventually("/readyz misses the store", async () =>
      (await missing()).includes("the store does not answer"),
    );
    await accept(10);
    expect((await get("/livez")).status).toBe(200);
    await parcours.ready();
    expect(parcours.pids().store).not.toBe(killed);
    await expectAllKept();
  });

  test("comes back: the store, in time for a question that was asked meanwhile", async () => {
    parcours.kill("store");
    expect(await journeys()).toBe(kept);
    await parcours.ready();
  });

  test("comes back: the processor", async () => {
    await accept(10);
    const killed = parcours.kill("processor");
    await accept(10);
    await eventually("another processor runs", () => {
      const { processor } = parcours.pids();
      return processor !== undefined && processor !== killed;
    });
    await parcours.ready();
    await expectAllKept();
  });

  test("comes back: the front, with the same keys", async () => {
    const killed = parcours.kill("front");
    await expect(get("/livez")).rejects.toThrow();
    await parcours.ready();
    expect(parcours.pids().front).not.toBe(killed);
    await accept(10);
    await expectAllKept();
  });

  test("comes back with all the others, twice in a row", async () => {
    for (let round = 0; round < 2; round += 1) {
      for (const role of ["front", "store", "processor"] as const) parcours.kill(role);
      await parcours.ready();
      await accept(10);
    }
    await expectAllKept();
  });

  test("is missed by /readyz as well when it only hangs", async () => {
    parcours.kill("processor", "SIGSTOP");
    try {
      await eventually("/readyz misses the processor", async () =>
        (await missing()).includes("the processor is silent"),
      );
      await accept(10);
      const { freshness } = await parcours.ask("waits", EVERYTHING);
      expect(freshness.behind_seconds).toBeGreaterThan(0);
    } finally {
      parcours.kill("processor", "SIGCONT");
    }
    await parcours.ready();
    await expectAllKept();
  });

  test("is followed by the others when it is the supervisor", async () => {
    await accept(10);
    await parcours.crash();
    await parcours.restart();
    await expectAllKept();
  });
});

describe("a graceful stop", () => {
  test("loses nothing that was answered 202, and is short", async () => {
    const answers: number[] = [];
    let attempts = 0;
    let isOver = false;
    const keep = async () => {
      while (!isOver) {
        attempts += 1;
        const response = await parcours.post(ticket()).catch(() => undefined);
        if (response === undefined) return; // nobody listens any longer
        answers.push(response.status);
        if (response.status !== 202) {
          expect(response.headers.get("content-type")).toContain("application/problem+json");
        }
        await response.arrayBuffer();
      }
    };
    const senders = Array.from({ length: 8 }, keep);
    const watcher = await get("/v1/live", {
      authorization: `Bearer ${parcours.keys.read}`,
      accept: "text/event-stream",
    });
    expect(watcher.headers.get("content-type")).toContain("text/event-stream");
    const watched = watcher.text().catch(() => "");
    await pause(700);
    const tookMs = await parcours.halt();
    isOver = true;
    await Promise.all([...senders, watched]);
    expect(tookMs).toBeLessThan(5_000);
    await parcours.restart();
    await parcours.settled();
    const found = Number(await journeys());
    const accepted = answers.filter((status) => status === 202).length;
    expect(accepted).toBeGreaterThan(20);
    expect(found).toBeGreaterThanOrEqual(kept + accepted); // an answer may be lost on its way
    expect(found).toBeLessThanOrEqual(kept + attempts);
    kept = found;
  }, 60_000);

  test("keeps the figures, the keys and the sessions", async () => {
    const read = await parcours.createKey("reader", "--scope", "read");
    const cookie = await signIn();
    const question = { ...EVERYTHING, by: ["service", "hour"] };
    const before = (await parcours.ask("waits", question)).rows;
    const { keys } = parcours;
    await parcours.restart();
    expect(parcours.keys).toEqual(keys);
    expect((await parcours.ask("waits", question, { key: read })).rows).toEqual(before);
    expect((await get("/v1/me", { cookie })).status).toBe(200);
  }, 60_000);
});

describe("a start", () => {
  const start = (env: Readonly<Record<string, string>>) =>
    run(["start"], { ...parcours.env, ...env });

  test.each<[string, "PARCOURS_PORT" | "PARCOURS_STORE_PORT"]>([
    ["front's", "PARCOURS_PORT"],
    ["store's", "PARCOURS_STORE_PORT"],
  ])(
    "on a port that is taken, the %s, says what to do",
    async (_, variable) => {
      const server = createServer().listen(0, "127.0.0.1");
      await new Promise((resolve) => server.once("listening", resolve));
      const taken = String((server.address() as AddressInfo).port);
      const [port, storePort] = await freePorts();
      try {
        const { code, stderr, stdout } = await start({
          PARCOURS_PORT: String(port),
          PARCOURS_STORE_PORT: String(storePort),
          PARCOURS_DATA: join(parcours.dataDir, "..", variable),
          [variable]: taken,
        });
        expect(code).toBe(1);
        expect(stderr).toContain(`127.0.0.1:${taken}`);
        expect(stderr).toContain(`set ${variable} to another`);
        expect(stdout).not.toContain("is ready");
      } finally {
        server.close();
      }
    },
    60_000,
  );

  test("on a folder that is in use says so, and does the one who uses it no harm", async () => {
    const [port, storePort] = await freePorts();
    const ports = { PARCOURS_PORT: String(port), PARCOURS_STORE_PORT: String(storePort) };
    const { code, stderr } = await start(ports);
    expect(code).toBe(1);
    expect(stderr).toMatch(/PARCOURS_DATA/);
    await accept(1);
    await expectAllKept();
  }, 60_000);

  test("with a variable that is none names the nearest", async () => {
    const { code, stderr } = await start({ PARCOURS_PROT: "1" });
    expect(code).toBe(1);
    expect(stderr).toMatch(/PARCOURS_PROT.*Did you mean PARCOURS_PORT\?/);
  });
});

/** Signs in with a fresh link, as a browser does; returns the cookie to send. */
async function signIn(): Promise<string> {
  const { code, stdout } = await parcours.command(["link"]);
  expect(code).toBe(0);
  const response = await fetch(stdout.trim(), { redirect: "manual" });
  return (response.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
}

describe("the link", () => {
  test("signs a browser in once", async () => {
    const { pathname, search } = new URL(parcours.link());
    const path = pathname + search;
    const first = await get(path);
    expect([first.status, first.headers.get("location")]).toEqual([303, "/"]);
    expect(first.headers.get("cache-control")).toBe("no-store");
    const set = first.headers.get("set-cookie") ?? "";
    const [cookie = "", ...attributes] = set.split("; ");
    expect(cookie).toMatch(/^parcours_session=[\w-]+\.[\w-]+$/);
    expect(attributes).toEqual(
      expect.arrayContaining(["Path=/", "HttpOnly", "SameSite=Strict", "Max-Age=2592000"]),
    );
    const second = await get(path);
    expect([second.status, second.headers.get("set-cookie")]).toEqual([303, null]);
    const never = await get("/signin?code=AAAA");
    expect([never.status, never.headers.get("set-cookie")]).toEqual([303, null]);
    expect((await get("/v1/me", { cookie })).status).toBe(200);
  });

  test("opens what may be read, to pages of its own, and nothing else", async () => {
    const cookie = await signIn();
    const ask = (path: string, headers: Readonly<Record<string, string>>) =>
      fetch(parcours.url + path, {
        method: "POST",
        headers: { "content-type": "application/json", cookie, ...headers },
        body: JSON.stringify(path === "/v1/events" ? ticket() : EVERYTHING),
      });
    expect((await ask("/v1/questions/waits", { origin: parcours.url })).status).toBe(200);
    expect((await ask("/v1/questions/waits", {})).status).toBe(200);
    const foreign = await ask("/v1/questions/waits", { origin: "https://evil.example" });
    expect(foreign.status).toBe(403);
    expect(Problem.parse(await foreign.json()).code).toBe("wrong-origin");
    for (const path of ["/v1/events", "/v1/links"]) {
      const refused = await ask(path, { origin: parcours.url });
      expect([path, refused.status]).toEqual([path, 403]);
    }
    const [name = "", value = ""] = cookie.split("=");
    const [payload = "", signature = ""] = value.split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as object;
    const forged = Buffer.from(JSON.stringify({ ...claims, name: "root" })).toString("base64url");
    for (const fake of [`${forged}.${signature}`, `${payload}.`, payload, "", ".", "a.b.c"]) {
      expect((await get("/v1/me", { cookie: `${name}=${fake}` })).status, fake).toBe(401);
    }
  });
});

describe("a key", () => {
  const status = async (key: string) => (await parcours.post([], { key })).status;

  async function secondsUntil(key: string, expected: number): Promise<number> {
    const began = performance.now();
    await eventually(String(expected), async () => (await status(key)) === expected, 10_000);
    return (performance.now() - began) / 1000;
  }

  test("works within a second of being made, and stops within one of being revoked", async () => {
    const key = await parcours.createKey("kiosk", "--scope", "write");
    expect(await secondsUntil(key, 202)).toBeLessThan(1.5);
    const list = await parcours.command(["keys", "list"]);
    expect(list.stdout).toMatch(/^kiosk\tdefault\tsecret\twrite\t/m);
    expect(list.stdout).not.toContain(key);
    const revoked = await parcours.command(["keys", "revoke", "kiosk"]);
    expect(revoked.code).toBe(0);
    expect(await secondsUntil(key, 401)).toBeLessThan(1.5);
  }, 30_000);

  test.each<[string, readonly string[], RegExp]>([
    ["a name that is taken", ["create", "reader", "--scope", "read"], /revoke it first/],
    [
      "rights to read on a public page",
      ["create", "k", "--scope", "read", "--origin", PAGE],
      /may write, nothing else/,
    ],
    [
      "an admin's rights at one site",
      ["create", "k", "--scope", "admin", "--site", "S1"],
      /for all sites/,
    ],
  ])("is not made with %s", async (_, args, says) => {
    const { code, stderr, stdout } = await parcours.command(["keys", ...args]);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(says);
  });

  test("bound to sites sees these alone", async () => {
    const key = await parcours.createKey("branch", "--scope", "read", "--site", "S2");
    await parcours.post({ ...ticket(), site: "S2" });
    kept += 1;
    await parcours.settled();
    const { rows } = await parcours.ask("waits", { ...EVERYTHING, by: ["site"] }, { key });
    expect(rows.map((row) => [row["site"], row["journeys"]])).toEqual([["S2", 1]]);
    const where = { site: ["S1"] };
    const others = await parcours.ask("waits", { ...EVERYTHING, where }, { key });
    expect(others.rows[0]?.["journeys"]).toBe(0);
  });
});

describe("an import", () => {
  const folder = () => join(parcours.dataDir, "..");
  const lines = (count: number, more: object = {}) =>
    Array.from({ length: count }, () => JSON.stringify({ ...ticket(), ...more })).join("\n");

  test("sends events of which a thousand are more than a request may hold", async () => {
    const file = join(folder(), "large.ndjson");
    writeFileSync(file, lines(1_100, { note: "x".repeat(6_000) }));
    const { code, stdout, stderr } = await parcours.command(["import", file]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("1,100 rows gave 1,100 events: 1,100 accepted");
    kept += 1_100;
    await expectAllKept();
  });

  test("of a file that is cut says so; of the whole one, it takes the rest", async () => {
    const whole = gzipSync(lines(5_000));
    const file = join(folder(), "cut.ndjson.gz");
    writeFileSync(file, whole.subarray(0, whole.length / 2));
    const cut = await parcours.command(["import", file]);
    expect(cut.code).toBe(1);
    expect(cut.stderr).toMatch(/could not be imported to its end.*run the same command again/);
    writeFileSync(file, whole);
    const { code, stdout } = await parcours.command(["import", file]);
    expect(code).toBe(0);
    expect(stdout).toContain("5,000 rows gave 5,000 events");
    kept += 5_000;
    await expectAllKept();
  });

  test("leaves out what is no event, and counts it by its reason", async () => {
    const file = join(folder(), "mixed.ndjson");
    const bad = [{ ...ticket(), time: "soon" }, { ...ticket(), type: "ticket" }, 7].map((event) =>
      JSON.stringify(event),
    );
    writeFileSync(file, [lines(2), ...bad, "{", lines(1)].join("\n"));
    const { code, stdout } = await parcours.command(["import", file]);
    expect(code).toBe(0);
    expect(stdout).toContain("7 rows gave 6 events: 3 accepted");
    expect(stdout).toMatch(/Rejected: 4\n( {2}1 .+\n){4}/);
    kept += 3;
    await expectAllKept();
  });

  test.each<[string, readonly string[], RegExp]>([
    ["a file that is not there", ["import", "/nowhere.ndjson"], /\/nowhere\.ndjson/],
    ["a format that is none", ["import", "-f", "constructor", "x"], /ndjson, csv, technion/],
  ])("of %s says what to do", async (_, args, says) => {
    const { code, stderr } = await parcours.command(args);
    expect(code).toBe(1);
    expect(stderr).toMatch(says);
  });

  test("with a key that is refused fails, and says what the collector said", async () => {
    const file = join(folder(), "refused.ndjson");
    writeFileSync(file, lines(2_500));
    const stranger = { PARCOURS_WRITE_KEY: "pk_write_nobody_knows_this" };
    const { code, stdout, stderr } = await parcours.command(["import", file], stranger);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/answered 401.*parcours keys list/);
  });

  test("where nobody answers says how to start", async () => {
    const [port] = await freePorts();
    const nobody = { PARCOURS_URL: `http://127.0.0.1:${String(port)}` };
    const { code, stderr } = await parcours.command(["import", "x.ndjson"], nobody);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/Nobody answers.*npm start/)]);
  });
});

describe("CORS", () => {
  const preflight = (origin: string, path = "/v1/events") =>
    fetch(parcours.url + path, {
      method: "OPTIONS",
      headers: {
        origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization, content-type",
      },
    });

  test("lets pages of public keys send events, and no others", async () => {
    const key = await parcours.createKey("page", "--scope", "write", "--origin", PAGE);
    await eventually("the key works", async () => {
      const { headers } = await preflight(PAGE);
      return headers.get("access-control-allow-origin") === PAGE;
    });
    const allowed = await preflight(PAGE);
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get("access-control-allow-methods")).toContain("POST");
    expect(allowed.headers.get("access-control-allow-headers")).toMatch(
      /authorization.*content-type/,
    );
    expect(allowed.headers.get("access-control-allow-credentials")).toBeNull();
    expect(allowed.headers.get("vary")).toContain("Origin");
    const refused = await preflight("https://evil.example");
    expect(refused.headers.get("access-control-allow-origin")).toBeNull();

    const sent = await parcours.post(ticket(), { key, headers: { origin: PAGE } });
    expect([sent.status, sent.headers.get("access-control-allow-origin")]).toEqual([202, PAGE]);
    kept += 1;
    const beacon = await fetch(`${parcours.url}/v1/events?key=${key}`, {
      method: "POST",
      headers: { origin: PAGE, "content-type": "text/plain;charset=UTF-8" },
      body: JSON.stringify(ticket()),
    });
    expect(beacon.status).toBe(202);
    kept += 1;
    const problem = await parcours.post([7], { key, headers: { origin: "https://evil.example" } });
    expect(problem.status).toBe(403);
    expect(problem.headers.get("access-control-allow-origin")).toBeNull();
  });

  test("is on no other route", async () => {
    const asked = await preflight(PAGE, "/v1/questions/waits");
    expect(asked.headers.get("access-control-allow-origin")).toBeNull();
    const response = await get("/v1/me", {
      origin: PAGE,
      authorization: `Bearer ${parcours.keys.read}`,
    });
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
  });
});

describe("/metrics", () => {
  const read = async () => {
    const response = await get("/metrics");
    expect(response.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
    return readMetrics(await response.text());
  };

  test("is in Prometheus' format", async () => {
    const { types, samples } = await read();
    expect(samples.size).toBeGreaterThan(50);
    for (const [series, value] of samples) {
      const name = /^[^{]+/.exec(series)?.[0] ?? "";
      const family = name.replace(/_(bucket|sum|count)$/, "");
      const type = types.get(name) ?? types.get(family);
      expect(type, series).toMatch(/^(counter|gauge|histogram|summary)$/);
      if (type === "counter") expect(value, series).toBeGreaterThanOrEqual(0);
      if (!series.includes('le="+Inf"')) continue;
      const count = series.replace("_bucket", "_count").replace(/le="\+Inf",|,le="\+Inf"/, "");
      expect(samples.get(count), series).toBe(value);
    }
    for (const role of ["front", "processor"]) {
      expect([...samples.keys()].some((series) => series.includes(`role="${role}"`))).toBe(true);
    }
  });

  test("counts what was accepted, repeated and refused, and what is not processed yet", async () => {
    const counted = async () => {
      const { samples } = await read();
      const of = (status: string) =>
        [...samples].find(
          ([series]) =>
            series.startsWith("parcours_collector_events_total{") &&
            series.includes(`status="${status}"`),
        )?.[1] ?? 0;
      return [of("accepted"), of("duplicate"), of("rejected")] as const;
    };
    const before = await counted();
    const event = ticket();
    const receipt = Receipt.parse(await (await parcours.post([event, ticket(), 7, event])).json());
    kept += 2;
    // within one request the second of a pair is not known yet
    const again = Receipt.parse(await (await parcours.post([event])).json());
    expect(again).toMatchObject({ accepted: 0, duplicate: 1 });
    const after = await counted();
    expect(after.map((value, index) => value - (before[index] ?? 0))).toEqual([
      receipt.accepted,
      receipt.duplicate + 1,
      1,
    ]);
    await parcours.settled();
    const { samples } = await read();
    const lag = [...samples].find(([series]) => series.startsWith("parcours_log_lag_events"));
    expect(lag?.[1]).toBe(0);
    await expectAllKept();
  });
});

test("what is kept is open to nobody else on the machine", () => {
  const open = (folder: string): readonly string[] =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0; // parts come and go
      const isOpen = (mode & 0o077) !== 0 && !entry.isSymbolicLink();
      return [
        ...(isOpen ? [`${path} ${(mode & 0o777).toString(8)}`] : []),
        ...(entry.isDirectory() ? open(path) : []),
      ];
    });
  expect((statSync(parcours.dataDir).mode & 0o777).toString(8)).toBe("700");
  for (const file of ["secrets.json", "default-keys.json", "keys.json"]) {
    expect((statSync(join(parcours.dataDir, file)).mode & 0o777).toString(8), file).toBe("600");
  }
  expect(open(parcours.dataDir)).toEqual([]);
});

interface Metrics {
  readonly types: ReadonlyMap<string, string>;
  readonly samples: ReadonlyMap<string, number>;
}

const NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
const LABEL = String.raw`[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"`;
const SAMPLE = new RegExp(String.raw`^(${NAME}(?:\{(?:${LABEL}(?:,${LABEL})*)?\})?) (\S+)$`);

/** Reads the text format, strictly: a line that is none, or a series that stands twice, is an error. */
function readMetrics(text: string): Metrics {
  const types = new Map<string, string>();
  const samples = new Map<string, number>();
  expect(text.endsWith("\n")).toBe(true);
  for (const line of text.split("\n")) {
    if (line === "" || line.startsWith("# HELP ")) continue;
    const [, name, type] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? [];
    if (name !== undefined && type !== undefined) {
      expect(types.has(name), `two types of ${name}`).toBe(false);
      types.set(name, type);
      continue;
    }
    const [, series = "", value = ""] = SAMPLE.exec(line) ?? [];
    expect(series, `no sample: ${line}`).not.toBe("");
    expect(samples.has(series), `twice: ${series}`).toBe(false);
    const number = value === "+Inf" ? Number.POSITIVE_INFINITY : Number(value);
    expect(Number.isNaN(number) && value !== "NaN", line).toBe(false);
    samples.set(series, number);
  }
  return { types, samples };
}
