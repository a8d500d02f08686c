import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { ClickHouseError, ClickHouseLogLevel, createClient, type ClickHouseSettings } from "@clickhouse/client";
import { RecordBatchReader } from "apache-arrow";
import { engineSettings } from "./engine-settings.ts";
import { StoreError, type QueryOptions, type SqlValue, type Store } from "./port.ts";
import { quoteName } from "./statement.ts";

export interface StoreConnection {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly database: string;
  /** On top of `engineSettings`: for a cluster `{ insert_quorum: "auto", select_sequential_consistency: 1 }`. */
  readonly settings?: Readonly<Record<string, string | number>>;
  /** How long a call waits for a store that can't be reached, such as one that is being restarted (default 5). */
  readonly patienceSeconds?: number;
}

type Params = Readonly<Record<string, SqlValue>>;
interface Call {
  readonly seconds: number;
  readonly signal?: AbortSignal | undefined;
  /** Whether a call that was cut off, and may have happened, can be made again. */
  readonly repeatable: boolean;
}

const USUAL_SECONDS = 30;
/** Schema changes and inserts end when they are done; the front of the embedded store knows the same bound. */
const MOST_SECONDS = 600;
/** How much longer than the engine's own limit an answer may take, before the store counts as hung. */
const MARGIN_SECONDS = 10;
const TOO_MANY_QUERIES = 202;
const NETWORK_ERROR = 210;

/** A store behind ClickHouse's HTTP interface: embedded, server or cluster. */
export function connectStore(connection: StoreConnection): Store {
  const { url, username, password, database, patienceSeconds = 5 } = connection;
  const client = createClient({
    url,
    username,
    password,
    database,
    request_timeout: (MOST_SECONDS + MARGIN_SECONDS) * 1000,
    max_open_connections: 64,
    // Far below the 10 s after which a ClickHouse server closes a quiet connection.
    keep_alive: { enabled: true, idle_socket_ttl: 2500, eagerly_destroy_stale_sockets: true },
    compression: { request: false, response: false },
    use_multipart_params_auto: true,
    // Errors are thrown to the caller; a second report would be noise.
    log: { level: ClickHouseLogLevel.OFF },
    clickhouse_settings: {
      ...engineSettings,
      ...connection.settings,
      // An error late in a query still has a status of its own.
      wait_end_of_query: 1,
    } as unknown as ClickHouseSettings,
  });

  async function patiently<T>(call: Call, send: (bounds: Bounds) => Promise<T>): Promise<T> {
    const until = Date.now() + patienceSeconds * 1000;
    for (let waitMs = 50; ; waitMs = Math.min(waitMs * 2, 800)) {
      try {
        return await send(boundsOf(call));
      } catch (cause) {
        call.signal?.throwIfAborted();
        const error = asStoreError(cause, url);
        if (!mayRepeat(error, cause, call.repeatable) || Date.now() + waitMs > until) throw error;
        await pause(waitMs, undefined, call.signal && { signal: call.signal });
      }
    }
  }

  async function execute(sql: string, bounds: Bounds, params: Params = {}, rows?: Uint8Array) {
    const { stream } = await client.exec({
      query: sql,
      query_params: { ...params },
      ...bounds,
      ...(rows && { values: Readable.from([rows], { objectMode: false }) }),
    });
    return buffer(stream);
  }

  return {
    query<Row>(sql: string, params: Params = {}, options: QueryOptions = {}) {
      return patiently(reading(options), async (bounds) => {
        // Not `exec`: this one sends long lists of parameters as a form, where an address has no room.
        const query_params = { ...params };
        const answer = await client.query({ query: sql, query_params, format: "JSONCompact", ...bounds });
        return rowsOf<Row>(await answer.text());
      });
    },
    bytes(sql, format, params, options = {}) {
      return patiently(reading(options), (bounds) =>
        execute(`${sql}\nFORMAT ${format}`, bounds, params),
      );
    },
    async command(sql, params) {
      const call = { seconds: MOST_SECONDS, repeatable: false };
      await patiently(call, (bounds) => execute(sql, bounds, params));
    },
    async insert(table, rows) {
      const call = { seconds: MOST_SECONDS, repeatable: true };
      const name = table.split(".").map(quoteName).join(".");
      const sql = `INSERT INTO ${name} (${columnsOf(rows).join(", ")}) FORMAT ArrowStream`;
      await patiently(call, (bounds) => execute(sql, bounds, {}, rows));
    },
    ping() {
      return execute("SELECT 1", boundsOf({ seconds: 5, repeatable: false })).then(
        () => true,
        () => false,
      );
    },
    close: () => client.close(),
  };
}

/** Named in the statement: left to itself, the engine drops columns it doesn't know in silence. */
function columnsOf(arrowStream: Uint8Array): string[] {
  const { schema } = RecordBatchReader.from(arrowStream).open();
  return schema.fields.map(({ name }) => quoteName(name));
}

interface Bounds {
  readonly abort_signal: AbortSignal;
  readonly clickhouse_settings: ClickHouseSettings;
}

/** The engine's own limit, and one for an engine that doesn't answer at all. */
function boundsOf({ seconds, signal }: Call): Bounds {
  const timeout = AbortSignal.timeout((seconds + MARGIN_SECONDS) * 1000);
  return {
    abort_signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    clickhouse_settings: { max_execution_time: seconds },
  };
}

function reading({ maxSeconds: seconds = USUAL_SECONDS, signal }: QueryOptions): Call {
  return { seconds, signal, repeatable: true };
}

interface Compact {
  readonly meta: readonly { readonly name: string }[];
  readonly data: readonly (readonly unknown[])[];
}

/** Names once, values in rows: a third less to parse than an object a row. */
function rowsOf<Row>(json: string): Row[] {
  const { meta, data } = JSON.parse(json) as Compact;
  return data.map(
    (values) => Object.fromEntries(meta.map(({ name }, i) => [name, values[i]])) as Row,
  );
}

/** Never reached, or turned away: such a call has not happened. Cut off: it may have. */
function mayRepeat(error: StoreError, cause: unknown, repeatable: boolean): boolean {
  if (error.code === TOO_MANY_QUERIES) return true;
  if (error.code !== NETWORK_ERROR) return false;
  return repeatable || (cause as NodeJS.ErrnoException).code === "ECONNREFUSED";
}

function asStoreError(cause: unknown, url: string): StoreError {
  if (cause instanceof ClickHouseError)
    return new StoreError(`${cause.type ?? "Error"}: ${cause.message.trim()}`, Number(cause.code), {
      cause,
    });
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StoreError(`The store at ${url} did not answer: ${reason}`, NETWORK_ERROR, { cause });
}
