import { fork, type ChildProcess } from "node:child_process";
import type { RoleMessage } from "./roles/messages.ts";
import { StartupError } from "./startup-error.ts";

export interface Part {
  readonly role: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Flags of Node. */
  readonly flags?: readonly string[];
  /** The role of a process that waits, with everything loaded, to take this one's place. */
  readonly spare?: string;
}

export interface SupervisorDeps {
  /** The module whose first argument is a role. */
  readonly entry: string;
  /** What the parts inherit. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Is told when a part ends that should not, and when it will be back. */
  readonly onExit: (role: string, how: string, waitMs: number) => void;
}

/** A few processes that belong together: one that dies is started again. */
export interface Supervisor {
  /**
   * Starts a part; resolves once it says that it is ready. Rejects when it ends before with
   * {@link HOPELESS}: it has said why, and to start it again would not help.
   */
  start(part: Part): Promise<void>;
  /** Ends the parts, the last started first; kills what has not ended after ten seconds. */
  stop(): Promise<void>;
}

/** The exit code of a part that can't start (sysexits' EX_CONFIG). */
export const HOPELESS = 78;

const PATIENCE_MS = 10_000;
/** A part that was ready and lived on for so long is started again at once; others wait longer each time. */
const STABLE_MS = 1_000;

interface Started {
  /** Once it was ready, nothing is hopeless: what stands in its way now may go away again. */
  hasBeenReady: boolean;
  readonly ready: () => void;
  readonly hopeless: (error: StartupError) => void;
}

/** Small on purpose: what restarts everything must not itself need restarting. */
export function supervise({ entry, environment, onExit }: SupervisorDeps): Supervisor {
  const children = new Map<string, ChildProcess>();
  const spares = new Map<string, ChildProcess>();
  const ready = new Set<string>();
  let stopping = false;

  function tellFront(message: RoleMessage): void {
    children.get("front")?.send(message, () => undefined); // a front that is down misses it
  }

  function begin({ env, flags = [] }: Part, role: string): ChildProcess {
    return fork(entry, [role], {
      env: { ...environment, ...env },
      execArgv: [...process.execArgv, ...flags],
    });
  }

  function keepSpare(part: Part): void {
    if (part.spare === undefined || spares.has(part.role) || stopping) return;
    const spare = begin(part, part.spare);
    spares.set(part.role, spare);
    spare.once("exit", () => {
      if (spares.get(part.role) === spare) spares.delete(part.role); // the next is kept when it is needed
    });
  }

  /** The spare whose turn has come. */
  function takeSpare({ role }: Part): ChildProcess | undefined {
    const spare = spares.get(role);
    spares.delete(role);
    if (spare?.connected !== true) return undefined;
    spare.send({ kind: "turn", role } satisfies RoleMessage, () => undefined);
    return spare;
  }

  function run(part: Part, failures: number, started: Started): void {
    let readyAt = Number.POSITIVE_INFINITY;
    const child = takeSpare(part) ?? begin(part, part.role);
    children.set(part.role, child);
    child.on("message", (message: RoleMessage) => {
      if (message.kind === "ready") {
        readyAt = performance.now();
        started.hasBeenReady = true;
        started.ready();
        ready.add(part.role);
        keepSpare(part);
        // A front that is new has heard of nobody.
        if (part.role === "front") for (const role of ready) tellFront({ kind: "ready", role });
      }
      tellFront(message);
    });
    child.on("exit", (code, signal) => {
      children.delete(part.role);
      ready.delete(part.role);
      if (stopping) return;
      tellFront({ kind: "ended", role: part.role });
      if (code === HOPELESS && !started.hasBeenReady) {
        started.hopeless(new StartupError("part-failed", `The ${part.role} could not start.`));
        return;
      }
      const failed = performance.now() - readyAt < STABLE_MS ? failures + 1 : 0;
      const waitMs = failed === 0 ? 0 : Math.min(5_000, 25 * 2 ** failed);
      onExit(part.role, signal ?? `code ${String(code)}`, waitMs);
      setTimeout(() => {
        if (!stopping) run(part, failed, started);
      }, waitMs);
    });
  }

  return {
    start: (part) =>
      new Promise((ready, hopeless) => {
        run(part, 0, { hasBeenReady: false, ready, hopeless });
      }),
    async stop() {
      stopping = true;
      for (const spare of spares.values()) spare.kill("SIGKILL"); // it has nothing to end
      for (const child of [...children.values()].reverse()) await end(child);
    },
  };
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) {
      resolve();
      return;
    }
    const kill = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
    child.once("exit", () => {
      clearTimeout(kill);
      resolve();
    });
    child.kill("SIGTERM");
  });
}
