// Makes a fresh clone work with Node alone: installs what is missing, builds what is old, says so.
// Plain JavaScript without packages, because it runs before there are any.
//
//   node infra/setup.mjs install | build | test

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { alone } from "./setup/alone.mjs";
import { build, oldParts } from "./setup/build.mjs";
import { install, lacksPackages } from "./setup/packages.mjs";
import { at } from "./setup/paths.mjs";
import { giveUp, run, stoppable } from "./setup/terminal.mjs";

const oldestNode = [20, 15];

/** Installs and builds what is missing or old. */
export async function makeReady() {
  checkNode();
  // Without sources (in a container image) dist is all there is, and it is ready.
  if (!existsSync(at("tsconfig.build.json"))) return;
  if (oldParts().length === 0 && !lacksPackages({ development: false })) return;
  await alone(async () => {
    if (lacksPackages({ development: true })) await install();
    if (oldParts().length > 0) await build();
  });
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  giveUp(
    `Parcours needs Node ${oldestNode.join(".")} or newer, and this is ${process.versions.node}.`,
    "Install it from https://nodejs.org, or with `nvm install 20`.",
  );
}

async function installMissing() {
  checkNode();
  if (!lacksPackages({ development: true })) return;
  await alone(async () => {
    if (lacksPackages({ development: true })) await install();
  });
}

/** The build is one of the checks, so that a broken one doesn't hide what the others say. */
async function test() {
  const countOfNothing = () => console.log("0 passed, 1 failed, 0 skipped");
  process.once("exit", countOfNothing);
  await installMissing();
  process.off("exit", countOfNothing);
  const checks = ["--import", "tsx", at("tests", "run.ts"), ...process.argv.slice(3)];
  process.exitCode = await stoppable(() => run(process.execPath, checks));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const commands = { install: installMissing, build: makeReady, test };
  const command = commands[process.argv[2]];
  if (!command) giveUp("Say what to do: node infra/setup.mjs install | build | test");
  await command();
}
