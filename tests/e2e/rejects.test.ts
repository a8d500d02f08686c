import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Receipt, SENDER_HEADER } from "../../schemas/admission.ts";
import { Problem } from "../../schemas/problem.ts";
import {
  ForgottenRejects,
  RejectsPage,
  WholeReject,
  type KeptReject,
} from "../../schemas/rejects.ts";
import { eventually, startParcours, type Running } from "../support/running.ts";

const OURS = { id: "ours", timezone: "Europe/Paris" };
const THEIRS = { id: "theirs", timezone: "Europe/Paris" };

let parcours: Running;
let theirAdmin = "";
let kiosk = "";

beforeAll(async () => {
  parcours = await startParcours({
    config: { tenants: [OURS, THEIRS] },
    env: { PARCOURS_SKEW_SECONDS: "0" },
  });
  theirAdmin = await parcours.createKey("their-admin", "--tenant", "theirs", "--scope", "admin");
  kiosk = await parcours.createKey("kiosk é", "--scope", "write");
  await eventually("the kiosk's key works", async () => (await send([], kiosk)).ok);
}, 120_000);

afterAll(async () => {
  await parcours.stop();
});

type Event = Readonly<Record<string, unknown>>;

const ticket = (more: Event = {}): Event => ({
  specversion: "1.0",
  id: uuidv7(),
  source: "urn:test:rejects",
  type: "ticket.issued",
  time: new Date().toISOString(),
  subject: uuidv7(),
  site: "S1",
  channel: "office",
  data: { service: "parcel" },
  ...more,
});

const send = (events: object, key: string) => parcours.post(events, { key });

async function refuse(events: readonly object[], key = parcours.keys.write): Promise<void> {
  const receipt = Receipt.parse(await (await send(events, key)).json());
  expect(receipt).toMatchObject({ accepted: 0, duplicate: 0, rejected: events.length });
}

const api = (path: string, init: RequestInit = {}, key = parcours.keys.admin) =>
  fetch(parcours.url + path, {
    ...init,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
  });

async function list(filters: Record<string, string> = {}, key = parcours.keys.admin) {
  const response = await api(`/v1/rejects?${String(new URLSearchParams(filters))}`, {}, key);
  const body: unknown = await response.json();
  expect(response.status, JSON.stringify(body)).toBe(200);
  return RejectsPage.parse(body);
}

/** The rejects with this text, once there are so many. */
async function rejectsWith(text: string, count: number): Promise<readonly KeptReject[]> {
  let found: readonly KeptReject[] = [];
  await eventually(`${count} rejects with ${text}`, async () => {
    found = (await list({ text })).rejects;
    return found.length === count;
  });
  return found;
}

async function parcoursRejects(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await parcours.command(["rejects", ...args]);
  expect([code, stderr]).toEqual([0, ""]);
  return stdout;
}

async function journeysAt(site: string): Promise<unknown> {
  await parcours.settled();
  const { rows } = await parcours.ask("waits", { range: "all", where: { site: [site] } });
  return rows[0]?.["journeys"];
}

const asTheirAdmin = () => ({ PARCOURS_ADMIN_KEY: theirAdmin });

