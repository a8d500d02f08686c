import { fileURLToPath } from "node:url";

// In the build all modules are bundled into one folder, so that a start reads a few files instead of
// seven hundred. Hence what lies beside modules is found from here, and not from each of them.
const isSource = import.meta.url.endsWith(".ts");
/** The checkout, or the build. */
const root = new URL("..", import.meta.url);
const at = (path: string) => fileURLToPath(new URL(path, root));

/** The module that processes of ours are started with: main. */
export const ENTRY = at(isSource ? "infra/main.ts" : "server/main.js");
export const PACKAGE = at("package.json");
export const MIGRATIONS = at("infra/store/migrations");
/** The built pages. */
export const WEB = at(isSource ? "dist/dashboards/web" : "dashboards/web");
