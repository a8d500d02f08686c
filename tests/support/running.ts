import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Answer } from "../../schemas/answer.ts";
import type { ParcoursConfig } from "../../schemas/config.ts";
import type { QuestionName } from "../../schemas/questions/names.ts";

const ROOT = join(import.meta.dirname, "../..");

/** How its command line is run: from its sources, or from the build that `PARCOURS_TEST_DIST` names. */
const BUILD = process.env["PARCOURS_TEST_DIST"];
export const PROGRAM =
  BUILD === undefined
    ? ["--import", "tsx", join(ROOT, "infra/main.ts")]
    : [join(ROOT, BUILD, "server/main.js")];

const ROLES = ["front", "processor", "store"] as const;
/** A process of a running Parcours, next to its supervisor. */
export type Role = (typeof ROLES)[number];

type Tenants = { [Key in keyof ParcoursConfig]: Partial<ParcoursConfig[Key][number]>[] };

export interface RunningOptions {
  /** What stands in `parcours.config.yaml`; without it, the repository's own counts. */
  readonly config?: Tenants;
  /** More of the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** A data folder that is there already, and stays; else one of its own is made, and removed. */
  readonly dataDir?: string;
}

/** How a program ended, and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** One request; without a key of its own it has the one that its route needs. */
export interface Asking {
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A whole Parcours, as somebody runs it: its own processes, ports and data folder. */
export interface Running {
  readonly url: string;
  readonly storeUrl: string;
  readonly dataDir: string;
  /** The environment with which commands find it. */
  readonly env: Readonly<Record<string, string>>;
  readonly keys: Readonly<Record<"write" | "read" | "admin", string>>;
  /** The link that it printed when it was ready. */
  link(): string;
  /** What its processes said on standard error: their logs. */
  logs(): string;