describe("an event from the future", () => {
  const customer = "Jeanne Dupont";
  const site = "future";
  const at = (time: string) => ticket({ site, customer, time });
  let early: readonly Event[] = [];
  let known: Event = {};
  let ids: readonly string[] = [];

  test("is refused, and listed with its reason, its sender and no person", async () => {
    expect((await send([at(new Date().toISOString())], kiosk)).status).toBe(202);
    const soon = new Date(Date.now() + 8_000).toISOString();
    early = [at(soon), at(soon), at(soon)];
    known = { ...at(soon), site: "known" };
    await refuse([...early, known], kiosk);
    await pause(500); // a sender that retries makes copies in the store, which are one reject
    await refuse(early, kiosk);
    const rejects = await rejectsWith('"site":"future"', 3);
    ids = rejects.map(({ reject }) => reject);
    for (const one of rejects) {
      expect(one).toMatchObject({ reason: "future-time", path: "time", key: "kiosk é" });
      expect(one.body).not.toContain(customer);
    }
    expect(await parcoursRejects("list", "--text", '"site":"future"')).toMatch(
      /^3 rejects, from \S+Z to \S+Z\n\n {2}3 {2}future-time {2}The time lies in the future.*\n\nreject +received +reason +path +key\n([0-9a-f]{12} {2}\S+Z {2}future-time {2}time {2}kiosk é\n){3}$/,
    );
  });

  test("is nobody else's: another tenant's admin sees, replays and forgets none of it", async () => {
    expect(await list({}, theirAdmin)).toMatchObject({ reasons: [], rejects: [] });
    for (const id of ids) expect((await api(`/v1/rejects/${id}`, {}, theirAdmin)).status).toBe(404);
    const body = JSON.stringify({ rejects: ids });
    const forget = await api("/v1/rejects/forget", { method: "POST", body }, theirAdmin);
    expect(await forget.json()).toEqual({ forgotten: 0 });
    const args = ["rejects", "replay", "--all"];
    const { stdout } = await parcours.command(args, asTheirAdmin());
    expect(stdout).toBe("Sent 0 events.\n");
    expect((await list({ text: site })).rejects).toHaveLength(3);
  });

  test("is sent by nobody on a dry run", async () => {
    await pause(Math.max(0, Date.parse(String(early[0]?.["time"])) - Date.now()) + 50);
    const out = await parcoursRejects("replay", "--text", site, "--dry-run");
    expect(out).toBe("Would send 3 events, refused before as\n  3  future-time\n");
    expect(await journeysAt(site)).toBe(1);
    expect((await list({ text: site })).rejects).toHaveLength(3);
  });

  test("is accepted once its time has come, is in the figures, and leaves the list", async () => {
    const out = await parcoursRejects("replay", "--reason", "future-time", "--text", site);
    expect(out).toBe(
      "Sent 3 events again\n  3  accepted\nWhat was accepted is in the figures now.\n",
    );
    expect(await journeysAt(site)).toBe(4);
    expect((await list({ text: site })).rejects).toEqual([]);
  });

  test("changes nothing when it is replayed again, or sent once more by its sender", async () => {
    const question = { range: "all", by: ["site"] };
    const { rows } = await parcours.ask("waits", question);
    expect(await parcoursRejects("replay", "--text", site)).toBe("Sent 0 events.\n");
    expect((await send(early, kiosk)).status).toBe(202);
    await parcours.settled();
    expect((await parcours.ask("waits", question)).rows).toEqual(rows);
    expect((await parcours.ask("waits", { range: "all" }, { key: theirAdmin })).rows).toEqual([
      expect.objectContaining({ journeys: 0 }),
    ]);
  });

  test("that is known already leaves the list as well", async () => {
    expect((await send([known], kiosk)).status).toBe(202);
    expect(await parcoursRejects("replay", "--text", '"site":"known"')).toBe(
      "Sent 1 event again\n  1  known already\n",
    );
    expect(await journeysAt("known")).toBe(1);
    expect((await list({ text: '"site":"known"' })).rejects).toEqual([]);
  });
});

