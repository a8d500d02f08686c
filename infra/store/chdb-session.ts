import { randomUUID } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Session } from "chdb";
import { accessXml, type AccessOptions } from "./access.ts";
import { StartupError } from "../startup-error.ts";
import { quote } from "./statement.ts";

export interface Run {
  /** Statements that prepare the session; the last ones win. */
  readonly before: readonly string[];
  readonly sql: string;
  /** The format when the statement names none. */
  readonly format: string;
  /** Answer as the engine produces it. Only for formats whose pieces make up the whole. */
  readonly inPieces: boolean;
  /** Stops the computation, not only the wait for it. */
  readonly signal: AbortSignal;
}

/** chDB on one data directory. Every run has a session of its own, so that no setting outlives its request. */
export interface Engine {
  /** One piece or more, unless the statement has no answer. Throws the engine's error, as it words it. */
  run(run: Run): AsyncGenerator<Uint8Array>;
  close(): void;
}

export interface EngineOptions extends AccessOptions {
  readonly directory: string;
}

/** Opens the engine, or says why it can't be. The directory belongs to this process until `close`. */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const { directory, database } = options;
  const { Session, closeConnection } = await loadChdb();
  const path = join(directory, "engine");
  const args = [`--config-file=${await writeAccess(options)}`];
  await mkdir(path, { recursive: true });

  const open = (): Session => new Session(path);
  const close = (session: Session) => {
    const connection = session.connection;
    session.connection = null;
    session.close();
    closeConnection(connection);
  };

  async function kill(mark: string): Promise<void> {
    const session = open();
    try {
      await session.queryAsync(`KILL QUERY WHERE Settings['log_comment'] = ${quote(mark)} ASYNC`);
    } finally {
      close(session);
    }
  }

  async function* run({ before, sql, format, inPieces, signal }: Run): AsyncGenerator<Uint8Array> {
    signal.throwIfAborted();
    const mark = randomUUID();
    const session = open();
    // chDB's own cancellation waits for the next piece of the answer, which an aggregate has only at
    // its end: KILL QUERY stops either. Again and again, for a query is in no list until it is parsed.
    let running = true;
    const stop = async () => {
      while (running) {
        await kill(mark).catch(() => undefined);
        await pause(50);
      }
    };
    const onAbort = () => void stop();
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      await session.queryAsync([`SET log_comment = ${quote(mark)}`, ...before].join(";\n"));
      signal.throwIfAborted();
      if (!inPieces) yield (await session.queryAsync(sql, { format })).bytes();
      else for await (const piece of session.queryStream(sql, { format })) yield piece.raw();
    } finally {
      running = false;
      signal.removeEventListener("abort", onAbort);
      close(session);
    }
  }

  // Held open: the engine leaves the directory with its last session, and opening it again is slow.
  const keeper = openFirst(() => new Session(path, { connectionArgs: args }), path);
  await keeper.queryAsync(`CREATE DATABASE IF NOT EXISTS ${database}`);
  return { run, close: () => keeper.close() };
}

function openFirst(open: () => Session, path: string): Session {
  try {
    return open();
  } catch (cause) {
    throw new StartupError(
      "store-not-opened",
      `The embedded store could not open ${path}: ${(cause as Error).message.trim()}. ` +
        `A data directory belongs to one process: if another Parcours runs on it, stop that one, ` +
        `or set PARCOURS_DATA to another directory.`,
      { cause },
    );
  }
}

// To wherever `parcours backup` says. It opens nothing to readers: they may not run BACKUP, and who
// may run it could write anywhere before, by INTO OUTFILE.
const BACKUPS = "<backups><allowed_path>/</allowed_path></backups>";

/**
 * Merges and inserts begin only where so much is left on the disk: a merge that ran into its end was
 * seen to put a part of empty files in the place of whole ones (chDB 3.4, npm run outages -- --only disk).
 */
const DISK =
  "<storage_configuration><disks><default><keep_free_space_bytes>67108864</keep_free_space_bytes></default></disks></storage_configuration>";

async function writeAccess(options: EngineOptions): Promise<string> {
  const folder = join(options.directory, "access");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const [config, users] = [join(folder, "config.xml"), join(folder, "users.xml")];
  const path = users.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  await writeFile(users, accessXml(options));
  await writeFile(
    config,
    `<clickhouse><users_config>${path}</users_config>${BACKUPS}${DISK}</clickhouse>\n`,
  );
  return config;
}

/**
 * `Session.close()` waits for every operation of the whole process, so that one long query keeps the
 * sessions of all others (0.25 MB each). Ours are closed after their own operation, which is what the
 * native call asks for; it is the one thing taken from behind chDB's public interface.
 */
async function loadChdb(): Promise<{
  Session: typeof Session;
  closeConnection: (connection: unknown) => void;
}> {
  try {
    const { Session } = await import("chdb");
    const require = createRequire(import.meta.url);
    const loader = require(join(dirname(require.resolve("chdb")), "dist", "loader.js")) as {
      loadNative(): { CloseConnection(connection: unknown): void };
    };
    const native = loader.loadNative();
    return { Session, closeConnection: (connection) => native.CloseConnection(connection) };
  } catch (cause) {
    throw new StartupError(
      "chdb-missing",
      `chDB, the embedded ClickHouse, could not be loaded: ${(cause as Error).message.trim()}. ` +
        `It needs Linux with glibc, or macOS, and is installed by "npm install" unless optional ` +
        `packages are left out. Or set PARCOURS_STORE_URL to a ClickHouse server.`,
      { cause },
    );
  }
}
