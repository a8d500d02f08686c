import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { QUESTION_EXAMPLES, SAVED_EXAMPLE } from "../../schemas/documents/examples.ts";
import { ANSWER_FILES, MadeLink } from "../../schemas/saved.ts";
import { bearer, giveKeys, keyNamed, signIn } from "../support/keys.ts";
import { startParcours, type Running } from "../support/running.ts";
import { eventWith } from "./bad-events.ts";

/**
 * Who gets what, of everything that runs: a line for each route, a column for each kind of caller.
 *
 * - nobody, wrong: without a key, and with one that is none
 * - write, read, duty, admin: keys of that scope
 * - site: a key that may read and administer, if it were not bound to another site than the journey's
 * - page, ?page: a public key from its own page, as a header and in the address
 * - foreign: the same from another page
 * - session: a browser that was signed in, on our own page
 * - stolen: the same browser on another page
 * - theirs: the admin of another tenant
 * - link: nobody, with the link of a saved question in the address
 */
const TABLE = `
                                    nobody wrong write read duty admin site page ?page foreign session stolen theirs link
POST /v1/events                     401    401   202   403  403  202   403  202  202   403     403     403    202    401
OPTIONS /v1/events                  204    204   204   204  204  204   204  204  204   204     204     204    204    204
POST /v1/questions/:name            401    401   403   200  200  200   200  403  401   403     200     403    200    401
POST /v1/export/events              401    401   403   200  200  200   200  403  401   403     200     403    200    401
POST /v1/export/journeys            401    401   403   200  200  200   200  403  401   403     200     403    200    401
POST /v1/export/log                 401    401   403   200  200  200   200  403  401   403     200     403    200    401
GET /v1/live                        401    401   403   200  200  200   200  403  401   403     200     200    200    401
GET /v1/journeys/:subject           401    401   403   200  200  200   404  403  401   403     200     200    404    401
GET /v1/definitions                 401    401   403   200  200  200   200  403  401   403     200     200    200    401
GET /v1/lag                         401    401   403   200  200  200   200  403  401   403     200     200    200    401
GET /v1/me                          401    401   403   200  200  200   200  403  401   403     200     200    200    401
GET /v1/sites                       401    401   403   200  200  200   200  403  401   403     200     200    200    401
PUT /v1/sites                       401    401   403   403  403  200   403  403  401   403     403     403    200    401
GET /v1/saved                       401    401   403   200  200  200   200  403  401   403     200     200    200    401
GET /v1/saved/:name                 401    401   403   200  200  200   200  403  401   403     200     200    404    401
PUT /v1/saved/:name                 401    401   403   403  409  409   403  403  401   403     409     403    409    401
DELETE /v1/saved/:name              401    401   403   403  409  409   403  403  401   403     409     403    404    401
GET /v1/saved/:name/versions        401    401   403   200  200  200   200  403  401   403     200     200    404    401
POST /v1/saved/:name/restore        401    401   403   403  404  404   403  403  401   403     404     403    404    401
GET /v1/saved/:name/answer          401    401   403   200  200  200   200  403  401   403     200     200    404    401
GET /v1/saved/:name/answer.csv      401    401   403   200  200  200   200  403  401   403     200     200    404    200
GET /v1/saved/:name/answer.json     401    401   403   200  200  200   200  403  401   403     200     200    404    200
GET /v1/saved/:name/answer.arrow    401    401   403   200  200  200   200  403  401   403     200     200    404    200
GET /v1/saved/:name/answer.parquet  401    401   403   200  200  200   200  403  401   403     200     200    404    200
GET /v1/saved/:name/links           401    401   403   200  200  200   200  403  401   403     200     200    404    401
POST /v1/saved/:name/links          401    401   403   200  200  200   200  403  401   403     200     403    404    401
DELETE /v1/saved/:name/links/:link  401    401   403   404  404  404   404  403  401   403     404     403    404    401
GET /v1/rejects                     401    401   403   403  403  200   403  403  401   403     403     403    200    401
GET /v1/rejects/:reject             401    401   403   403  403  404   403  403  401   403     403     403    404    401
POST /v1/rejects/forget             401    401   403   403  403  200   403  403  401   403     403     403    200    401
POST /v1/links                      401    401   403   403  403  200   403  403  401   403     403     403    200    401
GET /signin                         303    303   303   303  303  303   303  303  303   303     303     303    303    303
GET /livez                          200    200   200   200  200  200   200  200  200   200     200     200    200    200
GET /readyz                         200    200   200   200  200  200   200  200  200   200     200     200    200    200
GET /metrics                        200    200   200   200  200  200   200  200  200   200     200     200    200    200
GET /openapi.json                   200    200   200   200  200  200   200  200  200   200     200     200    200    200
GET /asyncapi.json                  200    200   200   200  200  200   200  200  200   200     200     200    200    200
GET /schemas/event.json             200    200   200   200  200  200   200  200  200   200     200     200    200    200
GET /docs                           200    200   200   200  200  200   200  200  200   200     200     200    200    200
GET /                               200    200   200   200  200  200   200  200  200   200     200     200    200    200
GET /index.html                     200    200   200   200  200  200   200  200  200   200     200     200    200    200
GET /assets/*                       200    200   200   200  200  200   200  200  200   200     200     200    200    200
`;

