import { bearer, signIn, type WantedKeys } from "../support/keys.ts";
import type { Fuzzed, More } from "./fuzzed.ts";
import { eventsOf } from "./visits.ts";
import { SHARED, type World } from "./worlds.ts";

/** Somebody of a tenant who asks. */
export interface WorldCaller {
  readonly name: string;
  readonly world: World;
  readonly headers: Readonly<Record<string, string>>;
  /** The sites that they may see; all when undefined. */
  readonly sites: readonly string[] | undefined;
}

/** What a Parcours must be started with for these tenants to live in it. */
export function tenantsAndKeys(worlds: readonly World[]): More {
  return {
    // As the file has it: there a condition is a text.
    tenants: worlds.map(({ tenant, moments }) => ({
      id: tenant,
      moments: moments as unknown as never,
    })),
    keys: Object.assign({}, ...worlds.map(keysOf)) as WantedKeys,
  };
}

function keysOf({ tenant }: World): WantedKeys {
  return {
    [`${tenant} write`]: { tenant, scopes: ["write"] },
    [`${tenant} read`]: { tenant, scopes: ["read"] },
    [`${tenant} duty`]: { tenant, scopes: ["duty"] },
    [`${tenant} admin`]: { tenant, scopes: ["admin"] },
    [`${tenant} at two sites`]: { tenant, scopes: ["read"], sites: twoSites(tenant) },
  };
}

/** What each tenant saves, under the same name. */
export const SAVED = {
  name: "saved-by-all",
  question: "waits",
  parameters: { range: "all", by: ["site"] },
} as const;

const twoSites = (tenant: string) => [SHARED.site, `${tenant}-1`];

/** Sends everything that the tenants have to say, and waits until figures know it. */
export async function tellWorlds(
  { parcours, url }: Fuzzed,
  worlds: readonly World[],
): Promise<readonly WorldCaller[]> {
  for (const { tenant, sites, visits } of worlds) {
    await put(`${url}/v1/sites`, `${tenant} admin`, { sites });
    const { name, ...saved } = SAVED;
    await put(`${url}/v1/saved/${name}`, `${tenant} duty`, { title: { en: tenant }, ...saved });
    const sent = await parcours.post(visits.flatMap(eventsOf), {
      headers: bearer(`${tenant} write`),
    });
    if (sent.status !== 202) throw new Error(`${tenant} was refused: ${await sent.text()}`);
  }
  await parcours.settled();
  const callers = await Promise.all(worlds.map((world) => callersOf(url, world)));
  return callers.flat();
}

async function callersOf(url: string, world: World): Promise<readonly WorldCaller[]> {
  const { tenant } = world;
  const cookie = await signIn(url, `${tenant} admin`);
  const by = (name: string, sites?: readonly string[]): WorldCaller => ({
    name: `${tenant} ${name}`,
    world,
    headers: bearer(`${tenant} ${name}`),
    sites,
  });
  return [
    by("read"),
    by("duty"),
    by("admin"),
    by("at two sites", twoSites(tenant)),
    { ...by("session"), headers: { cookie } },
  ];
}

async function put(url: string, key: string, body: object): Promise<void> {
  const answer = await fetch(url, {
    method: "PUT",
    headers: { ...bearer(key), "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${key} was refused: ${await answer.text()}`);
}
