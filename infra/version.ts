import { readFileSync } from "node:fs";
import { PACKAGE } from "./places.ts";

/** The version of this Parcours, as package.json has it. */
export function versionOf(): string {
  const text = readFileSync(PACKAGE, "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
