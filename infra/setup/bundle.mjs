// Bundles the compiled server into one folder, because to find and read seven hundred modules was most
// of what a start took, and a part that is started again is waited for.
//
//   node infra/setup/bundle.mjs <the build>

import { join } from "node:path";
import { rolldown } from "rolldown";

const [, , build] = process.argv;

const bundle = await rolldown({
  input: join(build, "infra", "main.js"),
  platform: "node",
  // The embedded engines are machine code beside their JavaScript, and optional.
  external: ["chdb", "lmdb"],
});
await bundle.write({
  dir: join(build, "server"),
  entryFileNames: "[name].js",
  chunkFileNames: "[name]-[hash].js",
});
