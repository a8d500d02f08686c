// Loaded into every process of a Parcours with NODE_OPTIONS: writes down each route that fastify is given,
// so that a test can ask what really runs.

import { subscribe } from "node:diagnostics_channel";
import { appendFileSync } from "node:fs";

const file = process.env["PARCOURS_TEST_ROUTES"];

subscribe("fastify.initialization", ({ fastify }) => {
  fastify.addHook("onRoute", ({ method, url }) => {
    for (const one of [method].flat()) appendFileSync(file, `${one} ${url}\n`);
  });
});
