import { fileURLToPath } from "node:url";

/** The module that processes of ours are started with: main, from the sources or from the build. */
export const ENTRY = fileURLToPath(
  new URL(import.meta.url.endsWith(".ts") ? "./main.ts" : "./main.js", import.meta.url),
);
