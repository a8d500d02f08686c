import { setTimeout as pause } from "node:timers/promises";
import type { Environment } from "./lmdb-environment.ts";
import { LEAD, release, take } from "./lmdb-lock.ts";
import type { Log } from "./port.ts";

/** How often a process that stands by looks whether its turn has come. */
const LOOK_MS = 1_000;

/** Who is alive keeps the lead, and who has died has lost it: nothing has to expire. */
export async function lead(
  env: Environment,
  ...[name, act, signal]: Parameters<Log["lead"]>
): Promise<void> {
  const key = LEAD + name;
  while (!signal.aborted) {
    if (take(env, key) === undefined) {
      try {
        await act(signal);
      } finally {
        release(env, key);
      }
    }
    await pause(LOOK_MS, undefined, { signal }).catch(() => undefined); // to be asked to end is no error
  }
}
