/**
 * Every check and test of this repository, in one run: `npm test`, `npm run check` and CI are this.
 * A check that fails stops nothing, so that one run tells all; the last line is the count.
 * With names (`npm test -- lint types`) only these checks run.
 */

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Tally } from "./support/tally.ts";

/** A program of `node_modules` or a file of this repository, with its arguments. */
type Command = readonly [file: string, ...args: string[]];

const root = join(import.meta.dirname, "..");
const modules = "node_modules";

/** Longest first: they share the processors. */
const checks: Readonly<Record<string, Command>> = {
  lint: [`${modules}/eslint/bin/eslint.js`, ".", "--max-warnings=0"],
  types: [`${modules}/typescript/bin/tsc`, "--noEmit"],
  build: ["infra/setup.mjs", "build"],
  format: [`${modules}/prettier/bin/prettier.cjs`, "--check", "."],
  directions: ["--import", "tsx", "tests/house/directions.ts"],
  "dead-code": [`${modules}/knip/bin/knip.js`],
};
const tests: Command = [`${modules}/vitest/vitest.mjs`, "run"];
const lanes = 2;
const withBuild = { PARCOURS_TEST_DIST: "dist" };

const nothing: Tally = { passed: 0, failed: 0, skipped: 0 };
const broken: Tally = { ...nothing, failed: 1 };

/** Runs a check quietly and shows what it said when it failed. */
async function runCheck(name: string, command: Command): Promise<Tally> {
  const { code, output, seconds } = await run(command, {}, "kept");
  console.log(`${code === 0 ? "✓" : "✗"} ${name.padEnd(12)}${seconds.padStart(6)} s`);
  if (code === 0) return { ...nothing, passed: 1 };
  console.log(output.trimEnd().replace(/^/gm, "    "));
  return broken;
}

/** Runs the tests with their output as it comes; they are alone then, for their times are real. */
async function runTests(): Promise<Tally> {
  const folder = mkdtempSync(join(tmpdir(), "parcours-tally-"));
  const file = join(folder, "tally.json");
  try {
    // End to end, the build is what runs: it is what users start, and starts in half the time.
    const { code } = await run(tests, { PARCOURS_TALLY: file, ...withBuild }, "shown");
    const tally = JSON.parse(readFileSync(file, "utf8")) as Tally;
    if (tally.passed + tally.failed === 0) return complain("No test was executed.", tally);
    if (code !== 0 && tally.failed === 0) return complain(`vitest ended with ${code}.`, tally);
    return tally;
  } catch (error) {
    return complain(`vitest left no count: ${String(error)}`, nothing);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function complain(about: string, tally: Tally): Tally {
  console.log(`✗ tests: ${about}`);
  return sum([tally, broken]);
}

interface Ended {
  readonly code: number;
  readonly output: string;
  readonly seconds: string;
}

function run(command: Command, env: NodeJS.ProcessEnv, output: "kept" | "shown"): Promise<Ended> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const stdio = output === "shown" ? "inherit" : "pipe";
    const child = spawn(process.execPath, command, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ["ignore", stdio, stdio],
    });
    const kept: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk: Buffer) => kept.push(chunk));
    }
    child.once("error", reject);
    child.once("close", (code) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      resolve({ code: code ?? 1, output: Buffer.concat(kept).toString(), seconds });
    });
  });
}

/** Takes work from one list in several lanes. */
async function inLanes<T>(work: readonly (() => Promise<T>)[]): Promise<T[]> {
  const waiting = work.values();
  const results: T[] = [];
  const lane = async () => {
    for (const start of waiting) results.push(await start());
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}

const sum = (tallies: readonly Tally[]): Tally =>
  tallies.reduce(
    (a, b) => ({
      passed: a.passed + b.passed,
      failed: a.failed + b.failed,
      skipped: a.skipped + b.skipped,
    }),
    nothing,
  );

const asked = process.argv.slice(2);
const names = [...Object.keys(checks), "tests"];
const unknown = asked.find((name) => !names.includes(name));
if (unknown !== undefined) throw new Error(`No check is called ${unknown}: ${names.join(", ")}`);
const isAsked = (name: string) => asked.length === 0 || asked.includes(name);

const { passed, failed, skipped } = sum([
  ...(await inLanes(
    Object.entries(checks)
      .filter(([name]) => isAsked(name))
      .map(
        ([name, command]) =>
          () =>
            runCheck(name, command),
      ),
  )),
  isAsked("tests") ? await runTests() : nothing,
]);
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed > 0 ? 1 : 0;
