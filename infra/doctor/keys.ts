import { findDefaultKeys, findSecrets, readKeys, type StoredKey } from "../access/secrets.ts";
import { ok, warning, type Finding } from "./finding.ts";
import type { Patient } from "./patient.ts";

const LOOPBACK = /^(127\.|::1$|localhost$)/;

/** Can every tenant send and read? The first has the default keys. */
export function keysOfTenants({ settings }: Patient): readonly Finding[] {
  const { config, dataDir } = settings;
  const keys = readKeys(dataDir);
  const without = config.tenants
    .slice(1)
    .map(({ id }) => id)
    .filter((id) => !keys.some(({ tenant }) => tenant === id));
  if (without.length > 0) {
    return [
      warning("keys", {
        expected: "keys for every tenant in the configuration",
        found: `none for ${without.join(", ")}: nobody can send or read there`,
        todo: `parcours keys create <name> --scope write --tenant ${without[0] ?? ""}`,
      }),
    ];
  }
  const tenants = String(config.tenants.length);
  return [ok("keys", `${String(keys.length)} made, beside the default ones; tenants: ${tenants}`)];
}

/** A public key without origins is refused everywhere. */
export function publicKeys({ settings: { dataDir } }: Patient): readonly Finding[] {
  const bare = readKeys(dataDir).filter(
    (key: StoredKey) => key.kind === "public" && (key.origins ?? []).length === 0,
  );
  if (bare.length === 0) return [];
  const names = bare.map(({ name }) => name).join(", ");
  return [
    warning("public keys", {
      expected: "origins for each public key",
      found: `none for ${names}: no page can use it`,
      todo: `parcours keys revoke <name>, then parcours keys create <name> --scope write --origin https://…`,
    }),
  ];
}

/** The default keys stand in a file, made to try things out. */
export function defaultKeys({ settings }: Patient): readonly Finding[] {
  const { environment, dataDir } = settings;
  const made = findDefaultKeys(dataDir);
  const { PARCOURS_HOST: host } = environment;
  if (made === undefined || LOOPBACK.test(host)) return [];
  const inUse = (["WRITE", "READ", "ADMIN"] as const).filter(
    (scope) => environment[`PARCOURS_${scope}_KEY`] === undefined,
  );
  if (inUse.length === 0) return [];
  const variables = inUse.map((scope) => `PARCOURS_${scope}_KEY`).join(", ");
  return [
    warning("default keys", {
      expected: `keys of your own, because ${host} can be reached from other machines`,
      found: `the default ones count (${inUse.join(", ").toLowerCase()}), in plain in default-keys.json`,
      todo: `Set ${variables}, give senders keys of their own (parcours keys create), and put TLS in front.`,
    }),
  ];
}

/** Events of a tenant are pseudonymised with its secret; losing it makes strangers of its customers. */
export function secrets({ settings: { dataDir } }: Patient): readonly Finding[] {
  const found = findSecrets(dataDir);
  if (found === undefined) return [];
  const tenants = Object.keys(found.pseudonyms).join(", ");
  return [ok("secrets", `pseudonyms of ${tenants}; they go with every "parcours backup"`)];
}