  /** Asks a question; anything but a 200 is an error. */
  ask(question: QuestionName, body: object, asking?: Asking): Promise<Answer>;
  /** Sends events as a JSON array, or a lone event. */
  post(events: object, asking?: Asking): Promise<Response>;
  /** Rows of a read-only statement on the store's port, with the admin key as the password. */
  sql<Row>(statement: string): Promise<readonly Row[]>;
  /** Runs `parcours …` to its end. */
  command(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended>;
  /** Makes a key with `parcours keys create`, and returns it. */
  createKey(name: string, ...args: readonly string[]): Promise<string>;

  /** Resolves once everything that was accepted is in the figures. */
  settled(): Promise<void>;
  /** Resolves once `/readyz` says so, and every part has a process. */
  ready(): Promise<void>;
  /** The process of each part that has one now. */
  pids(): Partial<Record<Role, number>>;
  /** Sends a signal to a part, SIGKILL unless told; returns the process that it was. */
  kill(role: Role, signal?: NodeJS.Signals): number;

  /** Kills the supervisor alone, and resolves once its parts have ended by themselves. */
  crash(): Promise<void>;
  /** Asks it to end; resolves to the ms that it took. Fails when any process is left. */
  halt(): Promise<number>;
  /** Halts it, and starts it again over the same data, perhaps with another configuration. */
  restart(changes?: RunningOptions): Promise<void>;
  /** Halts it if it runs, and removes its data. */
  stop(): Promise<void>;
}

const READY_MS = 60_000;
const HALT_MS = 20_000;

/** Starts a Parcours of its own on free ports, in a folder of its own, and waits until it is ready. */
export async function startParcours(options: RunningOptions = {}): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), "parcours-e2e-"));
  const dataDir = options.dataDir ?? join(folder, "data");
  const configPath = join(folder, "parcours.config.yaml");
  const [port, storePort] = await freePorts();
  const url = `http://127.0.0.1:${String(port)}`;
  const storeUrl = `http://127.0.0.1:${String(storePort)}`;
  let config = options.config;
  let more = options.env ?? {};
  let program: Program | undefined;

  const environment = (): Readonly<Record<string, string>> => ({
    ...strangersEnvironment(),
    PARCOURS_PORT: String(port),
    PARCOURS_STORE_PORT: String(storePort),
    PARCOURS_DATA: dataDir,
    PARCOURS_SIMULATE: "off",
    PARCOURS_URL: url,
    ...(config === undefined ? {} : { PARCOURS_CONFIG: configPath }),
    ...more,
  });

  const runningProgram = (): Program => {
    if (program !== undefined) return program;
    throw new Error("This Parcours is halted.");
  };

  async function start(): Promise<void> {
    if (config !== undefined) writeFileSync(configPath, JSON.stringify(config)); // JSON is YAML
    program = launch(["start"], environment());
    const { child } = program;
    for (const until = Date.now() + READY_MS; !/is ready: \S+\n/.test(program.said());) {
      if (child.exitCode !== null || Date.now() > until) {
        program.end();
        const words = (program.said() + program.errors()).slice(-4_000);
        throw new Error(`Parcours did not become ready:\n${words}`);
      }
      await pause(20);
    }
  }

  const keyOf = (kind: "write" | "read" | "admin"): string => {
    const path = join(dataDir, "default-keys.json");
    return (JSON.parse(readFileSync(path, "utf8")) as Record<string, string>)[kind] ?? "";
  };

  function send(path: string, body: object, { key, headers }: Asking): Promise<Response> {
    return fetch(url + path, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        authorization: `Bearer ${key ?? ""}`,
        ...headers,
      },
      body: JSON.stringify(body),
    });
  }

  async function command(args: readonly string[], extra: Readonly<Record<string, string>> = {}) {
    return run(args, { ...environment(), ...extra });
  }

  const running: Running = {
    url,
    storeUrl,
    dataDir,
    get env() {
      return environment();
    },
    get keys() {
      return { write: keyOf("write"), read: keyOf("read"), admin: keyOf("admin") };
    },
    link: () => /is ready: (\S+)\n/.exec(runningProgram().said())?.[1] ?? "",
    logs: () => program?.errors() ?? "",
    async ask(question, body, { key = keyOf("read"), headers } = {}) {
      const response = await send(`/v1/questions/${question}`, body, {
        key,
        ...(headers === undefined ? {} : { headers }),
      });
      const text = await response.text();
      if (response.status !== 200) throw new Error(`${question}: ${response.status} ${text}`);
      return JSON.parse(text) as Answer;
    },
    post: (events, { key = keyOf("write"), ...rest } = {}) =>
      send("/v1/events", events, { key, ...rest }),
    async sql<Row>(statement: string) {
      const response = await fetch(storeUrl, {
        method: "POST",
        headers: { "X-ClickHouse-User": "test", "X-ClickHouse-Key": keyOf("admin") },
        body: `${statement} FORMAT JSONEachRow`,
      });
      const text = await response.text();
      if (response.status !== 200) throw new Error(text);
      return text
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as Row);
    },
    command,
    async createKey(name, ...args) {
      const { code, stdout, stderr } = await command(["keys", "create", name, ...args]);
      if (code !== 0) throw new Error(stderr);
      return stdout.split("\n")[0] ?? "";
    },
    settled: () =>
      eventually("everything accepted is in the figures", async () => {
        const headers = { authorization: `Bearer ${keyOf("read")}` };
        const response = await fetch(`${url}/v1/lag`, { headers });
        return ((await response.json()) as { events: number }).events === 0;
      }),
    ready: () =>
      eventually("every part is ready", async () => {
        const { ok } = await fetch(`${url}/readyz`);
        return ok && ROLES.every((role) => partsOf(runningProgram().child)[role] !== undefined);
      }),
    pids: () => partsOf(runningProgram().child),
    kill(role, signal = "SIGKILL") {
      const pid = partsOf(runningProgram().child)[role];
      if (pid === undefined) throw new Error(`The ${role} has no process now.`);
      process.kill(pid, signal);
      return pid;
    },
    async crash() {
      const crashed = runningProgram();
      program = undefined;
      crashed.child.kill("SIGKILL");
      try {
        await eventually("the parts follow their supervisor", () => crashed.left().length === 0);
      } finally {
        crashed.end();
      }
    },
    async halt() {
      const ending = runningProgram();
      program = undefined;
      const began = performance.now();
      ending.child.kill("SIGTERM");
      const inTime = await Promise.race([ending.ended.then(() => true), pause(HALT_MS, false)]);
      const tookMs = performance.now() - began;
      await pause(50); // for the kernel to clear away what has just ended
      const left = ending.left();
      ending.end();
      if (!inTime) throw new Error(`Parcours did not end within ${String(HALT_MS)} ms.`);
      if (left.length > 0) throw new Error(`Parcours ended, and left behind:\n${left.join("\n")}`);
      return tookMs;
    },
    async restart(changes = {}) {
      if (program !== undefined) await running.halt();
      config = changes.config ?? config;
      more = { ...more, ...changes.env };
      await start();
    },
    async stop() {
      try {
        if (program !== undefined) await running.halt();
      } finally {
        if (existsSync(folder)) rmSync(folder, { recursive: true, force: true });
      }
    },
  };
  try {
    await start();
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return running;
}

