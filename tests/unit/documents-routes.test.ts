import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { FastifyInstance, InjectOptions } from "fastify";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FORMATS } from "../../api/formats.ts";
import { apiRoutes } from "../../api/routes.ts";
import { keyRing } from "../../infra/access/key-ring.ts";
import { hashKey, type StoredKey } from "../../infra/access/secrets.ts";
import { openSessions } from "../../infra/access/sessions.ts";
import { createApp } from "../../infra/http/app.ts";
import { documents } from "../../infra/http/documents.ts";
import { healthRoutes, signInRoutes } from "../../infra/http/operations.ts";
import { openLmdbLog, type LmdbLog } from "../../infra/log/lmdb.ts";
import type { Store } from "../../infra/store/port.ts";
import { pseudonyms } from "../../ingest/collector/pseudonyms.ts";
import { recentRepeats } from "../../ingest/collector/repeats.ts";
import { collectorRoutes } from "../../ingest/collector/routes.ts";
import {
  BINARY_EXAMPLE,
  EVENT_EXAMPLES,
  MISUNDERSTOOD_EXAMPLE,
  QUESTION_EXAMPLES,
  RECEIPT_EXAMPLE,
  REJECTED_EXAMPLE,
} from "../../schemas/documents/examples.ts";
import { openApi } from "../../schemas/documents/open-api.ts";
import { columnsOf, type Asked } from "../../schemas/questions/columns.ts";
import { QUESTIONS, type QuestionName } from "../../schemas/questions/names.ts";

const open = openApi();
/** As a stranger reads it: untyped. */
type Read = ReturnType<typeof JSON.parse>;
const { paths }: Read = JSON.parse(JSON.stringify(open));
const KEY = "pk_everything";
const authorization = `Bearer ${KEY}`;
const dir = mkdtempSync(join(tmpdir(), "parcours-documents-"));
const routes = new Set<string>();
let app: FastifyInstance;
let log: LmdbLog;

/** A store in which there is nothing yet: what is asked here is how answers look, not what they say. */
const emptyStore: Store = {
  query: async () => [],
  bytes: async () => new Uint8Array(),
  command: async () => {},
  insert: async () => {},
  written: (sql) => sql,
  systemTable: (name) => name,
  ping: async () => true,
  close: async () => {},
};

beforeAll(async () => {
  const key: StoredKey = {
    name: "test",
    tenant: "default",
    kind: "secret",
    scopes: ["admin"],
    sha256: hashKey(KEY),
    created: "",
  };
  const sessions = openSessions("a secret", Date.now);
  const access = keyRing({ keys: () => [key], sessions, now: Date.now });
  log = openLmdbLog({ dir, reserveBytes: 1 << 16 });
  app = createApp(pino({ level: "silent" }));
  app.addHook("onRoute", ({ method, url }) => {
    for (const one of [method].flat()) routes.add(`${one} ${url}`);
  });
  await app.register(
    collectorRoutes({
      log,
      access,
      repeats: recentRepeats(1_024),
      erasures: { isErased: undefined },
      pseudonymOf: () => pseudonyms("a secret"),
      now: Date.now,
      skewMs: 300_000,
      deadlineMs: 10_000,
      count: () => {},
    }),
  );
  const tenants = [{ id: "default", timezone: "Europe/Paris", moments: [] }];
  const lag = async () => ({ events: 0, behindMs: 0 });
  await app.register(
    apiRoutes({ store: emptyStore, access, tenants, lag, now: Date.now, questionSeconds: 30 }),
  );
  const unready = async () => [];
  await app.register(healthRoutes({ unready, metrics: async () => "" }));
  await app.register(signInRoutes({ access, sessions }));
  await app.register(documents);
  await app.ready();
});

afterAll(async () => {
  await app.close();
  await log.close();
  rmSync(dir, { recursive: true });
});