const FILES = Object.keys(ANSWER_FILES);
const JOURNEY = "01955b04-dc00-7d3e-8a41-5b0f2c9e6d17";

/** What is asked where an empty request would not do: the addresses, and a body for each. */
const REQUESTS: Readonly<Record<string, () => readonly Request[]>> = {
  "POST /v1/events": () => [{ path: "/v1/events", body: eventWith({ site: "there" }) }],
  "POST /v1/questions/:name": () =>
    Object.entries(QUESTION_EXAMPLES).map(([name, body]) => ({
      path: `/v1/questions/${name}`,
      body,
    })),
  "GET /v1/journeys/:subject": () => [{ path: `/v1/journeys/${JOURNEY}` }],
  "PUT /v1/sites": () => [{ path: "/v1/sites", body: { sites: [{ id: "there", name: "There" }] } }],
  ...Object.fromEntries(
    ["", "/versions", "/answer", ...FILES.map((file) => `/answer.${file}`), "/links"].map(
      (more) => [`GET /v1/saved/:name${more}`, () => [{ path: `/v1/saved/kept${more}` }]],
    ),
  ),
  // All at once, so that nobody changes what the others see: the right of it is what is asked.
  "PUT /v1/saved/:name": () => [{ path: "/v1/saved/new", body: { ...SAVED_EXAMPLE, version: 99 } }],
  "DELETE /v1/saved/:name": () => [{ path: "/v1/saved/kept?version=99" }],
  "POST /v1/saved/:name/restore": () => [{ path: "/v1/saved/kept/restore", body: { restore: 99 } }],
  "POST /v1/saved/:name/links": () => [{ path: "/v1/saved/kept/links", body: { days: 1 } }],
  "DELETE /v1/saved/:name/links/:link": () => [{ path: "/v1/saved/kept/links/none" }],
  "GET /v1/rejects/:reject": () => [{ path: "/v1/rejects/0123456789ab" }],
  "POST /v1/rejects/forget": () => [
    { path: "/v1/rejects/forget", body: { rejects: ["0".repeat(32)] } },
  ],
  "GET /assets/*": () => assets.map((path) => ({ path })),
};

interface Request {
  readonly path: string;
  readonly body?: object;
}

const OURS = "ours";
const THEIRS = "theirs";
const PAGE = "https://www.example.org";
const ELSEWHERE = "https://evil.example";
const KEYS = {
  write: { tenant: OURS, scopes: ["write"] },
  read: { tenant: OURS, scopes: ["read"] },
  duty: { tenant: OURS, scopes: ["duty"] },
  admin: { tenant: OURS, scopes: ["admin"] },
  site: { tenant: OURS, scopes: ["read", "admin"], sites: ["here"] },
  page: { tenant: OURS, scopes: ["write"], origins: [PAGE] },
  theirs: { tenant: THEIRS, scopes: ["admin"] },
} as const;

interface Caller {
  readonly headers: Readonly<Record<string, string>>;
  readonly query?: string;
}

/** What each kind of caller shows at the door. */
const CALLERS: Readonly<Record<string, () => Caller>> = {
  nobody: () => ({ headers: {} }),
  wrong: () => ({ headers: bearer("nobody's") }),
  write: () => ({ headers: bearer("write") }),
  read: () => ({ headers: bearer("read") }),
  duty: () => ({ headers: bearer("duty") }),
  admin: () => ({ headers: bearer("admin") }),
  site: () => ({ headers: bearer("site") }),
  page: () => ({ headers: { ...bearer("page"), origin: PAGE } }),
  "?page": () => ({ headers: { origin: PAGE }, query: `?key=${keyNamed("page")}` }),
  foreign: () => ({ headers: { ...bearer("page"), origin: ELSEWHERE } }),
  session: () => ({ headers: { cookie, origin: parcours.url } }),
  stolen: () => ({ headers: { cookie, origin: ELSEWHERE } }),
  theirs: () => ({ headers: bearer("theirs") }),
  link: () => ({ headers: {}, query: `?link=${token}` }),
};

