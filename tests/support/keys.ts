import { hashKey, writeKeys, type StoredKey } from "../../infra/access/secrets.ts";
import type { Scope } from "../../schemas/config.ts";
import { eventually, type Running } from "./running.ts";

/** What a key is for; a public one has origins. */
export interface WantedKey {
  readonly tenant: string;
  readonly scopes: readonly Scope[];
  readonly sites?: readonly string[];
  readonly origins?: readonly string[];
}
/** By their names. */
export type WantedKeys = Readonly<Record<string, WantedKey>>;

/**
 * Gives a running Parcours these keys, all at once, and waits until they work. A key follows from its
 * name, so that a request that was written down in one run can be sent in another.
 */
export async function giveKeys({ dataDir, url }: Running, wanted: WantedKeys): Promise<void> {
  writeKeys(dataDir, Object.entries(wanted).map(storedKey));
  const [name = ""] = Object.entries(wanted).find(([, { origins }]) => origins === undefined) ?? [];
  await eventually("the keys are known", async () => {
    const { status } = await fetch(`${url}/v1/me`, { headers: bearer(name) });
    return status !== 401;
  });
}

export function keyNamed(name: string): string {
  return `pk_test_${name.replaceAll(" ", "_")}`;
}

/** The header that shows a key. */
export function bearer(name: string): { readonly authorization: string } {
  return { authorization: `Bearer ${keyNamed(name)}` };
}

/** The cookie of a browser that opened the link of an admin. */
export async function signIn(url: string, admin: string): Promise<string> {
  const link = await fetch(`${url}/v1/links`, { method: "POST", headers: bearer(admin) });
  const { path } = (await link.json()) as { readonly path: string };
  const { headers } = await fetch(url + path, { redirect: "manual" });
  return headers.get("set-cookie")?.split(";")[0] ?? "";
}

function storedKey([name, { scopes, sites, origins, tenant }]: readonly [string, WantedKey]) {
  return {
    name,
    tenant,
    kind: origins === undefined ? "secret" : "public",
    scopes: [...scopes],
    sha256: hashKey(keyNamed(name)),
    created: "",
    ...(sites === undefined ? {} : { sites: [...sites] }),
    ...(origins === undefined ? {} : { origins: [...origins] }),
  } satisfies StoredKey;
}
