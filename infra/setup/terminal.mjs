import { spawn } from "node:child_process";

const children = new Set();

/** Speaks on standard error, because standard output may be an export. */
export const say = (line) => console.error(line);

export function giveUp(...lines) {
  for (const line of lines) say(line);
  process.exit(1);
}

export const secondsSince = (started) => ((Date.now() - started) / 1000).toFixed(1);

/** Runs a program on this terminal and resolves to its exit code. */
export function run(program, args, { output = "inherit", shell = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ["ignore", output, "inherit"], shell });
    children.add(child);
    child.on("error", (error) => {
      say(`Could not start ${program}: ${error.message}`);
      children.delete(child);
      resolve(1);
    });
    child.on("close", (code) => {
      children.delete(child);
      resolve(code ?? 1);
    });
  });
}

/** While `work` runs, Ctrl-C stops its programs too and lets exit handlers tidy up. */
export async function stoppable(work) {
  const stop = () => {
    for (const child of children) child.kill();
    process.exit(130);
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.once(signal, stop);
  try {
    return await work();
  } finally {
    for (const signal of signals) process.off(signal, stop);
  }
}
