import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** The top of the repository. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** What users run: compiled code. */
export const DIST = join(ROOT, "dist");

/** A compiled module: `compiled<typeof import("../../processors/pipe.ts")>("processors/pipe.js")`. */
export async function compiled<Module>(path: string): Promise<Module> {
  return (await import(pathToFileURL(join(DIST, path)).href)) as Module;
}
