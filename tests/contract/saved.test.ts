import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { saveQuestion } from "../../api/saved/save.ts";
import type { Store } from "../../infra/store/port.ts";
import type { Answer } from "../../schemas/answer.ts";
import { SAVED_EXAMPLE } from "../../schemas/documents/examples.ts";
import { SAVED_LIMITS, type SavedQuestion, type SavedSummary } from "../../schemas/saved.ts";
import { FUNNEL, startSavedApp, type SavedApp } from "./saved-app.ts";
import { insertVisits, NOW, visits } from "./visits.ts";

const [all] = fc.sample(visits, { numRuns: 1, seed: 7 });
let saved: SavedApp;

beforeAll(async () => {
  saved = await startSavedApp(NOW);
  await insertVisits(saved.store, "ours", all!);
}, 60_000);

afterAll(() => saved.stop());

const put = (name: string, body: object, as = "analyst") =>
  saved.send("PUT", `/v1/saved/${name}`, { as, body });
const get = (path: string, as = "reader") => saved.send("GET", `/v1/saved${path}`, { as });

async function names(query = "", as = "reader"): Promise<readonly string[]> {
  const { questions } = (await get(query, as)).json<{ questions: readonly SavedSummary[] }>();
  return questions.map(({ name }) => name);
}

test("what is saved is read as it was written: by whom, when, a relative range as such", async () => {
  const body = { ...FUNNEL, description: { en: "By site." }, pinned: ["esprit"] };
  expect((await put("called", body)).statusCode).toBe(200);
  const { version: _, ...written } = { ...body, version: 1 };
  expect((await get("/called")).json()).toEqual({
    ...{ name: "called", version: 1, ...written, deleted: false },
    ...{ saved_at: new Date(NOW).toISOString(), saved_by: "analyst" },
  });
});

test("a list has what is pinned to a screen, without parameters", async () => {
  await put("pinned-one", { ...FUNNEL, pinned: ["esprit", "esprit"] });
  await put("pinned-none", FUNNEL);
  expect(await names("?pinned=esprit")).toContain("pinned-one");
  expect(await names("?pinned=esprit")).not.toContain("pinned-none");
  expect(await names()).toEqual(expect.arrayContaining(["pinned-none", "pinned-one"]));
  const { questions } = (await get("")).json<{ questions: readonly object[] }>();
  expect(questions.some((one) => "parameters" in one)).toBe(false);
  const unknown = await get("?pinned=espirt");
  expect(unknown.json()).toMatchObject({ status: 400, field: "pinned", nearest: "esprit" });
});

test("its answer is what the question itself answers, in the format that is accepted", async () => {
  await put("asked", FUNNEL);
  const question = { method: "POST", as: "reader", body: FUNNEL.parameters } as const;
  const itself = (await saved.send("POST", "/v1/questions/funnel", question)).json<Answer>();
  expect(itself.rows.length).toBe(4);
  const answer = (await get("/asked/answer")).json<Answer>();
  expect(answer.rows).toEqual(itself.rows);
  expect(answer.definition).toEqual(itself.definition);
  const csv = await saved.send("GET", "/v1/saved/asked/answer", {
    as: "reader",
    headers: { accept: "text/csv" },
  });
  expect(csv.headers["content-disposition"]).toBe('inline; filename="asked.csv"');
  expect(csv.body.trim().split("\n").length).toBe(1 + itself.rows.length);
  const words = await saved.send("GET", "/v1/saved/asked/answer.json", {
    as: "reader",
    headers: { "accept-language": "fr" },
  });
  expect(words.json<Answer>().definition.text).toContain("Jusqu'où");
});

test("the example of the contract can be saved, and asked", async () => {
  expect((await put("example", SAVED_EXAMPLE)).json()).toMatchObject({ version: 1 });
  expect((await get("/example/answer")).statusCode).toBe(200);
});

test("an answer shows what its reader may see, however it was saved", async () => {
  await put("by-site", FUNNEL);
  const { rows } = (await get("/by-site/answer", "at one site")).json<Answer>();
  expect(new Set(rows.map(({ site }) => site))).toEqual(new Set(["north"]));
});

