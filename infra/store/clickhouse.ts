import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { ClickHouseLogLevel, createClient, type ClickHouseSettings } from "@clickhouse/client";
import { clusterSettings, onCluster } from "./cluster.ts";
import { engineSettings } from "./engine-settings.ts";
import type { QueryOptions, SqlValue, Store } from "./port.ts";
import { quote, quoteName, written } from "./statement.ts";
import { bounded, patiently, type Bounds, type Call } from "./store-call.ts";

export interface StoreConnection {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly database: string;
  /** A cluster that the server belongs to: its name, and how many replicas each shard has. */
  readonly cluster?: { readonly name: string; readonly replicas: number };
  /** How long a call waits for a store that can't be reached, such as one that is being restarted (default 5). */
  readonly patienceSeconds?: number;
  /** How long a query may take that does not say (default 30). */
  readonly questionSeconds?: number | undefined;
}

type Params = Readonly<Record<string, SqlValue>>;

const USUAL_SECONDS = 30;
/** Schema changes and inserts end when they are done; the front of the embedded store knows the same bound. */
const MOST_SECONDS = 600;

/** A store behind ClickHouse's HTTP interface: embedded, server or cluster. */
export function connectStore(connection: StoreConnection): Store {
  const { url, username, password, database, cluster } = connection;
  const usual = connection.questionSeconds ?? USUAL_SECONDS;
  const reading = ({ maxSeconds: seconds = usual, signal }: QueryOptions): Call => ({
    seconds,
    signal,
    repeatable: true,
  });
  const patience = { url, seconds: connection.patienceSeconds ?? 5 };
  const client = createClient({
    url,
    username,
    password,
    database,
    // Each call has its own, shorter limit.
    request_timeout: 2 * MOST_SECONDS * 1000,
    max_open_connections: 64,
    // Far below the 10 s after which a ClickHouse server closes a quiet connection.
    keep_alive: { enabled: true, idle_socket_ttl: 2500, eagerly_destroy_stale_sockets: true },
    compression: { request: false, response: false },
    use_multipart_params_auto: true,
    // Errors are thrown to the caller; a second report would be noise.
    log: { level: ClickHouseLogLevel.OFF },
    clickhouse_settings: {
      ...engineSettings,
      ...(cluster && clusterSettings(cluster.replicas)),
      // An error late in a query still has a status of its own.
      wait_end_of_query: 1,
    } as unknown as ClickHouseSettings,
  });

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
      return patiently(patience, reading(options), async (bounds) => {
        // Not `exec`: this one sends long lists of parameters as a form, where an address has no room.
        const query_params = { ...params };
        const answer = await client.query({
          query: sql,
          query_params,
          format: "JSONCompact",
          ...bounds,
        });
        return rowsOf<Row>(await answer.text());
      });
    },
    bytes(sql, format, params, options = {}) {
      return patiently(patience, reading(options), (bounds) =>
        execute(`${sql}\nFORMAT ${format}`, bounds, params),
      );
    },
    async command(sql, params) {
      const call = { seconds: MOST_SECONDS, repeatable: false };
      for (const statement of cluster ? onCluster(sql, cluster.name) : [sql]) {
        await patiently(patience, call, (bounds) => execute(statement, bounds, params));
      }
    },
    async insert(table, rows) {
      const call = { seconds: MOST_SECONDS, repeatable: true };
      const name = table.split(".").map(quoteName).join(".");
      const columns = await columnsOf(rows);
      const sql = `INSERT INTO ${name} (${columns.join(", ")}) FORMAT ArrowStream`;
      await patiently(patience, call, (bounds) => execute(sql, bounds, {}, rows));
    },
    ping() {
      const call = { seconds: 5, repeatable: false };
      return bounded(call, (bounds) => execute("SELECT 1", bounds)).then(
        () => true,
        () => false,
      );
    },
    written,
    systemTable: (name) =>
      cluster ? `clusterAllReplicas(${quote(cluster.name)}, system.${name})` : `system.${name}`,
    close: () => client.close(),
  };
}

/** Named in the statement: left to itself, the engine drops columns it doesn't know in silence. */
async function columnsOf(arrowStream: Uint8Array): Promise<string[]> {
  const { RecordBatchReader } = await import("apache-arrow"); // who only asks needs none of it
  const { schema } = RecordBatchReader.from(arrowStream).open();
  return schema.fields.map(({ name }) => quoteName(name));
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
