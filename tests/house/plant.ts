import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";

/** This repository. */
export const house = join(import.meta.dirname, "../..");

/** Texts by their path. */
export type Files = Readonly<Record<string, string>>;

const trees: string[] = [];
afterAll(() => {
  for (const tree of trees) rmSync(tree, { recursive: true });
});

/** Makes a small repository somewhere else, so that rules can be broken without breaking anything. */
export function plant(files: Files): string {
  const root = mkdtempSync(join(tmpdir(), "parcours-house-"));
  trees.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

/** Lets a planted tree use the packages of this repository. */
export function furnish(root: string): void {
  symlinkSync(join(house, "node_modules"), join(root, "node_modules"));
}

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program in a planted tree to its end, good or bad. */
export function runNode(
  cwd: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  const options = { cwd, env: { ...process.env, NO_COLOR: "1", ...env } };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, args, options, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? 1, stdout, stderr });
    });
  });
}