test("saving over a version that is not the newest changes nothing, and says what to do", async () => {
  await put("changed", FUNNEL);
  const second = await put("changed", { ...FUNNEL, title: { en: "Second" }, version: 1 });
  expect(second.json()).toMatchObject({ version: 2, title: { en: "Second" } });
  for (const version of [0, 1, 3]) {
    const late = await put("changed", { ...FUNNEL, version });
    expect(late.json()).toMatchObject({ status: 409, code: "version-conflict", field: "version" });
    expect(late.json<{ detail: string }>().detail).toContain('newest is version 2, by "analyst"');
    expect(late.json<{ detail: string }>().detail).toContain("GET /v1/saved/changed");
  }
  const gone = await saved.send("DELETE", "/v1/saved/changed?version=1", { as: "analyst" });
  expect(gone.statusCode).toBe(409);
  expect((await put("never-was", { ...FUNNEL, version: 4 })).statusCode).toBe(409);
  expect((await get("/changed")).json()).toMatchObject({ version: 2 });
});

test("of many who save at the same moment one does, and the others are told", async () => {
  const titles = Array.from({ length: 12 }, (_, nth) => `Of ${String(nth)}`);
  const answers = await Promise.all(titles.map((en) => put("raced", { ...FUNNEL, title: { en } })));
  const done = answers.filter(({ statusCode }) => statusCode === 200);
  expect(done.length).toBe(1);
  expect(answers.filter(({ statusCode }) => statusCode === 409).length).toBe(11);
  const { title } = done[0]!.json<SavedQuestion>();
  expect((await get("/raced")).json()).toMatchObject({ version: 1, title });
  expect((await get("/raced/versions")).json<{ versions: object[] }>().versions.length).toBe(1);
});

test("who was told that it is saved is not overwritten by one who began earlier", async () => {
  const of = { tenant: "ours", name: "overtaken" };
  const save = (store: Store, en: string, now: number) =>
    saveQuestion(store, of, { ...FUNNEL, title: { en } }, { by: "analyst", now });
  const overtaken: Store = {
    ...saved.store,
    async command(sql, params) {
      await save(saved.store, "Faster", NOW);
      return saved.store.command(sql, params);
    },
  };
  await expect(save(overtaken, "Slower", NOW - 1_000)).rejects.toMatchObject({
    code: "version-conflict",
  });
  expect((await get("/overtaken")).json()).toMatchObject({ version: 1, title: { en: "Faster" } });
});

test("what was deleted is away, and a restore has it back with its history", async () => {
  await put("undone", { ...FUNNEL, title: { en: "First" } });
  await put("undone", { ...FUNNEL, title: { en: "Second" }, version: 1 });
  const gone = await saved.send("DELETE", "/v1/saved/undone", { as: "analyst" });
  expect(gone.json()).toMatchObject({ version: 3, deleted: true });
  expect(await names()).not.toContain("undone");
  expect(await names("?deleted=true")).toContain("undone");
  for (const path of ["/undone", "/undone/answer", "/undone/links"]) {
    const away = (await get(path)).json<{ status: number; detail: string }>();
    expect(away.status).toBe(404);
    expect(away.detail).toContain('POST /v1/saved/undone/restore with {"restore": 3}');
  }
  expect((await get("/undone?version=1")).json()).toMatchObject({ title: { en: "First" } });
  const restore = (body: object) =>
    saved.send("POST", "/v1/saved/undone/restore", { as: "analyst", body });
  expect((await restore({ restore: 9 })).statusCode).toBe(404);
  expect((await restore({ restore: 1, version: 2 })).statusCode).toBe(409);
  expect((await restore({ restore: 1 })).json()).toMatchObject({
    ...{ version: 4, title: { en: "First" }, deleted: false },
  });
  const { versions } = (await get("/undone/versions")).json<{ versions: SavedSummary[] }>();
  expect(versions.map(({ version, deleted }) => [version, deleted])).toEqual([
    ...[[4, false] as const, [3, true] as const, [2, false] as const, [1, false] as const],
  ]);
});

test("a name that was deleted may be used anew, and goes on counting", async () => {
  await put("again", FUNNEL);
  await saved.send("DELETE", "/v1/saved/again?version=1", { as: "analyst" });
  expect((await put("again", FUNNEL)).json()).toMatchObject({ version: 3, deleted: false });
});

