#!/usr/bin/env node
// What `npx parcours` and `npm start` run: makes the checkout ready, then hands over to infra/main.ts.

import { makeReady } from "./setup.mjs";

await makeReady();
process.setSourceMapsEnabled(true);
const { main } = await import(new URL("../dist/server/main.js", import.meta.url).href);
await main(process.argv.slice(2));
