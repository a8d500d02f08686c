import { mkdir, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { once, setMaxListeners } from "node:events";
import type { AddressInfo } from "node:net";
import { totalmem } from "node:os";
import { join } from "node:path";
import { authenticateBy, type CallerOptions } from "./callers.ts";
import { createFront } from "./chdb-http.ts";
import { openEngine } from "./chdb-session.ts";
import { engineSettings } from "./engine-settings.ts";
import { Fault } from "./fault.ts";
import { StartupError } from "../startup-error.ts";
import { openSpool } from "./spool.ts";
import { createTurns } from "./turns.ts";

export interface EmbeddedStoreOptions extends Partial<CallerOptions> {
  /** Owned by this process alone while the store is open. */
  readonly dataDir: string;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Made when missing; readers see no other. Letters, digits and underscores (default `parcours`). */
  readonly database?: string;
  readonly internalKey: string;
  readonly log?: (message: string) => void;
}

export interface EmbeddedStore {
  readonly url: string;
  /** Takes no more requests, lets the running ones finish for `graceSeconds` (default 10), then cancels them. */
  close(graceSeconds?: number): Promise<void>;
}

/**
 * ClickHouse's HTTP interface over chDB. The process needs `UV_THREADPOOL_SIZE=16`: twelve threads
 * for statements, and the rest so that cancelling one, or writing a file, never waits for them.
 */
export async function startEmbeddedStore(options: EmbeddedStoreOptions): Promise<EmbeddedStore> {
  const { dataDir, host, port, internalKey, database = "parcours", log } = options;
  const spool = join(dataDir, "tmp");
  const profile = { ...engineSettings, max_memory_usage: Math.floor(totalmem() * 0.6) };
  const engine = await openEngine({ directory: dataDir, database, profile });
  // Left by a process that was killed; only now is the directory surely ours.
  await rm(spool, { recursive: true, force: true });
  await mkdir(spool, { recursive: true, mode: 0o700 });

  const closing = new AbortController();
  setMaxListeners(0, closing.signal); // one a request that is being answered: many are no leak
  const front = createFront({
    engine,
    spool: openSpool(spool),
    database,
    closing: closing.signal,
    turns: {
      parcours: createTurns({ running: 8, waiting: 512 }),
      reader: createTurns({ running: 4, waiting: 64 }),
    },
    authenticate: authenticateBy({
      internalKey,
      isReaderKey: options.isReaderKey ?? (() => false),
      refuseReaders: options.refuseReaders ?? (() => undefined),
      readerMemoryBytes: options.readerMemoryBytes ?? 1 << 30,
    }),
  });
  // Parameters travel in the address: ClickHouse, too, takes a megabyte of it.
  const server = createServer(
    { maxHeaderSize: 1 << 20, keepAliveTimeout: 30_000 },
    (request, response) => {
      void front(request, response);
    },
  );
  server.on("clientError", (_error, socket) => socket.destroy());
  try {
    await listen(server, port, host);
  } catch (cause) {
    engine.close();
    throw new StartupError("store-port-taken", wordsFor(cause, host, port), { cause });
  }
  const url = `http://${host}:${(server.address() as AddressInfo).port}`;
  log?.(`The store listens on ${url}`);

  return {
    url,
    async close(graceSeconds = 10) {
      const idle = once(server, "close");
      server.close();
      // A connection that is kept alive becomes idle when its last answer is out.
      const sweep = setInterval(() => server.closeIdleConnections(), 50);
      const tooLong = setTimeout(() => {
        closing.abort(new Fault("QUERY_WAS_CANCELLED", "The store is closing"));
      }, graceSeconds * 1000);
      await idle;
      clearInterval(sweep);
      clearTimeout(tooLong);
      engine.close();
    },
  };
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  server.listen(port, host);
  await once(server, "listening");
}

function wordsFor(cause: unknown, host: string, port: number): string {
  return (
    `The embedded store cannot listen on ${host}:${port} (${(cause as Error).message}). ` +
    `Free that port, or set PARCOURS_STORE_PORT to another.`
  );
}
