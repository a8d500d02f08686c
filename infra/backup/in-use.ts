import { readFileSync } from "node:fs";
import { join } from "node:path";
import { lookSafely } from "../log/look.ts";
import { StartupError } from "../startup-error.ts";

/** A process that works on a data folder now, in words; undefined when none does. */
export async function userOf(dataDir: string): Promise<string | undefined> {
  const store = storeProcess(dataDir);
  if (store !== undefined) return `process ${String(store)} has its store open`;
  const writer = await logProcess(join(dataDir, "log"));
  return writer === undefined ? undefined : `process ${String(writer)} writes its log`;
}

/** The engine writes who it is into a file that it keeps locked, and removes when it ends in order. */
function storeProcess(dataDir: string): number | undefined {
  const status = read(join(dataDir, "store", "engine", "status"));
  const pid = Number(/PID: (\d+)/.exec(status)?.[1] ?? Number.NaN);
  return Number.isNaN(pid) || !holdsLock(pid) ? undefined : pid;
}

/** Of an engine that was killed the file stays, and its number may be another process' by now. */
function holdsLock(pid: number): boolean {
  const locks = read("/proc/locks"); // Linux alone has it
  if (locks !== "") return new RegExp(`FLOCK .* WRITE ${String(pid)} `).test(locks);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function logProcess(dir: string): Promise<number | undefined> {
  try {
    return (await lookSafely(dir, ""))?.writer ?? undefined;
  } catch (error) {
    if (error instanceof StartupError) return undefined; // nobody works on a log that can't be read
    throw error;
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
