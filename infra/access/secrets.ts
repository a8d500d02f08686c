import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { Scope, type Environment } from "../../schemas/config.ts";
import { StartupError } from "../startup-error.ts";
import { writeWhole } from "../write-whole.ts";

const Secret = z.string().regex(/^[0-9a-f]{64}$/);

/** What must stay between us: made once, part of the backup, never rotated. */
const Secrets = z.object({
  /** By tenant: customers and staff are pseudonymised with it. */
  pseudonyms: z.record(z.string(), Secret),
  /** Signs the browsers' sessions. */
  sessions: Secret,
  /** The password with which our own processes reach the embedded store. */
  store: Secret,
});
export type Secrets = z.infer<typeof Secrets>;
const SECRETS = "secrets.json";

/** A key as it is kept: its hash, and what it may do. */
export const StoredKey = z.strictObject({
  name: z.string().min(1).max(64),
  tenant: z.string(),
  kind: z.enum(["secret", "public"]),
  scopes: z.array(Scope).min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  created: z.string(),
  sites: z.array(z.string()).optional(),
  /** Of public keys: the origins whose pages may use it. */
  origins: z.array(z.string()).optional(),
});
export type StoredKey = z.infer<typeof StoredKey>;
const KeyFile = z.strictObject({ keys: z.array(StoredKey) });

/** The keys of the embedded default, as they are handed out. */
export interface DefaultKeys {
  readonly write: string;
  readonly read: string;
  readonly admin: string;
}

export function hashKey(key: string): string {
  return createHash("sha256").update(key, "utf8").digest("hex");
}

export function newKey(scope: string): string {
  return `pk_${scope}_${randomBytes(24).toString("base64url")}`;
}

/**
 * Reads the secrets of the data folder, for roles of which there may be several: two that made their
 * own, or one whose folder isn't the shared one, would know one customer under two pseudonyms.
 * @throws {StartupError} when they are not there yet.
 */
export function readSecrets(dataDir: string, tenants: readonly string[]): Secrets {
  const path = join(dataDir, SECRETS);
  if (!existsSync(path)) throw missingSecrets("There are no secrets", dataDir);
  const kept = readJson(Secrets, path);
  const missing = tenants.find((tenant) => kept.pseudonyms[tenant] === undefined);
  if (missing !== undefined) throw missingSecrets(`There is no secret of ${missing}`, dataDir);
  return kept;
}

function missingSecrets(what: string, dataDir: string): StartupError {
  const message = `${what} in ${dataDir}. All roles share one PARCOURS_DATA: mend it, or run \`parcours migrate\` there once.`;
  return new StartupError("no-secrets", message);
}

/** Reads the secrets of the data folder, and makes what is missing for these tenants. One process at a time. */
export function keepSecrets(dataDir: string, tenants: readonly string[]): Secrets {
  const path = join(dataDir, SECRETS);
  const fresh = () => randomBytes(32).toString("hex");
  const kept = existsSync(path)
    ? readJson(Secrets, path)
    : { pseudonyms: {}, sessions: fresh(), store: fresh() };
  const missing = tenants.filter((tenant) => kept.pseudonyms[tenant] === undefined);
  const secrets = {
    ...kept,
    pseudonyms: {
      ...kept.pseudonyms,
      ...Object.fromEntries(missing.map((tenant) => [tenant, fresh()])),
    },
  };
  if (missing.length > 0) writePrivate(path, secrets);
  return secrets;
}

/** The secrets that are there, without making any; undefined before the first start. */
export function findSecrets(dataDir: string): Secrets | undefined {
  const path = join(dataDir, "secrets.json");
  return existsSync(path) ? readJson(Secrets, path) : undefined;
}

const DefaultKeysFile = z.object({ write: z.string(), read: z.string(), admin: z.string() });

/** The default keys that were made, without making any; undefined before the first start. */
export function findDefaultKeys(dataDir: string): DefaultKeys | undefined {
  const path = join(dataDir, "default-keys.json");
  return existsSync(path) ? readJson(DefaultKeysFile, path) : undefined;
}

/** The embedded default's three keys: of the environment, else made once and kept plain, mode 600. */
export function keepDefaultKeys(dataDir: string, environment: Environment): DefaultKeys {
  const path = join(dataDir, "default-keys.json");
  const known = findDefaultKeys(dataDir);
  const made = known ?? {
    write: newKey("write"),
    read: newKey("read"),
    admin: newKey("admin"),
  };
  if (known === undefined) writePrivate(path, made);
  return {
    write: environment.PARCOURS_WRITE_KEY ?? made.write,
    read: environment.PARCOURS_READ_KEY ?? made.read,
    admin: environment.PARCOURS_ADMIN_KEY ?? made.admin,
  };
}

/** The keys that were made with `parcours keys`. */
export function readKeys(dataDir: string): readonly StoredKey[] {
  const path = join(dataDir, "keys.json");
  return existsSync(path) ? readJson(KeyFile, path).keys : [];
}

export function writeKeys(dataDir: string, keys: readonly StoredKey[]): void {
  writePrivate(join(dataDir, "keys.json"), { keys });
}

function readJson<Schema extends z.ZodType>(schema: Schema, path: string): z.infer<Schema> {
  try {
    return schema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (cause) {
    const message = `${path} cannot be read as what Parcours wrote there. Restore it from a backup.`;
    throw new StartupError("broken-secrets", message, { cause });
  }
}

function writePrivate(path: string, value: unknown): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeWhole(path, `${JSON.stringify(value, null, 2)}\n`);
}
