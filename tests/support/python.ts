import { execFile, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const CACHE = join(import.meta.dirname, "../../.cache");
const REQUIREMENTS = join(import.meta.dirname, "python-requirements.txt");
const IMPORTS = "import clickhouse_connect, lxml, pandas, pm4py, pyarrow";
const INSTALL_MS = 10 * 60_000;

/** An interpreter with what `python-requirements.txt` lists, or why there is none. */
export type Python = { readonly command: string } | { readonly whyNot: string };

/**
 * `PARCOURS_PYTHON` names one that has the packages; else one is made of python3 in `.cache/`, once: it
 * takes one to two minutes and 436 MB, and later runs find it there. Test files run side by side: one makes it,
 * the others wait.
 */
export function findPython(): Python {
  const named = process.env["PARCOURS_PYTHON"];
  if (named !== undefined) {
    const why = failureOf(named, ["-c", IMPORTS]);
    return why === undefined ? { command: named } : { whyNot: `PARCOURS_PYTHON: ${why}` };
  }
  const asked = spawnSync("python3", ["-c", "import sys, venv; print(sys.version)"]);
  if (asked.status !== 0) return { whyNot: "there is no python3 with venv" };
  const hash = createHash("sha256").update(readFileSync(REQUIREMENTS)).update(asked.stdout);
  const folder = join(CACHE, `python-${hash.digest("hex").slice(0, 12)}`);
  mkdirSync(CACHE, { recursive: true });
  while (!existsSync(folder)) {
    if (!take(`${folder}.lock`)) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
      continue;
    }
    try {
      const why = existsSync(folder) ? undefined : make(folder);
      if (why !== undefined) return { whyNot: why };
    } finally {
      rmSync(`${folder}.lock`, { force: true });
    }
  }
  return { command: join(folder, "bin/python") };
}

/** For `skipUnless("python", …)`. */
export function whyNoPython(python: Python): string | undefined {
  return "whyNot" in python ? python.whyNot : undefined;
}

/** Runs a script to its end, and returns what it printed; what goes wrong in it is thrown. */
export async function runPython(
  python: Python,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  if ("whyNot" in python) throw new Error(`No Python: ${python.whyNot}`);
  const { stdout } = await promisify(execFile)(python.command, [...args], {
    ...options,
    env: { ...process.env, ...options.env },
    maxBuffer: 64 << 20,
  });
  return stdout;
}

/** Makes the folder, whole or not at all; says why when it can't. */
function make(folder: string): string | undefined {
  console.log(`Installing Python packages for tests into ${folder}, once (one or two minutes)…`);
  const unfinished = `${folder}.part`;
  rmSync(unfinished, { recursive: true, force: true });
  const pip = ["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"];
  const why =
    failureOf("python3", ["-m", "venv", unfinished]) ??
    failureOf(join(unfinished, "bin/python"), [...pip, "--no-deps", "-r", REQUIREMENTS]) ??
    failureOf(join(unfinished, "bin/python"), ["-c", IMPORTS]);
  if (why === undefined) renameSync(unfinished, folder);
  else rmSync(unfinished, { recursive: true, force: true });
  return why;
}

/** The last thing that a program said before it failed. */
function failureOf(command: string, args: readonly string[]): string | undefined {
  const { status, error, stderr } = spawnSync(command, args, {
    timeout: INSTALL_MS,
    encoding: "utf8",
  });
  if (status === 0) return undefined;
  const said = error?.message ?? stderr.trim().split("\n").at(-1) ?? "";
  return `${command} ${args.slice(0, 3).join(" ")} failed: ${said}`;
}

/** True when the lock is ours; one whose owner is gone counts for nothing. */
function take(lock: string): boolean {
  try {
    const file = openSync(lock, "wx");
    writeSync(file, String(process.pid));
    closeSync(file);
    return true;
  } catch {
    if (isLeft(lock)) rmSync(lock, { force: true });
    return false;
  }
}

function isLeft(lock: string): boolean {
  try {
    process.kill(Number(readFileSync(lock, "utf8")), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}
