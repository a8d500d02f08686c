import { quote } from "./statement.ts";

/**
 * Tables whose rows belong to a journey: each shard has some of the journeys, with everything about
 * them. All other tables are small, and whole on every node.
 */
const SHARDED: ReadonlySet<string> = new Set(
  ["events", "journeys", "moments", "employee_answers"].flatMap((table) => [
    table,
    `${table}_rebuilt`,
  ]),
);

/** A journey is on one shard, so that every question that joins or folds by journey stays on it. */
const SHARDING_KEY = "cityHash64(tenant, journey)";

/** Statements that change tables, as ours begin. */
const CREATE = /^CREATE TABLE (IF NOT EXISTS )?(\w+) (\([^]*\)) ENGINE = (\w+)\(([^)]*)\)([^]*)$/;
const CREATE_AS = /^CREATE TABLE (\w+) AS (\w+)$/;
const DROP = /^DROP TABLE (IF EXISTS )?(\w+) SYNC$/;
const EXCHANGE = /^EXCHANGE TABLES (\w+) AND (\w+)$/;
const ALTER = /^ALTER TABLE (\w+) ([^]*)$/;
const DELETE = /^DELETE FROM (\w+) ([^]*)$/;
const INSERT = /^INSERT INTO \w+ /;

/** Changes of columns, which the table over all shards must know as well. */
const OF_COLUMNS = /^(?:ADD|DROP|MODIFY|RENAME|COMMENT) COLUMN\b/;

/** The part of a sharded table that a node has. */
export function shardOf(table: string): string {
  return SHARDED.has(table) ? `${table}_shard` : table;
}

/**
 * What a cluster is told instead of a statement that is meant for one server. Sharded tables are a
 * replicated table on each shard (`…_shard`) and, under the name that everybody uses, a Distributed
 * one over them; the others are replicated on all nodes. Nodes need the macros `shard` and `replica`.
 * @throws when a statement is none of those that we use.
 */
export function onCluster(statement: string, cluster: string): readonly string[] {
  const sql = statement.replace(/^(?:\s*--.*\n)*\s*/, "").trimEnd();
  const on = `ON CLUSTER ${quote(cluster)}`;

  const distributed = (condition: string, table: string) =>
    `CREATE TABLE ${condition}${table} ${on} AS ${shardOf(table)} ENGINE = ` +
    `Distributed(${quote(cluster)}, currentDatabase(), ${quote(shardOf(table))}, ${SHARDING_KEY})`;

  const created = CREATE.exec(sql);
  if (created !== null) {
    const [, condition = "", table = "", columns = "", engine = "", version = "", rest = ""] =
      created;
    const isSharded = SHARDED.has(table);
    const args = isSharded ? version : `${EVERYWHERE}, ${version}`;
    return [
      `CREATE TABLE ${condition}${shardOf(table)} ${on} ${columns} ENGINE = Replicated${engine}(${args})${rest}`,
      ...(isSharded ? [distributed(condition, table)] : []),
    ];
  }
  const copied = CREATE_AS.exec(sql);
  if (copied !== null) {
    const [, table = "", model = ""] = copied;
    return [
      `CREATE TABLE ${shardOf(table)} ${on} AS ${shardOf(model)}`,
      ...(SHARDED.has(table) ? [distributed("", table)] : []),
    ];
  }
  const dropped = DROP.exec(sql);
  if (dropped !== null) {
    const [, condition = "", table = ""] = dropped;
    const names = new Set([table, shardOf(table)]);
    return [...names].map((name) => `DROP TABLE ${condition}${name} ${on} SYNC`);
  }
  const exchanged = EXCHANGE.exec(sql);
  if (exchanged !== null) {
    const [, one = "", other = ""] = exchanged;
    return [`EXCHANGE TABLES ${shardOf(one)} AND ${shardOf(other)} ${on}`];
  }
  const altered = ALTER.exec(sql);
  if (altered !== null) {
    const [, table = "", what = ""] = altered;
    const names = OF_COLUMNS.test(what) ? new Set([shardOf(table), table]) : [shardOf(table)];
    return [...names].map((name) => `ALTER TABLE ${name} ${on} ${what}`);
  }
  const deleted = DELETE.exec(sql);
  if (deleted !== null) {
    const [, table = "", where = ""] = deleted;
    return [`DELETE FROM ${shardOf(table)} ${on} ${where}`];
  }
  if (INSERT.test(sql)) return [sql];
  throw new Error(`Nobody has said how this is done on a cluster: ${sql.slice(0, 100)}`);
}

const EVERYWHERE = "'/clickhouse/tables/{uuid}/everywhere', '{shard}-{replica}'";

/** On top of `engineSettings`. */
export function clusterSettings(replicas: number): Readonly<Record<string, string | number>> {
  return {
    // All replicas of a shard, so that whichever is asked next knows what was acknowledged, whoever
    // inserted it: events are read back from any of them.
    insert_quorum: replicas,
    distributed_foreground_insert: 1,
    // Subqueries about journeys are answered by the shard that has them.
    distributed_product_mode: "local",
    mutations_sync: 2,
    alter_sync: 2,
  };
}
