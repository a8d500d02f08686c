import { mkdirSync, rmSync, statSync, utimesSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { at } from "./paths.mjs";
import { say, stoppable } from "./terminal.mjs";

const lock = at(".cache", "setup.lock");
const beatMs = 2_000;
const abandonedMs = 20_000;

/** Does `work` while no other process of this checkout does its own; who was killed is waited for 20 s. */
export async function alone(work) {
  mkdirSync(at(".cache"), { recursive: true });
  for (let told = false; !taken(); told = true) {
    if (!told) say("Another process is setting this checkout up; waiting for it…");
    await sleep(250);
  }
  const beat = setInterval(() => utimesSync(lock, new Date(), new Date()), beatMs);
  const release = () => rmSync(lock, { recursive: true, force: true });
  process.once("exit", release);
  try {
    return await stoppable(work);
  } finally {
    clearInterval(beat);
    process.off("exit", release);
    release();
  }
}

function taken() {
  try {
    mkdirSync(lock);
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - since > abandonedMs) rmSync(lock, { recursive: true, force: true });
    return false;
  }
}