test("two tenants have nothing of each other, also under the same name", async () => {
  await put("shared-name", { ...FUNNEL, title: { en: "Ours" } });
  expect(await names("", "theirs")).toEqual([]);
  for (const path of ["/shared-name", "/shared-name/answer", "/shared-name/versions"]) {
    expect((await get(path, "theirs")).statusCode).toBe(404);
  }
  await put("shared-name", { ...FUNNEL, title: { en: "Theirs" } }, "theirs");
  expect((await get("/shared-name")).json()).toMatchObject({ version: 1, title: { en: "Ours" } });
  const { rows } = (await get("/shared-name/answer", "theirs")).json<Answer>();
  expect(rows.every(({ units }) => units === 0)).toBe(true);
});

test.each([
  [{ question: "funel" }, { field: "question", nearest: "funnel" }],
  [
    { parameters: { ...FUNNEL.parameters, by: ["sites"] } },
    { field: "parameters.by.0", nearest: "site" },
  ],
  [{ parameters: { steps: [] } }, { field: "parameters.steps" }],
  [
    { parameters: { ...FUNNEL.parameters, windw: "1h" } },
    { field: "parameters.windw", nearest: "window" },
  ],
  [{ title: {} }, { field: "title" }],
  [{ title: { en: "half \ud800" } }, { field: "title.en" }],
  [{ pinned: ["espirt"] }, { field: "pinned.0", nearest: "esprit" }],
  [{ tittle: { en: "x" } }, { field: "tittle", nearest: "title" }],
])("what can't be asked is not saved: %j", async (wrong, told) => {
  const refused = await put("refused", { ...FUNNEL, ...wrong });
  expect(refused.json()).toMatchObject({ status: 400, code: "invalid-question", ...told });
  expect((await get("/refused")).statusCode).toBe(404);
});

test.each(["Capital", "two--hyphens", "-x", "a_b", "é", "x".repeat(65)])(
  "%s is no name, and it is said what one is",
  async (name) => {
    const refused = await put(encodeURIComponent(name), FUNNEL);
    expect(refused.json()).toMatchObject({ status: 400, field: "name" });
  },
);

test("limits are told by their names", async () => {
  const many = Array.from({ length: 1_000 }, (_, nth) => `a site of a long name ${String(nth)}`);
  const where = { site: many };
  const large = await put("large", { ...FUNNEL, parameters: { ...FUNNEL.parameters, where } });
  expect(large.json()).toMatchObject({
    ...{ status: 422, code: "limit-reached", field: "parameters" },
    limit: `parameters: ${String(SAVED_LIMITS.parametersBytes)} bytes`,
  });
  await put("old", FUNNEL);
  const { versions, questions } = SAVED_LIMITS;
  await copies("old", "number + 2 AS version", versions - 1);
  const late = await put("old", { ...FUNNEL, version: versions });
  expect(late.json()).toMatchObject({ status: 422, limit: `versions: ${String(versions)}` });
  await copies("called", "'full' AS tenant, concat('q', toString(number)) AS name", questions);
  const more = await put("one-more", FUNNEL, "full");
  expect(more.json()).toMatchObject({
    status: 422,
    limit: `saved questions: ${String(questions)} a tenant`,
  });
  await saved.send("DELETE", "/v1/saved/q7", { as: "full" });
  expect((await put("one-more", FUNNEL, "full")).statusCode).toBe(200);
});

/** As if it had been saved so often, without waiting for it. */
function copies(name: string, changes: string, count: number): Promise<void> {
  return saved.store.command(
    `INSERT INTO saved_questions SELECT saved_questions.* REPLACE (${changes})
    FROM saved_questions CROSS JOIN numbers({count: UInt64}) AS n
    WHERE saved_questions.tenant = 'ours' AND saved_questions.name = {name: String}`,
    { name, count },
  );
}

test("a name that is nearly right is answered with the one that is", async () => {
  await put("nearly-right", FUNNEL);
  expect((await get("/nearly-rigth")).json()).toMatchObject({ nearest: "nearly-right" });
});