const [head = "", ...lines] = TABLE.trim().split("\n");
const columns = cells(head);
const rows = lines.map((line) => {
  const [method = "", url = "", ...statuses] = cells(line);
  return { route: `${method} ${url}`, method, url, statuses };
});

const folder = mkdtempSync(join(tmpdir(), "parcours-routes-"));
const told = join(folder, "routes");
let parcours: Running;
let cookie = "";
let token = "";
/** `GET /v1/live`: each that fastify was given in the running process. */
let running: readonly string[] = [];
let assets: readonly string[] = [];

beforeAll(async () => {
  const preload = new URL("../support/tell-routes.mjs", import.meta.url).href;
  parcours = await startParcours({
    config: { tenants: [{ id: OURS }, { id: THEIRS }] },
    env: { PARCOURS_TEST_ROUTES: told, NODE_OPTIONS: `--import=${preload}` },
  });
  running = [...new Set(readFileSync(told, "utf8").trim().split("\n"))];
  assets = running.flatMap((route) => /^GET (\/assets\/.*)$/.exec(route)?.[1] ?? []);
  await giveKeys(parcours, KEYS);
  cookie = await signIn(parcours.url, "admin");
  await parcours.post(eventWith({ subject: JOURNEY, site: "there" }), { headers: bearer("write") });
  token = await keepAndLink();
  await parcours.settled();
}, 120_000);

/** Saves a question, and gives the token of a link to it. */
async function keepAndLink(): Promise<string> {
  const send = async (method: string, path: string, body: object) => {
    const headers = { ...bearer("admin"), "content-type": "application/json" };
    return fetch(parcours.url + path, { method, headers, body: JSON.stringify(body) });
  };
  await send("PUT", "/v1/saved/kept", SAVED_EXAMPLE);
  const made = MadeLink.parse(await (await send("POST", "/v1/saved/kept/links", {})).json());
  return made.paths.csv.split("?link=")[1] ?? "";
}

afterAll(async () => {
  await parcours.stop();
  rmSync(folder, { recursive: true });
});

test("the table has each route that runs, and no other", () => {
  const routes = running
    .filter((route) => !route.startsWith("HEAD ")) // fastify adds it to every GET
    .map((route) => route.replace(/^(GET \/assets\/).*$/, "$1*"));
  expect(rows.map(({ route }) => route).toSorted()).toEqual([...new Set(routes)].toSorted());
});

test("the table has a column for each kind of caller, and a status in each cell", () => {
  expect(columns).toEqual(Object.keys(CALLERS));
  for (const { route, statuses } of rows) expect(statuses, route).toHaveLength(columns.length);
});

test.each(rows)("$route answers each caller as the table says", async (row) => {
  for (const request of requestsOf(row)) {
    expect(await statusesOf(row.method, request), request.path).toEqual(expectedOf(row));
  }
});

test.each(rows.filter(({ method }) => method === "GET"))(
  "$route answers HEAD as it answers GET",
  async (row) => {
    for (const request of requestsOf(row)) {
      expect(await statusesOf("HEAD", request), request.path).toEqual(expectedOf(row));
    }
  },
);

type Row = (typeof rows)[number];

function expectedOf({ statuses }: Row): Readonly<Record<string, number>> {
  return Object.fromEntries(columns.map((name, nth) => [name, Number(statuses[nth])]));
}

function requestsOf({ route, url }: Row): readonly Request[] {
  return REQUESTS[route]?.() ?? [{ path: url }];
}

async function statusesOf(method: string, request: Request): Promise<Record<string, number>> {
  const found = Object.entries(CALLERS).map(async ([name, caller]) => {
    return [name, await statusOf(method, request, caller())] as const;
  });
  return Object.fromEntries(await Promise.all(found));
}

async function statusOf(
  method: string,
  { path, body }: Request,
  { headers, query = "" }: Caller,
): Promise<number> {
  const address = path.includes("?") ? path + query.replace("?", "&") : path + query;
  const answer = await fetch(parcours.url + address, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    redirect: "manual",
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  await answer.arrayBuffer();
  return answer.status;
}

function cells(line: string): string[] {
  return line.trim().split(/\s+/);
}
