import { statSync } from "node:fs";
import { join } from "node:path";
import type { Settings } from "../settings.ts";
import type { KeyReader } from "./key-ring.ts";
import { hashKey, keepDefaultKeys, readKeys, type StoredKey } from "./secrets.ts";

/**
 * All keys that are valid now: the default ones, and those of `keys.json`, read again when it changes.
 * Whether it has is looked at once a second, or at once for who asks again.
 */
export function keyReader({ environment, config, dataDir }: Settings): KeyReader {
  const [tenant] = config.tenants;
  const made = keepDefaultKeys(dataDir, environment);
  const defaults = (["write", "read", "admin"] as const).map((scope): StoredKey => ({
    name: scope,
    tenant: tenant?.id ?? "default",
    kind: "secret",
    scopes: [scope],
    sha256: hashKey(made[scope]),
    created: "",
  }));
  const path = join(dataDir, "keys.json");
  let seen = Number.NaN;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let keys: readonly StoredKey[] = defaults;
  return function currentKeys(again) {
    if (again === undefined && performance.now() - lookedAt < 1_000) return keys;
    lookedAt = performance.now();
    const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (changed !== seen) {
      seen = changed;
      keys = [...defaults, ...readKeys(dataDir)];
    }
    return keys;
  };
}
