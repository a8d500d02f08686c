import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Answer } from "../../schemas/answer.ts";
import type { QuestionName } from "../../schemas/questions/names.ts";
import {
  eventually,
  freePorts,
  launch,
  run,
  strangersEnvironment,
  type Program,
} from "./running.ts";

/** One process of a role, at an address of its own. */
export interface RoleProcess {
  readonly url: string;
  pid(): number;
  /** Starts it, or starts it again; resolves once it is alive. */
  start(): Promise<void>;
  /** Ends it as an orchestrator would (SIGTERM), or as a crash does; resolves once it has ended. */
  end(signal?: NodeJS.Signals): Promise<void>;
}

/** Parcours as it runs at scale: each role alone, a log on Kafka, a store at an address. */
export interface Roles {
  readonly collectors: readonly RoleProcess[];
  readonly processors: readonly RoleProcess[];
  readonly watches: readonly RoleProcess[];
  readonly api: RoleProcess;
  readonly store: RoleProcess;
  readonly keys: Readonly<Record<"write" | "read" | "admin", string>>;
  ask(question: QuestionName, body: object): Promise<Answer>;
  /** Rows of a statement, asked with the password of our own processes. */
  sql<Row>(statement: string): Promise<readonly Row[]>;
  /** Resolves once everything that was accepted is in the figures. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

export interface RolesOptions {
  /** Puts something before the store, at which the roles then find it. */
  readonly storeBehind?: (url: string) => Promise<string>;
}

/** Starts a store, two collectors, processors and watches, and an api over these brokers. */
export async function startRoles(
  brokers: readonly string[],
  { storeBehind = (url) => Promise.resolve(url) }: RolesOptions = {},
): Promise<Roles> {
  const folder = mkdtempSync(join(tmpdir(), "parcours-roles-"));
  const [storePort] = await freePorts();
  const storeUrl = `http://127.0.0.1:${String(storePort)}`;
  const shared = {
    ...strangersEnvironment(),
    PARCOURS_DATA: folder,
    PARCOURS_KAFKA: brokers.join(","),
    PARCOURS_STORE_PORT: String(storePort),
  };
  const programs = new Set<Program>();

  async function roleAt(role: string, environment: Readonly<Record<string, string>>, path: string) {
    const [port] = await freePorts();
    const url = role === "store" ? storeUrl : `http://127.0.0.1:${String(port)}`;
    let program: Program | undefined;
    const part: RoleProcess = {
      url,
      pid: () => program?.child.pid ?? 0,
      async start() {
        const started = launch([role], { ...environment, PARCOURS_PORT: String(port) });
        program = started;
        programs.add(started);
        await eventually(`the ${role} is alive`, async () => {
          if (started.child.exitCode !== null) throw new Error(started.errors());
          return (await fetch(url + path)).ok;
        });
      },
      async end(signal = "SIGTERM") {
        program?.child.kill(signal);
        await program?.ended;
      },
    };
    await part.start();
    return part;
  }

  const store = await roleAt("store", shared, "/ping");
  const secrets = readJson(join(folder, "secrets.json")) as { store: string };
  const environment = {
    ...shared,
    PARCOURS_STORE_URL: await storeBehind(storeUrl),
    PARCOURS_STORE_PASSWORD: secrets.store,
  };
  const migrated = await run(["migrate"], environment);
  if (migrated.code !== 0) throw new Error(migrated.stderr);
  const two = (role: string) =>
    Promise.all([roleAt(role, environment, "/livez"), roleAt(role, environment, "/livez")]);
  const [collectors, processors, watches, api] = await Promise.all([
    two("collector"),
    two("processor"),
    two("watch"),
    roleAt("api", environment, "/livez"),
  ]);
  const keys = readJson(join(folder, "default-keys.json")) as Roles["keys"];
  const headers = { authorization: `Bearer ${keys.read}`, "content-type": "application/json" };

  return {
    collectors,
    processors,
    watches,
    api,
    store,
    keys,
    async ask(question, body) {
      const path = `${api.url}/v1/questions/${question}`;
      const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${question}: ${String(answer.status)} ${text}`);
      return JSON.parse(text) as Answer;
    },
    async sql<Row>(statement: string) {
      const answer = await fetch(`${storeUrl}/?database=parcours`, {
        method: "POST",
        headers: { "X-ClickHouse-User": "parcours", "X-ClickHouse-Key": secrets.store },
        body: `${statement} FORMAT JSONEachRow`,
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(text);
      const lines = text.split("\n").filter((line) => line !== "");
      return lines.map((line) => JSON.parse(line) as Row);
    },
    settled: () =>
      eventually("everything accepted is in the figures", async () => {
        const answer = await fetch(`${api.url}/v1/lag`, { headers });
        return ((await answer.json()) as { events: number }).events === 0;
      }),
    async stop() {
      await Promise.all([...collectors, ...processors, ...watches, api].map((part) => part.end()));
      await store.end();
      for (const program of programs) program.end();
      rmSync(folder, { recursive: true });
    },
  };
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8"));
}
