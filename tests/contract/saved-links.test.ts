import { createHash } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Answer } from "../../schemas/answer.ts";
import { SAVED_LIMITS, type MadeLink, type SavedLink } from "../../schemas/saved.ts";
import { FUNNEL, startSavedApp, type SavedApp } from "./saved-app.ts";
import { FROM, insertVisits, NOW, TO, visits } from "./visits.ts";

const DAY_MS = 86_400_000;
const [all] = fc.sample(visits, { numRuns: 1, seed: 8 });
let saved: SavedApp;

beforeAll(async () => {
  saved = await startSavedApp(NOW);
  // A site that a spreadsheet would take for a formula.
  const one = all!.find(({ events: [first] }) => {
    return first!.letter === "a" && first!.at >= FROM && first!.at < TO - 2 * DAY_MS; // before today
  });
  await insertVisits(saved.store, "ours", [...all!, { ...one!, site: "=1+1" }]);
  for (const name of ["opened", "closed"]) {
    await saved.send("PUT", `/v1/saved/${name}`, { as: "analyst", body: FUNNEL });
  }
}, 60_000);

afterAll(() => saved.stop());

async function link(name: string, as = "reader", body: object = {}): Promise<MadeLink> {
  const made = await saved.send("POST", `/v1/saved/${name}/links`, { as, body });
  expect(made.statusCode).toBe(200);
  return made.json();
}

const tokenIn = ({ paths }: MadeLink) => paths.csv.split("?link=")[1] ?? "";
const open = (path: string) => saved.send("GET", path);

/** The site of each row of a CSV file. */
const sitesOf = (csv: string) =>
  new Set(
    csv
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(",")[0]),
  );

test("a link opens the answer of its question without a key, in each format", async () => {
  const { paths, expires_at: expires, ...rest } = await link("opened");
  expect(rest).toMatchObject({ made_by: "reader", opens: true, sites: null, revoked_at: null });
  expect(Date.parse(expires)).toBe(NOW + 90 * DAY_MS);
  const csv = await open(paths.csv);
  expect(csv.statusCode).toBe(200);
  expect(csv.headers).toMatchObject({
    "content-type": "text/csv; charset=utf-8; header=present",
    "content-disposition": 'inline; filename="opened.csv"',
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
  });
  expect(sitesOf(csv.body)).toEqual(new Set(["north", "south", "'=1+1"])); // defused
  const { rows } = (await open(paths.json)).json<Answer>();
  expect(rows.length).toBe(6);
  for (const path of [paths.arrow, paths.parquet]) {
    expect((await open(path)).rawPayload.byteLength).toBeGreaterThan(200);
  }
});

test("a link opens nothing else", async () => {
  const made = await link("opened");
  const token = tokenIn(made);
  const other = await open(`/v1/saved/closed/answer.csv?link=${token}`);
  expect(other.json()).toMatchObject({ status: 404, code: "not-found" });
  expect(other.json<{ detail: string }>().detail).toContain("another saved question");
  for (const path of ["", "/opened", "/opened/answer", "/opened/versions", "/opened/links"]) {
    expect((await open(`/v1/saved${path}?link=${token}`)).statusCode).toBe(401);
  }
  for (const method of ["PUT", "DELETE"] as const) {
    const { statusCode } = await saved.send(method, `/v1/saved/opened?link=${token}`, { body: {} });
    expect(statusCode).toBe(401);
  }
  const question = { headers: { authorization: `Bearer ${token}` }, body: {} };
  expect((await saved.send("POST", "/v1/questions/waits", question)).statusCode).toBe(401);
});

test.each(["pl_guessed", "", "x".repeat(400), "%00"])("a token that is none: %s", async (token) => {
  const guessed = await open(`/v1/saved/opened/answer.csv?link=${token}`);
  expect(guessed.json()).toMatchObject({ status: 401, code: "unknown-key" });
});

test("a link of one who may see some sites shows these, to whoever has it", async () => {
  const { paths, sites } = await link("opened", "at one site");
  expect(sites).toEqual(["north"]);
  expect(sitesOf((await open(paths.csv)).body)).toEqual(new Set(["north"]));
});

