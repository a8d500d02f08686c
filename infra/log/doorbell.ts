import { closeSync, constants, openSync, watch, writeSync, type FSWatcher } from "node:fs";
import { join } from "node:path";

/** Rung at most this often: a reader that was woken finds everything that came meanwhile. */
const betweenRingsMs = 5;
/** Looking costs half a ms of CPU on a quiet machine: 0.2 % of a core. A bell that doesn't work here, 5 %. */
const lookMs = { bellWorks: 250, bellIsSilent: 10 };

/**
 * How readers in any process learn of a commit: the writer touches a file of one byte that they
 * watch. Not the data file itself, which changes several times a commit and with every offset.
 * Where watching is not to be had, or tells nothing, readers look for themselves more often.
 */
export interface Doorbells {
  ring(topic: string): void;
  /** From now on no ring is missed by {@link wait}. */
  listen(topic: string): void;
  /** Resolves to why: somebody rang; or it is time to look, after `ms` at most; or it is over. */
  wait(topic: string, ms: number, signal: AbortSignal): Promise<"rung" | "look">;
  /** A look found something that no ring had announced. */
  missed(topic: string): void;
  close(): void;
}

interface Bell {
  readonly wakers: Set<() => void>;
  watcher?: FSWatcher | undefined;
  silences: number;
}

export function doorbells(dir: string): Doorbells {
  const bells = new Map<string, Bell>();
  const clappers = new Map<string, number>();
  const ringing = new Map<string, { at: number; again?: NodeJS.Timeout | undefined }>();
  const fileOf = (topic: string): string => join(dir, `${topic}.bell`);
  const openBell = (topic: string): number =>
    openSync(fileOf(topic), constants.O_RDWR | constants.O_CREAT);

  function strike(topic: string): void {
    ringing.set(topic, { at: performance.now() });
    try {
      let clapper = clappers.get(topic);
      if (clapper === undefined) clappers.set(topic, (clapper = openBell(topic)));
      writeSync(clapper, "\n", 0);
    } catch {
      // Readers look by themselves; a full disk must not make a commit fail that has succeeded.
    }
  }

  return {
    ring(topic) {
      const last = ringing.get(topic);
      if (last?.again) return;
      const ms = last ? betweenRingsMs - (performance.now() - last.at) : 0;
      if (last && ms > 0) last.again = setTimeout(strike, ms, topic);
      else strike(topic);
    },

    listen(topic) {
      if (bells.has(topic)) return;
      const bell: Bell = { wakers: new Set(), silences: 0 };
      bells.set(topic, bell);
      try {
        closeSync(openBell(topic));
        bell.watcher = watch(fileOf(topic), () => {
          bell.silences = 0;
          for (const waker of [...bell.wakers]) waker();
        });
        bell.watcher.on("error", () => {
          silence(bell);
        });
      } catch {
        silence(bell);
      }
    },

    wait(topic, ms, signal) {
      const bell = bells.get(topic) ?? { wakers: new Set(), silences: 0 };
      return new Promise((resolve) => {
        const end = (why: "rung" | "look"): void => {
          clearTimeout(timer);
          bell.wakers.delete(rung);
          signal.removeEventListener("abort", look);
          resolve(why);
        };
        const rung = end.bind(undefined, "rung");
        const look = end.bind(undefined, "look");
        const most = bell.watcher ? lookMs.bellWorks : lookMs.bellIsSilent;
        const timer = setTimeout(look, Math.max(0, Math.min(ms, most)));
        bell.wakers.add(rung);
        signal.addEventListener("abort", look);
      });
    },

    missed(topic) {
      const bell = bells.get(topic);
      if (bell && ++bell.silences >= 3) silence(bell);
    },

    close() {
      for (const { again } of ringing.values()) clearTimeout(again);
      for (const clapper of clappers.values()) closeSync(clapper);
      clappers.clear();
      for (const bell of bells.values()) {
        silence(bell);
        for (const waker of [...bell.wakers]) waker();
      }
    },
  };
}

function silence(bell: Bell): void {
  bell.watcher?.close();
  bell.watcher = undefined;
}
