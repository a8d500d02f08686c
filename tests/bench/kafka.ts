import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Kafka, logLevel, Partitioners, type Producer } from "kafkajs";
import type * as KafkaLog from "../../infra/log/kafka.ts";
import type { Log, LogRecord } from "../../infra/log/port.ts";
import { startKafka, whyNoKafka } from "../support/brokers.ts";
import type { Benchmark, Context } from "./bench.ts";
import { startChild } from "./child.ts";
import { measureRun } from "./end-to-end.ts";
import type { KafkaFloorOrder } from "./kafka-floor.ts";
import { compiled } from "./places.ts";
import { perSecond, rate, type Figure } from "./report.ts";

const PER_RECORD = 200;
const SENDERS = 16;
const AIM = 0.5;
const PARTITIONS = 12;

/**
 * The same day through a real broker: HTTP to queryable beside the engine's own Kafka table, and
 * what the adapter of the log adds to plain kafkajs. Events, whole journeys, all on this machine.
 */
export const kafka: Benchmark = async (context) => {
  if (whyNoKafka !== undefined) return { figures: [], notes: [`kafka: SKIPPED, ${whyNoKafka}`] };
  const broker = await startKafka();
  try {
    const brokers = broker.addresses.join(",");
    const floor = await measureEngine(context, broker.addresses);
    context.say(`the engine's own table: ${rate(floor.events, floor.ms)}`);
    const run = await measureRun(context, { PARCOURS_KAFKA: brokers });
    const ratio = perSecond(run.events, run.ms) / perSecond(floor.events, floor.ms);
    return {
      figures: [
        {
          what: "HTTP to queryable through Kafka, floor: the engine's own Kafka table, raw events",
          measured: rate(run.events, run.ms),
          floor: rate(floor.events, floor.ms),
          ratio,
          aim: `≥ ${String(AIM)}`,
          isMet: ratio >= AIM,
        },
        ...(await measureAdapter(context, broker.addresses)),
      ],
      notes: run.notes.map((note) => `through Kafka: ${note}`),
    };
  } finally {
    await broker.stop();
  }
};

interface Measured {
  readonly events: number;
  readonly ms: number;
}

/** From the first message until everything is in the table. Its group has joined before. */
async function measureEngine(
  { folder, day }: Context,
  brokers: readonly string[],
): Promise<Measured> {
  const topic = "bench-engine";
  const { producer, close } = await plainProducer(brokers, topic);
  const engine = startChild("kafka-floor.ts");
  try {
    const order: KafkaFloorOrder = {
      ...{ kind: "open", folder: join(folder, "engine") },
      ...{ brokers: brokers.join(","), topic },
    };
    await engine.ask(order);
    const lines = readFileSync(day.file, "utf8").trimEnd().split("\n");
    const messages = inGroups(lines, PER_RECORD).map((some) => some.join("\n"));
    await producer.send({ topic, acks: -1, messages: [{ value: lines[0] ?? "" }] });
    await engine.ask({ kind: "reached", events: 1 } satisfies KafkaFloorOrder);
    const began = Date.now();
    await inLanes(messages, async (value, nth) => {
      await producer.send({ topic, acks: -1, messages: [{ value, partition: nth % PARTITIONS }] });
    });
    const events = lines.length + 1;
    const at = await engine.ask<number>({ kind: "reached", events } satisfies KafkaFloorOrder);
    return { events: lines.length, ms: at - began };
  } finally {
    await Promise.all([engine.end(), close()]);
  }
}

/** Produce and consume by the log's adapter beside plain kafkajs, the same values. */
async function measureAdapter(
  { day, say }: Context,
  brokers: readonly string[],
): Promise<readonly Figure[]> {
  const { openKafkaLog } = await compiled<typeof KafkaLog>("infra/log/kafka.js");
  const lines = readFileSync(day.file, "utf8").trimEnd().split("\n");
  const values = inGroups(lines, PER_RECORD).map((some) => ({
    value: `[${some.join(",")}]`,
    count: some.length,
  }));
  const events = lines.length;

  const topic = "bench-plain";
  const plain = await plainProducer(brokers, topic);
  const plainProduced = await timed(events, () =>
    inLanes(values, async ({ value }, nth) => {
      const messages = [{ value, partition: nth % PARTITIONS }];
      await plain.producer.send({ topic, acks: -1, messages });
    }),
  );
  const plainConsumed = await timed(events, () =>
    consumePlainly(plain.kafka, topic, values.length),
  );
  await plain.close();
  say("plain kafkajs is measured");

  const log = openKafkaLog({ brokers, partitions: PARTITIONS, prefix: "bench-ours." });
  await log.append("journey-events", [recordOf("[]", 0, 0)]); // makes the topic
  const produced = await timed(events, () =>
    inLanes(values, ({ value, count }, nth) =>
      log.append("journey-events", [recordOf(value, count, nth % PARTITIONS)]),
    ),
  );
  const consumed = await timed(events, () => consume(log, events));
  await log.close();
  const figure = (what: string, ours: Measured, theirs: Measured): Figure => ({
    what,
    measured: rate(ours.events, ours.ms),
    floor: rate(theirs.events, theirs.ms),
    ratio: perSecond(ours.events, ours.ms) / perSecond(theirs.events, theirs.ms),
  });
  return [
    figure(
      `Kafka, produce (${SENDERS} senders of ${PER_RECORD}), floor: plain kafkajs`,
      produced,
      plainProduced,
    ),
    figure(
      "Kafka, consume, joining the group included, floor: plain kafkajs",
      consumed,
      plainConsumed,
    ),
  ];
}

async function plainProducer(brokers: readonly string[], topic: string) {
  const kafka = new Kafka({ clientId: "bench", brokers: [...brokers], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({
    topics: [{ topic, numPartitions: PARTITIONS, replicationFactor: 1 }],
  });
  await admin.disconnect();
  const producer: Producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  return { kafka, producer, close: () => producer.disconnect() };
}

async function consumePlainly(kafka: Kafka, topic: string, messages: number): Promise<void> {
  const consumer = kafka.consumer({ groupId: "bench", maxWaitTimeInMs: 250 });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  let seen = 0;
  await consumer.run({
    autoCommit: false,
    eachBatch: ({ batch }) => {
      for (const { value } of batch.messages) seen += value?.toString("utf8") === "" ? 0 : 1;
      return Promise.resolve();
    },
  });
  while (seen < messages) await pause(5);
  await consumer.disconnect();
}

async function consume(log: Log, events: number): Promise<void> {
  const ending = new AbortController();
  const options = {
    signal: ending.signal,
    maxCount: 50_000,
    maxBytes: 32 << 20,
    lingerMs: () => 0,
  };
  let seen = 0;
  for await (const batch of log.read("bench", "journey-events", options)) {
    for (const { value, count } of batch.records) seen += value.length === 0 ? 0 : count;
    if (seen >= events) break;
  }
  ending.abort();
}

function recordOf(value: string, count: number, partition: number): LogRecord {
  return { tenant: "default", partition, count, appended: Date.now(), value: Buffer.from(value) };
}

async function timed(events: number, work: () => Promise<void>): Promise<Measured> {
  const began = performance.now();
  await work();
  return { events, ms: performance.now() - began };
}

async function inLanes<Item>(
  items: readonly Item[],
  work: (item: Item, nth: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  async function lane(): Promise<void> {
    for (let nth = next++; nth < items.length; nth = next++) await work(items[nth] as Item, nth);
  }
  await Promise.all(Array.from({ length: SENDERS }, lane));
}

function inGroups<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, nth) =>
    items.slice(nth * size, (nth + 1) * size),
  );
}
