import { Scope } from "../../schemas/config.ts";
import { hashKey, newKey, readKeys, writeKeys, type StoredKey } from "../access/secrets.ts";
import { keyReader } from "../access/stored-keys.ts";
import type { Settings } from "../settings.ts";
import { StartupError } from "../startup-error.ts";

export interface NewKey {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly tenant: string | undefined;
  readonly sites: readonly string[] | undefined;
  readonly origins: readonly string[] | undefined;
}

/** `parcours keys create`: prints the key once; only its hash is kept. */
export function createKey(settings: Settings, wanted: NewKey): void {
  const { dataDir, config } = settings;
  const scopes = wanted.scopes.map((scope) => {
    const known = Scope.safeParse(scope);
    if (known.success) return known.data;
    throw new StartupError("unknown-scope", `A scope is one of ${Scope.options.join(", ")}.`);
  });
  const tenant = wanted.tenant ?? config.tenants[0]?.id ?? "default";
  if (!config.tenants.some(({ id }) => id === tenant)) {
    const known = config.tenants.map(({ id }) => id).join(", ");
    throw new StartupError("unknown-tenant", `There is no tenant "${tenant}"; there are ${known}.`);
  }
  if (keyReader(settings)().some(({ name }) => name === wanted.name)) {
    const message = `There is a key named "${wanted.name}" already; revoke it first, or take another name.`;
    throw new StartupError("key-exists", message);
  }
  const isPublic = wanted.origins !== undefined;
  if (isPublic && scopes.some((scope) => scope !== "write")) {
    throw new StartupError("public-writes", "A public key (with origins) may write, nothing else.");
  }
  if (wanted.sites !== undefined && scopes.includes("admin")) {
    const message = "An admin key is for all sites: leave out --site, or give other scopes.";
    throw new StartupError("admin-of-all-sites", message);
  }
  const key = newKey(isPublic ? "public" : (scopes[0] ?? "write"));
  const stored: StoredKey = {
    name: wanted.name,
    tenant,
    kind: isPublic ? "public" : "secret",
    scopes,
    sha256: hashKey(key),
    created: new Date().toISOString(),
    ...(wanted.sites === undefined ? {} : { sites: [...wanted.sites] }),
    ...(wanted.origins === undefined ? {} : { origins: [...wanted.origins] }),
  };
  writeKeys(dataDir, [...readKeys(dataDir), stored]);
  process.stdout.write(`${key}\nKeep it now: only its hash is stored. It works within a second.\n`);
}

/** `parcours keys list`: names and rights, never keys. */
export function listKeys(settings: Settings): void {
  for (const { name, tenant, kind, scopes, sites, origins, created } of keyReader(settings)()) {
    const where = [...(sites ?? []), ...(origins ?? [])].join(" ");
    const since = created === "" ? "made at the first start" : created;
    process.stdout.write(`${[name, tenant, kind, scopes.join("+"), where, since].join("\t")}\n`);
  }
}

/** `parcours keys revoke`: the key stops within a second. */
export function revokeKey({ dataDir }: Settings, name: string): void {
  const keys = readKeys(dataDir);
  if (!keys.some((key) => key.name === name)) {
    const message = `No key made with "parcours keys create" is named "${name}". The first three come from default-keys.json or the environment.`;
    throw new StartupError("no-such-key", message);
  }
  writeKeys(
    dataDir,
    keys.filter((key) => key.name !== name),
  );
  process.stdout.write(`"${name}" stops within a second.\n`);
}