/** Runs `parcours …` to its end, in an environment of its own. */
export async function run(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Ended> {
  const { child, silent, said, errors } = launch(args, env);
  await silent;
  return { code: child.exitCode, stdout: said(), stderr: errors() };
}

/** Tries until it holds; what is thrown meanwhile is no more than a no. */
export async function eventually(
  what: string,
  holds: () => boolean | Promise<boolean>,
  withinMs = READY_MS,
): Promise<void> {
  let last: unknown;
  for (const until = Date.now() + withinMs; Date.now() < until;) {
    try {
      if (await holds()) return;
      last = undefined;
    } catch (error) {
      last = error;
    }
    await pause(25);
  }
  throw new Error(`Not within ${String(withinMs)} ms: ${what}.`, { cause: last });
}

/** Two ports that nobody listens on, below those that the kernel gives to outgoing connections. */
export async function freePorts(): Promise<readonly [number, number]> {
  const found: number[] = [];
  while (found.length < 2) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    if (!found.includes(port) && (await isFree(port))) found.push(port);
  }
  return found as unknown as readonly [number, number];
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => {
      server.close(() => resolve(true));
    });
  });
}

/** A program that was launched. */
export interface Program {
  readonly child: ChildProcess;
  /** It has ended; what it started may still run. */
  readonly ended: Promise<void>;
  /** All that it said is here. */
  readonly silent: Promise<void>;
  /** Standard output. */
  said(): string;
  errors(): string;
  /** Processes of its that still run, a line each. */
  left(): readonly string[];
  /** Ends it and all that it has started, at once. */
  end(): void;
}

/** A process group of its own, so that whatever it starts can be found, and ended with it. */
export function launch(args: readonly string[], env: Readonly<Record<string, string>>): Program {
  const child = spawn(process.execPath, [...PROGRAM, ...args], {
    cwd: ROOT,
    env: { ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const group = child.pid;
  if (group === undefined) throw new Error("Node could not be started.");
  const texts = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => (texts[name] += text));
  }
  const end = () => {
    try {
      process.kill(-group, "SIGKILL");
    } catch {
      // nobody is left in it
    }
  };
  process.once("exit", end); // a test run that is broken off leaves nothing running
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const silent = new Promise<void>((resolve) => child.once("close", () => resolve()));
  void silent.then(() => process.off("exit", end));
  return {
    child,
    ended,
    silent,
    said: () => texts.stdout,
    errors: () => texts.stderr,
    left: () =>
      processes()
        .filter(({ pgid, state }) => pgid === group && !state.startsWith("Z"))
        .map(({ pid, args: line }) => `${String(pid)} ${line}`),
    end,
  };
}

interface ProcessRow {
  readonly pid: number;
  readonly ppid: number;
  readonly pgid: number;
  readonly state: string;
  readonly args: string;
}

function processes(): readonly ProcessRow[] {
  const table = execFileSync("ps", ["-A", "-ww", "-o", "pid=,ppid=,pgid=,stat=,args="], {
    encoding: "utf8",
    maxBuffer: 16 << 20,
  });
  return table.split("\n").flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line);
    if (match === null) return [];
    const [, pid, ppid, pgid, state = "", args = ""] = match;
    return [{ pid: Number(pid), ppid: Number(ppid), pgid: Number(pgid), state, args }];
  });
}

/** The parts that a supervisor has now: their command lines end with their roles. */
function partsOf(supervisor: ChildProcess): Partial<Record<Role, number>> {
  const parts = processes()
    .filter(({ ppid, state }) => ppid === supervisor.pid && !state.startsWith("Z"))
    .flatMap(({ pid, args }) => {
      const role = ROLES.find((name) => args.endsWith(` ${name}`));
      return role === undefined ? [] : [[role, pid] as const];
    });
  return Object.fromEntries(parts);
}

/** The environment without what the test runner or its user has set for themselves. */
export function strangersEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !/^(PARCOURS_|VITEST|NODE_ENV$|NODE_OPTIONS$)/.test(entry[0]),
  );
  return Object.fromEntries(kept);
}
