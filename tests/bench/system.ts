import { fork } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, mkdirSync, readFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { childrenOf, usageOf, type Usage } from "./machine.ts";
import { DIST, ROOT } from "./places.ts";

export const ROLES = ["supervisor", "front", "spare", "processor", "store"] as const;
export type Role = (typeof ROLES)[number];

/** Parcours as its users start it, on a data folder and ports of its own. */
export interface System {
  readonly port: number;
  readonly storePort: number;
  readonly keys: { readonly write: string; readonly read: string; readonly admin: string };
  /** The password of our own processes at the store. */
  readonly storePassword: string;
  readonly pids: Readonly<Record<Role, number>>;
  usage(): Readonly<Record<Role, Usage>>;
  /** Asks the store over its port, with the admin key unless told otherwise. */
  sql<Row>(sql: string, as?: "admin" | "parcours"): Promise<Row[]>;
  api<Answer>(method: "GET" | "POST", path: string, body?: object): Promise<Answer>;
  /** Resolves once everything accepted is queryable. */
  caughtUp(everyMs?: number): Promise<void>;
  stop(): Promise<void>;
}

export interface SystemOptions {
  /** Made when missing. */
  readonly folder: string;
  /** Where each process writes a CPU profile when it ends. */
  readonly profile?: string | undefined;
  /** More of the environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts `dist/server/main.js start`; it ends with this process, whatever ends this one. */
export async function startSystem({ folder, profile, env = {} }: SystemOptions): Promise<System> {
  mkdirSync(folder, { recursive: true });
  const [port, storePort] = [await freePort(), await freePort()];
  const data = join(folder, "data");
  const child = fork(join(DIST, "server", "main.js"), ["start"], {
    cwd: ROOT,
    execArgv: profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${profile}`],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: {
      ...withoutOurs(process.env),
      PARCOURS_PORT: String(port),
      PARCOURS_STORE_PORT: String(storePort),
      PARCOURS_DATA: data,
      PARCOURS_SIMULATE: "off",
      ...env,
    },
  });
  child.stderr?.pipe(createWriteStream(join(folder, "log.ndjson")));
  await readyLine(child.stdout, once(child, "exit"), folder);
  const pids = await pidsOf(child.pid ?? 0);
  const read = (name: string) => JSON.parse(readFileSync(join(data, name), "utf8")) as unknown;
  const keys = read("default-keys.json") as System["keys"];
  const { store: storePassword } = read("secrets.json") as { store: string };

  const api = async <Answer>(method: string, path: string, body?: object): Promise<Answer> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { authorization: `Bearer ${keys.admin}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
    return JSON.parse(text) as Answer;
  };

  return {
    port,
    storePort,
    keys,
    storePassword,
    pids,
    usage: () => mapRoles((role) => usageOf(pids[role])),
    async sql<Row>(sql: string, as = "admin"): Promise<Row[]> {
      const headers = {
        "x-clickhouse-user": as,
        "x-clickhouse-key": as === "admin" ? keys.admin : storePassword,
        "x-clickhouse-database": "parcours",
        "x-clickhouse-format": "JSONEachRow",
      };
      const url = `http://127.0.0.1:${storePort}/?max_execution_time=600`;
      const response = await fetch(url, { method: "POST", headers, body: sql });
      const text = await response.text();
      if (!response.ok) throw new Error(`${sql}\n${text}`);
      return text.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line) as Row]));
    },
    api,
    async caughtUp(everyMs = 50) {
      while ((await api<{ events: number }>("GET", "/v1/lag")).events > 0) await pause(everyMs);
    },
    async stop() {
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      await gone;
    },
  };
}

async function readyLine(
  output: NodeJS.ReadableStream | null,
  exit: Promise<unknown>,
  folder: string,
): Promise<void> {
  const ready = new Promise<void>((resolve) => {
    output?.on("data", (piece: Buffer) => {
      if (piece.toString("utf8").includes("Parcours is ready")) resolve();
    });
  });
  const failed = exit.then(() => {
    throw new Error(`Parcours did not start:\n${readFileSync(join(folder, "log.ndjson"), "utf8")}`);
  });
  await Promise.race([ready, failed]);
  failed.catch(() => undefined);
}

/** The spare begins only when the front is ready. */
async function pidsOf(supervisor: number): Promise<Record<Role, number>> {
  for (let trials = 100; ; trials -= 1) {
    const found = new Map([...childrenOf(supervisor)].map(({ role, pid }) => [role, pid]));
    found.set("supervisor", supervisor);
    const lacking = ROLES.find((role) => !found.has(role));
    if (lacking === undefined) return mapRoles((role) => found.get(role) ?? 0);
    if (trials === 0) throw new Error(`There is no ${lacking}.`);
    await pause(50);
  }
}

function mapRoles<Value>(value: (role: Role) => Value): Record<Role, Value> {
  return Object.fromEntries(ROLES.map((role) => [role, value(role)])) as Record<Role, Value>;
}

function withoutOurs(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("PARCOURS_")));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