describe("what stays wrong", () => {
  const text = "stays wrong";
  const lines = [
    ticket({ note: text, time: "2124-01-01T00:00:00Z" }),
    ticket({ note: text, type: "ticket.isued", data: { nps: 3 } }),
    ticket({ note: text, channel: "fax", customer: null }),
    ticket({ note: text, customer: null }),
    ticket({ note: text, extension: "x".repeat(65_536) }),
  ].map((event) => JSON.stringify(event));

  test("is counted by its reason, and left as it is where it is no whole event", async () => {
    const body = [...lines, `{"note":"${text}"`].join("\n");
    const headers = {
      authorization: `Bearer ${kiosk}`,
      "content-type": "application/x-ndjson",
    };
    const response = await fetch(`${parcours.url}/v1/events`, { method: "POST", headers, body });
    expect(await response.json()).toMatchObject({ accepted: 0, rejected: 6 });
    const before = await rejectsWith(text, 6);
    const summary = [
      "Sent 4 events again",
      "  2  refused again: invalid",
      "  1  refused again: future-time",
      "  1  refused again: unknown-type",
      "Left 2 as they are",
      "  1  not JSON: cannot be replayed",
      "  1  not kept whole: cannot be replayed",
      "",
    ].join("\n");
    expect(sorted(await parcoursRejects("replay", "--text", text))).toEqual(sorted(summary));
    // What is refused afterwards is stored after what was refused by then.
    await refuse([ticket({ type: "no", site: "marker" })]);
    await rejectsWith('"site":"marker"', 1);
    expect((await list({ text })).rejects).toEqual(before);
    expect(await journeysAt("S1")).toBe(0);
  });

  const sorted = (output: string) => output.split("\n").sort();

  test("is shown whole, with what to do, or as nothing but its body", async () => {
    const [unknown] = (await list({ text, reason: "unknown-type" })).rejects;
    const id = unknown?.reject ?? "";
    const shown = await parcoursRejects("show", id.slice(0, 12));
    expect(shown).toContain(`reject    ${id}\n`);
    expect(shown).toMatch(/^detail {4}.*Did you mean ticket\.issued\?$/m);
    expect(shown).toContain('\n  "type": "ticket.isued",\n');
    expect(shown).toContain("npx parcours rejects replay --reason unknown-type");
    expect(await parcoursRejects("show", id, "--raw")).toBe(`${unknown?.body ?? ""}\n`);
    const [broken] = (await list({ text, reason: "not-json" })).rejects;
    const raw = await parcoursRejects("show", broken?.reject ?? "");
    expect(raw).toContain(`{"note":"${text}"\n\nThis is not JSON, and cannot be replayed.`);
    const whole = WholeReject.parse(await (await api(`/v1/rejects/${id}`)).json());
    expect(whole).toEqual({
      ...unknown,
      remedy: "The type is not one of the thirteen; see /docs.",
      replay: "possible",
    });
  });

  test("can be mended by hand and imported, and forgotten then", async () => {
    const [unknown] = (await list({ text, reason: "unknown-type" })).rejects;
    const id = unknown?.reject ?? "";
    const raw = await parcoursRejects("show", id, "--raw");
    const file = join(parcours.dataDir, "..", "mended.ndjson");
    const mended = raw
      .replace("ticket.isued", "ticket.issued")
      .replace(/"site":"S1"/, '"site":"S2"');
    writeFileSync(file, mended.replace('"nps":3', '"service":"parcel"'));
    const imported = await parcours.command(["import", "-f", "ndjson", file]);
    expect(imported.stdout).toContain("1 rows gave 1 events: 1 accepted");
    expect(await journeysAt("S2")).toBe(1);
    const forget = (body: object) =>
      api("/v1/rejects/forget", { method: "POST", body: JSON.stringify(body) });
    const before = { rejects: [id], received_until: "2020-01-01T00:00:00Z" };
    expect(await (await forget(before)).json()).toEqual({ forgotten: 0 });
    const forgotten = await forget({ rejects: [id, "0".repeat(32)] });
    expect(ForgottenRejects.parse(await forgotten.json())).toEqual({ forgotten: 1 });
    expect((await list({ text, reason: "unknown-type" })).rejects).toEqual([]);
  });
});