test("a link that was revoked opens nothing more, and says whom to ask", async () => {
  const { paths, link: id } = await link("opened");
  expect((await open(paths.csv)).statusCode).toBe(200);
  const path = `/v1/saved/opened/links/${id}`;
  expect((await saved.send("DELETE", path, { as: "theirs" })).statusCode).toBe(404);
  saved.clock += 1_000;
  const ended = (await saved.send("DELETE", path, { as: "analyst" })).json<SavedLink>();
  expect(ended).toMatchObject({ opens: false, revoked_by: "analyst" });
  const refused = (await open(paths.csv)).json<{ detail: string }>();
  expect(refused).toMatchObject({ status: 403, code: "link-ended" });
  expect(refused.detail).toContain('was revoked. Ask "reader", who made it, for a new one');
  expect((await saved.send("DELETE", path, { as: "reader" })).json()).toEqual(ended); // once is enough
  const { links } = (await saved.send("GET", "/v1/saved/opened/links", { as: "reader" })).json<{
    links: SavedLink[];
  }>();
  expect(links).toContainEqual(ended);
});

test("a link that has expired says when, and whom to ask", async () => {
  const { paths, expires_at: at } = await link("opened", "reader", { days: 2 });
  const before = saved.clock;
  try {
    saved.clock = Date.parse(at) - 1;
    expect((await open(paths.csv)).statusCode).toBe(200);
    saved.clock = Date.parse(at);
    const refused = (await open(paths.csv)).json<{ detail: string }>();
    expect(refused).toMatchObject({ status: 403, code: "link-ended" });
    expect(refused.detail).toContain(`has expired, at ${at}`);
  } finally {
    saved.clock = before;
  }
});

test("a link of a question that was deleted opens again when that is restored", async () => {
  await saved.send("PUT", "/v1/saved/fleeting", { as: "analyst", body: FUNNEL });
  const { paths } = await link("fleeting");
  await saved.send("DELETE", "/v1/saved/fleeting", { as: "analyst" });
  expect((await open(paths.csv)).statusCode).toBe(404);
  const body = { restore: 1 };
  await saved.send("POST", "/v1/saved/fleeting/restore", { as: "analyst", body });
  expect((await open(paths.csv)).statusCode).toBe(200);
});

test("a sheet that asks without end is told to ask less often", async () => {
  // Live answers come soonest; what is counted is how often one asks.
  const body = { ...FUNNEL, question: "live", parameters: { by: [] } };
  await saved.send("PUT", "/v1/saved/quick", { as: "analyst", body });
  const { paths } = await link("quick");
  const statuses = await Promise.all(
    Array.from({ length: 70 }, async () => (await open(paths.csv)).statusCode),
  );
  expect(statuses.filter((status) => status === 200).length).toBe(60);
  expect(statuses.filter((status) => status === 429).length).toBe(10);
  saved.clock += 1_000;
  expect((await open(paths.csv)).statusCode).toBe(200);
});

test("there are as many links as may be kept in view, and revoking makes room", async () => {
  await saved.send("PUT", "/v1/saved/linked", { as: "analyst", body: FUNNEL });
  const made = await link("linked");
  await saved.store.command(
    `INSERT INTO saved_links SELECT saved_links.* REPLACE (concat('l', toString(number)) AS link)
    FROM saved_links CROSS JOIN numbers({more: UInt64}) AS n WHERE saved_links.name = 'linked'`,
    { more: SAVED_LIMITS.links - 1 },
  );
  const more = () => saved.send("POST", "/v1/saved/linked/links", { as: "reader" });
  expect((await more()).json()).toMatchObject({
    ...{ status: 422, code: "limit-reached" },
    limit: `links: ${String(SAVED_LIMITS.links)} a saved question`,
  });
  await saved.send("DELETE", `/v1/saved/linked/links/${made.link}`, { as: "reader" });
  expect((await more()).statusCode).toBe(200);
});

test("its token is in no log and in no table, whatever happens; its hash is", async () => {
  const made = await link("opened");
  const token = tokenIn(made);
  await open(made.paths.csv);
  await open(`/v1/saved/${"x".repeat(600)}/answer.csv?link=${token}`);
  await open(`/v1/nowhere?link=${token}`);
  await saved.store.command("RENAME TABLE journeys TO away");
  try {
    expect((await open(made.paths.csv)).statusCode).toBe(503);
  } finally {
    await saved.store.command("RENAME TABLE away TO journeys");
  }
  await saved.store.command(
    `INSERT INTO saved_questions (tenant, name, version, parameters) VALUES ('ours', 'opened', 2, 'no JSON')`,
  );
  expect((await open(made.paths.csv)).statusCode).toBe(500);
  expect(saved.logs()).toContain("a request failed");
  expect(saved.logs()).not.toContain(token);
  const [row] = await saved.store.query<{ hashes: string; all: string }>(
    `SELECT toString(groupArray(sha256)) AS hashes, toString(groupArray(tuple(*))) AS all
    FROM saved_links FINAL`,
  );
  expect(row?.hashes).toContain(createHash("sha256").update(token).digest("hex"));
  expect(row?.all).not.toContain(token);
});
