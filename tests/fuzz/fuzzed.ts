import type { Tenant } from "../../schemas/config.ts";
import { SAVED_EXAMPLE } from "../../schemas/documents/examples.ts";
import { RejectsPage } from "../../schemas/rejects.ts";
import { MadeLink } from "../../schemas/saved.ts";
import { bearer, giveKeys, keyNamed, signIn, type WantedKeys } from "../support/keys.ts";
import { eventually, startParcours, type Running } from "../support/running.ts";
import type { Caller } from "./callers.ts";
import type { Known } from "./valid-drafts.ts";

/** A Parcours that is made to be asked wildly, with everybody who asks. */
export interface Fuzzed {
  readonly url: string;
  readonly parcours: Running;
  readonly callers: readonly Caller[];
  /** Values of path parameters that only this Parcours knows, by their names. */
  readonly known: Known;
  /** Sends too much at once. */
  readonly flood: { readonly caller: Caller; readonly operationId: string };
}

/** Tenants and keys besides those that wild requests are made with. */
export interface More {
  readonly tenants: readonly Partial<Tenant>[];
  readonly keys: WantedKeys;
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
  "write and read": { tenant: OURS, scopes: ["write", "read"] },
  "read at one site": { tenant: OURS, scopes: ["read"], sites: ["lyon-bellecour"] },
  "read at no site": { tenant: OURS, scopes: ["read"], sites: [] },
  page: { tenant: OURS, scopes: ["write"], origins: [PAGE] },
  flood: { tenant: OURS, scopes: ["write"], origins: [PAGE] },
  "their write": { tenant: THEIRS, scopes: ["write"] },
  "their read": { tenant: THEIRS, scopes: ["read"] },
  "their admin": { tenant: THEIRS, scopes: ["admin"] },
} as const satisfies WantedKeys;
type KeyName = keyof typeof KEYS;

/** Starts it with two tenants, and more. */
export async function startFuzzed(more: More = { tenants: [], keys: {} }): Promise<Fuzzed> {
  const tenants = [{ id: OURS }, { id: THEIRS }, ...more.tenants];
  const parcours = await startParcours({ config: { tenants } });
  await giveKeys(parcours, { ...KEYS, ...more.keys });
  const { url } = parcours;
  const { names, links, tokens } = await savedOf(parcours);
  return {
    url,
    parcours,
    known: { reject: [await rejectOf(parcours)], name: names, link: links },
    callers: [...callersWith(await signIn(url, "admin")), ...ofLinks(tokens)],
    flood: { caller: ofPage("flood"), operationId: "sendEvents" },
  };
}

/** Sends what is refused, and finds under which id it was kept. */
async function rejectOf({ url }: Running): Promise<string> {
  const headers = { ...bearer("write"), "content-type": "application/cloudevents+json" };
  await fetch(`${url}/v1/events`, { method: "POST", headers, body: '{"specversion":"1.0"}' });
  let kept: string | undefined;
  await eventually("the reject is kept", async () => {
    const answer = await fetch(`${url}/v1/rejects`, { headers: bearer("admin") });
    kept = RejectsPage.parse(await answer.json()).rejects[0]?.reject;
    return kept !== undefined;
  });
  return kept ?? "";
}

/** Saved questions with their links, and the tokens of one that works and of one that was revoked. */
async function savedOf({ url }: Running) {
  const send = async (method: string, path: string, body: object = {}) => {
    const headers = { ...bearer("admin"), "content-type": "application/json" };
    const json = JSON.stringify(body);
    const answer = await fetch(`${url}/v1/saved/${path}`, { method, headers, body: json });
    if (!answer.ok) throw new Error(`${path} was refused: ${await answer.text()}`);
    return answer;
  };
  const linkTo = async (name: string) => {
    const made = MadeLink.parse(await (await send("POST", `${name}/links`)).json());
    return { id: made.link, token: made.paths.csv.split("?link=")[1] ?? "" };
  };
  // The last one fits its schema, and cannot be answered: waits know nothing of moments.
  const unanswerable = { question: "waits", parameters: { by: ["moment"] } };
  const names = ["fuzz-1", "fuzz-2", "fuzz-3"];
  for (const name of names) {
    await send("PUT", name, { ...SAVED_EXAMPLE, ...(name === "fuzz-3" ? unanswerable : {}) });
  }
  const works = await linkTo("fuzz-1");
  const revoked = await linkTo("fuzz-1");
  await send("DELETE", `fuzz-1/links/${revoked.id}`);
  const more = await Promise.all(
    Array.from({ length: 8 }, (_, nth) => linkTo(names[nth % 2] ?? "")),
  );
  const links = more.map(({ id }) => id);
  return { names, links, tokens: { works: works.token, revoked: revoked.token } };
}

/** Those who have nothing but an address. */
function ofLinks(tokens: { readonly works: string; readonly revoked: string }): readonly Caller[] {
  const shows = (token: string) => ({ headers: {}, query: [["link", token]] as const });
  return [
    { name: "a link", scheme: "link", ...shows(tokens.works) },
    { name: "a revoked link", ...shows(tokens.revoked) },
    { name: "a guessed link", ...shows("pl_guessed") },
  ];
}

/** Everybody who comes to the door, those who may not come in as well. */
function callersWith(cookie: string): readonly Caller[] {
  const secret = (Object.keys(KEYS) as KeyName[]).filter((name) => !("origins" in KEYS[name]));
  const session = { scheme: "session", scopes: ["read", "duty"] } as const;
  const shows = (authorization: string) => ({ headers: { authorization } });
  return [
    ...secret.map((name) => ({ ...known(name, "bearer"), headers: bearer(name) })),
    ofPage("page"),
    {
      ...ofPage("page"),
      name: "page, in the address",
      headers: { origin: PAGE },
      query: [["key", keyNamed("page")]],
    },
    { ...session, name: "session", headers: { cookie } },
    {
      ...session,
      name: "session, of another page",
      headers: { cookie, origin: ELSEWHERE },
      methods: ["GET"], // what a page of another site may not read, browsers keep from it
    },
    { name: "page, of another page", headers: { ...bearer("page"), origin: ELSEWHERE } },
    { name: "page, of no page", headers: bearer("page") },
    { name: "read, in the address", headers: {}, query: [["key", keyNamed("read")]] },
    { name: "nobody", headers: {} },
    { name: "a wrong key", ...shows("Bearer pk_read_wrong") },
    { name: "a key cut short", ...shows(`Bearer ${keyNamed("read").slice(0, -1)}`) },
    { name: "a password", ...shows("Basic YWRtaW46YWRtaW4=") },
    { name: "an empty key", ...shows("Bearer ") },
    { name: "two keys", ...shows(`Bearer ${keyNamed("read")} x`) },
    { name: "a forged session", headers: { cookie: `${cookie.slice(0, -2)}AA` } },
    { name: "a session of words", headers: { cookie: "parcours_session=let.me.in" } },
  ];
}

function ofPage(name: KeyName): Caller {
  return { ...known(name, "publicKey"), headers: { ...bearer(name), origin: PAGE } };
}

function known(name: KeyName, scheme: "bearer" | "publicKey") {
  return { name, scheme, scopes: KEYS[name].scopes };
}
