import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Session } from "chdb";
import { engineSettings } from "../../infra/store/engine-settings.ts";
import { serveOrders } from "./child.ts";

/** What the engine is asked to do by itself: read a topic into a table, and say when all is there. */
export type KafkaFloorOrder =
  | {
      readonly kind: "open";
      readonly folder: string;
      readonly brokers: string;
      readonly topic: string;
    }
  | { readonly kind: "reached"; readonly events: number };

const DATABASE = "parcours";
let session: Session | undefined;

/**
 * ClickHouse's own way: a table of the Kafka engine, and a materialized view that writes what it
 * reads into a MergeTree. Raw events, no journeys; what comes twice counts twice.
 */
async function open({
  folder,
  brokers,
  topic,
}: {
  folder: string;
  brokers: string;
  topic: string;
}) {
  mkdirSync(folder, { recursive: true });
  const opened = new Session(join(folder, "engine"));
  session = opened;
  const settings = Object.entries(engineSettings).map(([name, value]) => `${name} = '${value}'`);
  await opened.queryAsync(`CREATE DATABASE ${DATABASE}`);
  await opened.queryAsync(`USE ${DATABASE}; SET ${settings.join(", ")}`);
  await opened.queryAsync(`CREATE TABLE queue (
    id String, source String, type String, time String, subject String, site String, channel String,
    customer String, staff String, data String
  ) ENGINE = Kafka SETTINGS kafka_broker_list = '${brokers}', kafka_topic_list = '${topic}',
    kafka_group_name = 'engine', kafka_format = 'JSONEachRow', kafka_num_consumers = 1,
    kafka_flush_interval_ms = 1000, kafka_poll_timeout_ms = 100`);
  await opened.queryAsync(`CREATE TABLE raw (
    subject String, source LowCardinality(String), id String, type LowCardinality(String),
    time DateTime64(3, 'UTC'), site LowCardinality(String), channel LowCardinality(String),
    customer String, staff String, data String
  ) ENGINE = MergeTree ORDER BY (subject, time)`);
  await opened.queryAsync(`CREATE MATERIALIZED VIEW reading TO raw AS
    SELECT subject, source, id, type, parseDateTime64BestEffort(time, 3, 'UTC') AS time, site,
      channel, customer, staff, data FROM queue`);
}

/** Resolves, once so many events can be asked for, to when that was (ms since 1970). */
async function reached(events: number): Promise<number> {
  for (;;) {
    const found = Number(
      (await session?.queryAsync(`SELECT count() FROM ${DATABASE}.raw`))?.text(),
    );
    if (found >= events) return Date.now();
    await pause(50);
  }
}

serveOrders(async (order: KafkaFloorOrder) => {
  return order.kind === "open" ? open(order) : reached(order.events);
});