describe("the list", () => {
  const text = `it's a "quote", a \\ and 100 %`;
  let all: readonly KeptReject[] = [];

  test("is filtered by reason, key, path, time and text, all at once", async () => {
    const odd = { note: text };
    await refuse([ticket({ ...odd, type: "no" }), ticket({ ...odd, data: {} })]);
    await pause(20); // so that there is an instant between them
    await refuse([ticket({ ...odd, time: "2124-01-01T00:00:00Z" })], kiosk);
    all = await rejectsWith("100 %", 3);
    const [last, ...first] = all;
    const at = last?.received ?? "";
    const reasons = async (filters: Record<string, string>) =>
      (await list({ text: "100 %", ...filters })).rejects.map(({ reason }) => reason).sort();
    expect(await reasons({ reason: "invalid" })).toEqual(["invalid"]);
    expect(await reasons({ key: "kiosk é" })).toEqual(["future-time"]);
    expect(await reasons({ path: "data.service" })).toEqual(["invalid"]);
    expect(await reasons({ since: at })).toEqual(["future-time"]);
    expect(await reasons({ until: at })).toEqual(["invalid", "unknown-type"]);
    expect(await reasons({ since: "2020-01-01", until: "2120-01-01" })).toHaveLength(3);
    expect(await reasons({ since: "2120-01-01" })).toEqual([]);
    expect(await reasons({ key: "kiosk é", reason: "invalid" })).toEqual([]);
    expect(first).toHaveLength(2);
  });

  test("takes every value for a value, whatever it looks like", async () => {
    expect((await list({ text: JSON.stringify(text).slice(1, -1) })).rejects).toEqual(all);
    const evil = [
      "' OR 1 = 1 --",
      "{tenant: String}",
      "x'); DROP TABLE rejects; --",
      "it_s",
      "\n\t",
    ];
    for (const value of [...evil, "%", "\\"]) {
      expect((await list({ key: value })).rejects, value).toEqual([]);
      expect((await list({ path: value })).rejects, value).toEqual([]);
    }
    for (const value of evil) expect((await list({ text: value })).rejects, value).toEqual([]);
    expect((await list({ text: "100 %" })).rejects).toEqual(all);
  });

  test("comes in pages that hold each reject once, with the same summary on each", async () => {
    const whole = await list({ limit: "10000" });
    const found: KeptReject[] = [];
    let cursor: string | undefined;
    do {
      const page = await list({ limit: "2", ...(cursor === undefined ? {} : { cursor }) });
      expect(page.reasons).toEqual(whole.reasons);
      expect(page.rejects.length).toBeLessThanOrEqual(2);
      found.push(...page.rejects);
      cursor = page.next;
    } while (cursor !== undefined);
    expect(found).toEqual(whole.rejects);
    expect(whole.next).toBeUndefined();
    const total = whole.reasons.reduce((sum, { count }) => sum + count, 0);
    expect(total).toBe(found.length);
    expect(found.map(({ received }) => received)).toEqual(
      found.map(({ received }) => received).toSorted((a, b) => (a < b ? 1 : -1)),
    );
  });

  test("ends a page before it is too large, and the command joins the pages", async () => {
    const event = (nth: number) =>
      ticket({ type: "large", id: `large-${String(nth)}`, note: "é".repeat(30_000) });
    for (let nth = 0; nth < 90; nth += 45) {
      await refuse(Array.from({ length: 45 }, (_, more) => event(nth + more)));
    }
    const filters = { text: "large-", limit: "10000" };
    await eventually("all are listed", async () => (await list(filters)).reasons[0]?.count === 90);
    const page = await list(filters);
    expect(page.rejects.length).toBeGreaterThan(60);
    expect(page.rejects.length).toBeLessThan(75);
    expect(page.next).toBeDefined();
    const out = await parcoursRejects("list", "--text", "large-", "--limit", "80", "--json");
    const joined = RejectsPage.parse(JSON.parse(out));
    expect(new Set(joined.rejects.map(({ reject }) => reject)).size).toBe(80);
    const replayed = await parcoursRejects("replay", "--text", "large-");
    expect(replayed).toMatch(
      /^(Replaying: .*\n)?Sent 90 events again\n {2}90 {2}refused again: unknown-type\n$/,
    );
  }, 60_000);

  test.each([
    ["reason=futur-time", "reason", "future-time"],
    ["since=yesterday", "since", undefined],
    ["limit=0", "limit", undefined],
    ["limit=10001", "limit", undefined],
    ["cursor=1", "cursor", undefined],
    ["reasons=invalid", "reasons", "reason"],
    ["text=", "text", undefined],
  ])("asked with %s says what is wrong", async (query, field, near) => {
    const response = await api(`/v1/rejects?${query}`);
    expect(response.status).toBe(400);
    const problem = Problem.parse(await response.json());
    expect([problem.code, problem.field]).toEqual(["invalid-question", field]);
    if (near !== undefined) expect(problem.nearest).toBe(near);
  });

  test("is for admins, of a whole tenant, alone", async () => {
    const branch = await parcours.createKey("branch", "--scope", "read", "--site", "S1");
    await eventually("its key works", async () => (await api("/v1/me", {}, branch)).ok);
    for (const key of [parcours.keys.read, parcours.keys.write, kiosk, branch]) {
      for (const [path, method] of [
        ["/v1/rejects", "GET"],
        [`/v1/rejects/${all[0]?.reject ?? ""}`, "GET"],
        ["/v1/rejects/forget", "POST"],
      ] as const) {
        const init = method === "GET" ? {} : { method, body: '{"rejects":[]}' };
        const response = await api(path, init, key);
        expect(Problem.parse(await response.json()).code, `${method} ${path}`).toBe("wrong-scope");
      }
    }
  });

  test("finds one by the beginning of its id, unless several begin so", async () => {
    const twins = twinsOf("write");
    await refuse(twins.events);
    await rejectsWith("twin-", 2);
    const shared = await api(`/v1/rejects/${twins.start}`);
    expect(shared.status).toBe(400);
    expect(Problem.parse(await shared.json()).detail).toContain("Several rejects begin with");
    for (const [nth, id] of twins.ids.entries()) {
      const { reject, body } = WholeReject.parse(await (await api(`/v1/rejects/${id}`)).json());
      expect([reject, body]).toEqual([id, JSON.stringify(twins.events[nth])]);
    }
  });

  test("has no reject of an id that is unknown, or is none", async () => {
    for (const id of ["0".repeat(32), "abc", "ZZZZZZ", "%27%20OR%201", "______"]) {
      expect((await api(`/v1/rejects/${id}`)).status, id).toBe(404);
    }
    const { code, stderr } = await parcours.command(["rejects", "show", "0".repeat(32)]);
    expect(code).toBe(1);
    expect(stderr).toContain("No reject 0000");
  });
});

