import { chmodSync, copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What stands beside the log and the store in a data folder. */
const DATA_FILES = ["secrets.json", "keys.json", "default-keys.json"] as const;

/**
 * How far the simulated network has come. Copied before everything else: an older one sends again what
 * counts once, a newer one would leave out what is not in the backup.
 */
const SIMULATED = "simulated.json";

/** For reference: it is not put back, since it belongs to whoever runs Parcours. */
export const CONFIG = "parcours.config.yaml";

/** Takes the secrets and keys along; with `everything` also how far the simulated network has come. */
export function copyDataFiles(from: string, to: string, holds: "everything" | "secrets"): void {
  const names = holds === "everything" ? [SIMULATED, ...DATA_FILES] : DATA_FILES;
  for (const name of names) copyPrivately(join(from, name), join(to, name));
}

/** A copy that nobody else on the machine may read, whatever could be done with the original. */
export function copyPrivately(from: string, to: string): void {
  if (!existsSync(from)) return;
  copyFileSync(from, to);
  chmodSync(to, 0o600);
}

export function copyConfig(path: string, to: string): void {
  if (existsSync(path)) writeFileSync(join(to, CONFIG), readFileSync(path), { mode: 0o600 });
}
