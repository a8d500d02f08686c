import { shardOf } from "./cluster.ts";
import { quote, quoteName } from "./statement.ts";

export interface NewReader {
  readonly name: string;
  readonly tenant: string;
  /** SHA-256 of the password, hexadecimal. */
  readonly passwordHash: string;
  readonly database: string;
  /** Of a cluster, its name. */
  readonly cluster: string | undefined;
}

/** What a reader may see. Employees' answers, rejects and links are not on it. */
const READABLE = ["events", "journeys", "moments", "sites", "saved_questions"] as const;

/** More would let one question take what all others need. */
const MOST = { seconds: 30, memoryBytes: 4_000_000_000 };

/**
 * Statements that make a user of a ClickHouse server who reads one tenant's rows and changes nothing,
 * for whoever administers that server. The embedded store has readers of its own (`access.ts`).
 */
export function readerStatements(reader: NewReader): readonly string[] {
  const { name, tenant, passwordHash, database, cluster } = reader;
  const on = cluster === undefined ? "" : ` ON CLUSTER ${quote(cluster)}`;
  const who = quoteName(name);
  const tables = READABLE.flatMap((table) =>
    cluster === undefined ? [table] : [...new Set([table, shardOf(table)])],
  ).map((table) => `${quoteName(database)}.${table}`);
  return [
    `CREATE USER IF NOT EXISTS ${who}${on} IDENTIFIED WITH sha256_hash BY ${quote(passwordHash)} ` +
      `SETTINGS readonly = 2 READONLY, max_execution_time = ${atMost(MOST.seconds)}, ` +
      `max_memory_usage = ${atMost(MOST.memoryBytes)}`,
    ...tables.flatMap((table) => [
      `CREATE ROW POLICY IF NOT EXISTS ${who}${on} ON ${table} FOR SELECT USING tenant = ${quote(tenant)} TO ${who}`,
      `GRANT${on} SELECT, SHOW TABLES, SHOW COLUMNS ON ${table} TO ${who}`,
    ]),
  ];
}

function atMost(value: number): string {
  return `${String(value)} MAX ${String(value)}`;
}