/** Two events whose rejects have ids with the same beginning: these are hashes of what is refused. */
function twinsOf(key: string) {
  const seen = new Map<string, { readonly event: object; readonly id: string }>();
  for (let nth = 0; ; nth += 1) {
    const event = { type: "no", id: `twin-${String(nth)}` };
    const refused = `${key}\u0000unknown-type\u0000${JSON.stringify(event)}`;
    const id = createHash("sha256").update(refused).digest("hex").slice(0, 32);
    const start = id.slice(0, 6);
    const twin = seen.get(start);
    if (twin !== undefined) return { start, events: [twin.event, event], ids: [twin.id, id] };
    seen.set(start, { event, id });
  }
}

describe("a sender's name", () => {
  const sendFor = (name: string, key: string) =>
    parcours.post([ticket({ type: "for", site: "for" })], {
      key,
      headers: { [SENDER_HEADER]: name },
    });

  test("is said by admins alone, and has to be one", async () => {
    const refused = await sendFor("kiosk", kiosk);
    expect(Problem.parse(await refused.json()).code).toBe("wrong-scope");
    for (const name of ["%", "%ff", "x".repeat(65)]) {
      const { status } = await sendFor(name, parcours.keys.admin);
      expect(status, name).toBe(400);
    }
    expect((await sendFor("m%C3%A8re", parcours.keys.admin)).status).toBe(202);
    const [one] = await rejectsWith('"site":"for"', 1);
    expect(one?.key).toBe("mère");
  });
});

describe("the command line", () => {
  test.each<[readonly string[], RegExp]>([
    [["replay"], /^Say which: --reason.* or --all for every reject/],
    [["replay", "--dry-run"], /^Say which/],
    [["replay", "--all", "--reason", "invalid"], /leave one of them out/],
    [["list", "--reason", "futur-time"], /Did you mean "future-time"\?/],
    [["list", "--limit", "many"], /limit: .*number/],
  ])("%j says what to do", async (args, says) => {
    const { code, stdout, stderr } = await parcours.command(["rejects", ...args]);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(says);
  });

  test.each(["list", "show", "replay"])("%s has help with examples", async (name) => {
    const { code, stdout } = await parcours.command(["rejects", name, "--help"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`Examples:\n {2}npx parcours rejects ${name}`));
    expect(Math.max(...stdout.split("\n").map(({ length }) => length))).toBeLessThanOrEqual(105);
  });

  test("says so when nothing was refused", async () => {
    const { stdout } = await parcours.command(["rejects", "list"], asTheirAdmin());
    expect(stdout).toBe("No such rejects.\n");
  });
});

describe("a replayed event", () => {
  test("names the same customer as one that came directly", async () => {
    // Readers of the SQL port are refused beside a second tenant.
    await parcours.restart({ config: { tenants: [OURS] } });
    const rows = await parcours.sql<{ customers: number; events: number; one: string }>(
      "SELECT uniqExact(customer) AS customers, count() AS events, any(customer) AS one FROM events FINAL WHERE site = 'future'",
    );
    expect(rows).toEqual([
      { customers: 1, events: 4, one: expect.stringMatching(/^h1\.[\w-]{22}$/) },
    ]);
  }, 60_000);
});