const send = (options: InjectOptions) =>
  app.inject({ ...options, headers: { authorization, ...options.headers } });

const ask = (name: string, payload: object, headers: Record<string, string> = {}) =>
  send({ method: "POST", url: `/v1/questions/${name}`, payload, headers });

test("every route is in the OpenAPI document, and the document has no other", () => {
  const documented = Object.entries(open.paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const served = [...routes]
    .filter((route) => !/^(HEAD|OPTIONS) /.test(route)) // what HTTP itself asks for
    .flatMap((route) => {
      if (!route.endsWith("/questions/:name")) return [route.replace(/:(\w+)/g, "{$1}")];
      return Object.keys(QUESTIONS).map((name) => route.replace(":name", name));
    });
  expect(documented.toSorted()).toEqual(served.toSorted());
});

test("an operation needs a key exactly where the document says so", async () => {
  for (const [path, item] of Object.entries(open.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      const url = path.replace(/\{\w+\}/, "x");
      const { statusCode } = await app.inject({ method: method.toUpperCase() as "GET", url });
      expect(statusCode === 401, `${method} ${path}`).toBe(operation.security.length > 0);
    }
  }
});

describe("the collector", () => {
  const { content } = paths["/v1/events"].post.requestBody;
  const bodies = Object.entries<Read>(content).flatMap(([type, { examples }]) =>
    Object.entries<Read>(examples).map(([name, { value }]) => ({ type, name, value })),
  );

  test.each(bodies)("keeps the example $name as $type, gzipped or not", async (body) => {
    const { type, name, value } = body;
    const text = typeof value === "string" ? value : JSON.stringify(value);
    const headers = { "content-type": type, ...(name === "binary" ? BINARY_EXAMPLE.headers : {}) };
    const url = "/v1/events";
    const plain = await send({ method: "POST", url, headers, payload: text });
    expect(plain.statusCode).toBe(202);
    expectFit(plain.json(), "Receipt");
    expect(plain.json()).toMatchObject({ rejected: 0 });
    const gzip = { ...headers, "content-encoding": "gzip" };
    const packed = await send({ method: "POST", url, headers: gzip, payload: gzipSync(text) });
    expect(packed.json()).toMatchObject({ accepted: 0, rejected: 0 }); // a repeat, recognised
  });

  test("answers good and bad events as the examples say", async () => {
    const event = { ...EVENT_EXAMPLES["ticket.issued"], source: "/elsewhere" };
    const good = await send({ method: "POST", url: "/v1/events", payload: event });
    expect(good.json()).toEqual(RECEIPT_EXAMPLE);
    const payload = { ...event, type: "ticket.isued" };
    const bad = await send({ method: "POST", url: "/v1/events", payload });
    expect(bad.statusCode).toBe(422);
    expect(bad.headers["content-type"]).toContain("application/problem+json");
    expect(bad.json()).toEqual(REJECTED_EXAMPLE);
    expectFit(bad.json(), "Problem");
  });
});

describe.each(Object.keys(QUESTIONS) as QuestionName[])("the question %s", (name) => {
  const ok = paths[`/v1/questions/${name}`].post.responses["200"];
  const example = QUESTION_EXAMPLES[name];

  test("is answered with the columns that the document lists", async () => {
    const answer = await ask(name, example);
    expect(answer.statusCode).toBe(200);
    expectFit(answer.json(), "Answer");
    expect(answer.json().columns).toEqual(ok["x-columns"]);
  });

  test("has these columns however it is grouped and compared", async () => {
    const groupings = name === "journeys" ? [undefined] : [["site"], ["channel", "site"], []];
    const periods = "compare" in QUESTIONS[name].schema.shape ? [undefined, "previous_year"] : [];
    for (const by of groupings) {
      for (const compare of periods.length === 0 ? [undefined] : periods) {
        const question = { ...example, by, compare };
        const { by: _by, ...rest } = question;
        const { columns } = (await ask(name, by === undefined ? rest : question)).json();
        const grouped = name === "moments" && by?.length === 0 ? ["moment"] : by;
        const parsed = QUESTIONS[name].schema.parse(example) as Asked;
        const expected = columnsOf(name, { ...parsed, by: grouped, compare });
        expect(columns.map((column: Read) => column.name)).toEqual(expected);
      }
    }
  });

  test("is answered in every format that the document lists", async () => {
    expect(Object.keys(ok.content)).toEqual(Object.keys(FORMATS));
    for (const accept of Object.keys(ok.content)) {
      const answer = await ask(name, example, { accept });
      expect(answer.headers["content-type"]).toContain(accept);
      if (accept.includes("columns+json")) expectFit(answer.json(), "ColumnarAnswer");
    }
  });

  test("that is misunderstood is answered as the example says", async () => {
    const answer = await ask(name, { ...example, by: ["sites"] });
    expect(answer.statusCode).toBe(400);
    expectFit(answer.json(), "Problem");
    if (name === "waits") expect(answer.json()).toEqual(MISUNDERSTOOD_EXAMPLE);
  });
});

describe("what is read", () => {
  test.each([
    ["/livez", "Health"],
    ["/readyz", "Readiness"],
    ["/v1/definitions", "Definitions"],
    ["/v1/lag", "LagNow"],
    ["/v1/me", "Me"],
    ["/v1/sites", "KnownSites"],
    ["/v1/rejects?reason=invalid&since=2026-03-12", "RejectsPage"],
    ["/v1/saved?pinned=esprit&deleted=false", "SavedQuestions"],
    ["/v1/live?site=lyon-bellecour&over_seconds=60", "Answer"],
  ])("at %s fits the schema %s", async (url, schema) => {
    const answer = await send({ method: "GET", url });
    expect(answer.statusCode).toBe(200);
    expectFit(answer.json(), schema);
  });

  test("takes the example of sites, and gives links", async () => {
    const { content } = paths["/v1/sites"].put.requestBody;
    const payload = content["application/json"].example;
    const saved = await send({ method: "PUT", url: "/v1/sites", payload });
    expectFit(saved.json(), "SavedSites");
    expect(saved.json()).toEqual({ saved: payload.sites.length });
    expectFit((await send({ method: "POST", url: "/v1/links" })).json(), "Link");
  });

  test("takes the example of rejects to forget", async () => {
    const { content } = paths["/v1/rejects/forget"].post.requestBody;
    const payload = content["application/json"].example;
    const forgotten = await send({ method: "POST", url: "/v1/rejects/forget", payload });
    expect(forgotten.statusCode).toBe(200);
    expectFit(forgotten.json(), "ForgottenRejects");
  });
});

describe("the page", () => {
  test.each([
    ["/docs", {}, "en"],
    ["/docs", { "accept-language": "fr-FR,fr;q=0.9" }, "fr"],
    ["/docs?lang=en", { "accept-language": "fr" }, "en"],
    ["/docs?lang=fr", {}, "fr"],
    ["/docs?lang=<b>", {}, "en"],
  ])("at %s with %o is in %s, under a strict policy", async (url, headers, language) => {
    const { body, headers: got } = await app.inject({ method: "GET", url, headers });
    expect(body).toContain(`<html lang="${language}">`);
    expect(got["content-security-policy"]).toMatch(/^default-src 'none';/);
  });
});

const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema({ $id: "urn:test:open", ...open });

/** A body has what its schema in the document says, and nothing besides. */
function expectFit(body: Read, name: string): void {
  const valid = ajv.validate({ $ref: `urn:test:open#/components/schemas/${name}` }, body);
  expect(valid ? [] : ajv.errors).toEqual([]);
  const known = open.components.schemas[name]?.["properties"] ?? {};
  expect(Object.keys(known)).toEqual(expect.arrayContaining(Object.keys(body)));
}
