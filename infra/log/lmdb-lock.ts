import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Environment, Writer } from "./lmdb-environment.ts";
import { StartupError } from "../startup-error.ts";

/**
 * Makes this process the one that appends to a topic, or says which other one is. The entry of a
 * process that was killed doesn't count, so nothing has to be cleaned up. Two containers that share
 * a folder can't see each other's processes; there the writer's `noOverwrite` stops the second.
 */
export function takeTopic(env: Environment, topic: string, dir: string): void {
  const holder = take(env, topic);
  if (holder) {
    throw new StartupError(
      "log-taken",
      `Process ${String(holder.pid)} already writes ${topic} in ${dir}, and a topic has one writer. ` +
        `Stop that process, or choose another folder with PARCOURS_DATA.`,
    );
  }
}

/** Makes this process the one that has the name; else says which other one has it. */
export function take({ writers }: Pick<Environment, "writers">, name: string): Writer | undefined {
  const me: Writer = { pid: process.pid, birth: birthOf(process.pid) ?? "" };
  return writers.transactionSync(() => {
    const found = writers.get(name);
    if (found && birthOf(found.pid) === found.birth) return found;
    void writers.put(name, me);
    return undefined;
  });
}

/** Stands before the name of a lead, which has no topic. */
export const LEAD = "lead ";

/** A process of this machine that appends to a topic now. */
export function livingWriter({ writers }: Pick<Environment, "writers">): number | undefined {
  for (const { key, value } of writers.getRange()) {
    if (!key.startsWith(LEAD) && birthOf(value.pid) === value.birth) return value.pid;
  }
  return undefined;
}

/** Lets another process have it: a topic to append to, or a lead. */
export function release({ writers }: Environment, name: string): void {
  writers.removeSync(name);
}

/** When a process began, in words that no later process with its pid shares; undefined once it ended. */
function birthOf(pid: number): string | undefined {
  try {
    if (process.platform === "linux") {
      const stat = readFileSync(`/proc/${String(pid)}/stat`, "utf8");
      // The name, in brackets, may hold anything; after it come the state and, 19 fields on, the start.
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      const isOver = fields[0] === "Z" || fields[0] === "X";
      const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
      return isOver ? undefined : `${boot} ${fields[19] ?? ""}`;
    }
    process.kill(pid, 0);
    if (process.platform === "win32") return "running";
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
  } catch (error) {
    const isForeign = (error as NodeJS.ErrnoException).code === "EPERM";
    return isForeign ? "running" : undefined;
  }
}
