import { setTimeout as pause } from "node:timers/promises";
import {
  Kafka,
  logLevel,
  Partitioners,
  type Admin,
  type Consumer,
  type Producer,
  type SASLOptions,
} from "kafkajs";
import { hashTexts } from "../../schemas/text-hash.ts";
import { StartupError } from "../startup-error.ts";
import { Arrivals, type Arrival } from "./arrivals.ts";
import { lagBehind } from "./kafka-lag.ts";
import { leadWithin, type Membership } from "./kafka-membership.ts";
import { arrivalOf, INBOX, messageOf } from "./kafka-records.ts";
import { makeTopic } from "./kafka-topics.ts";
import {
  LogUnavailable,
  type Lag,
  type Log,
  type LogBatch,
  type ReadOptions,
  type Topic,
} from "./port.ts";
import { sendInTurn } from "./send-in-turn.ts";
import { unanswered } from "./unanswered.ts";

export interface KafkaLogOptions {
  /** `host:port` of some brokers; the others are found through them. */
  readonly brokers: readonly string[];
  /** Of the topics that are made here. Never changed afterwards: a journey stays in its partition. */
  readonly partitions: number;
  /** Of the topics that are made here; -1 is what the brokers hold for right. */
  readonly replication?: number;
  /** Stands before every topic's and group's name. */
  readonly prefix?: string;
  /** How long records of the topics that are made here are kept; 7 days. */
  readonly retentionMs?: number;
  /** More than this waiting for the brokers, and appends are refused at once; 64 MiB. */
  readonly maxWaitingBytes?: number;
  readonly security?: KafkaSecurity;
  /** Hears what kafkajs has to say. */
  readonly say?: (message: string, detail: object) => void;
  /** Hears of every record that could not be delivered: no collector wrote it. */
  readonly onForeign?: (where: object) => void;
  readonly now?: () => number;
}

export interface KafkaSecurity {
  /** TLS, and with it perhaps the certificate of an authority of one's own (PEM). */
  readonly tls?: { readonly ca?: string };
  readonly sasl?: SASLOptions;
}

/** Kafka's defaults leave a sender waiting 100 s for a frozen broker. These fail within 3.2 s. */
const SENDING = { requestTimeout: 1_500, retry: { retries: 1, initialRetryTime: 100 } };
const READING = { requestTimeout: 10_000, retry: { retries: 5, initialRetryTime: 100 } };
const ASKING = { requestTimeout: 3_000, retry: { retries: 1, initialRetryTime: 100 } };

/** A member that is silent for so long is gone; the least that brokers allow unless told otherwise. */
const SESSION_MS = 6_000;
const HEARTBEAT_MS = 1_000;
const LEAVE_MS = 3_000;

function clientOf(
  { brokers, security, say }: Required<Pick<KafkaLogOptions, "brokers" | "security" | "say">>,
  patience: typeof SENDING,
): Kafka {
  return new Kafka({
    clientId: "parcours",
    brokers: [...brokers],
    ...(security.tls === undefined
      ? {}
      : { ssl: security.tls.ca === undefined || { ca: security.tls.ca } }),
    ...(security.sasl === undefined ? {} : { sasl: security.sasl }),
    connectionTimeout: 1_000,
    ...patience,
    logLevel: logLevel.WARN,
    logCreator:
      () =>
      ({ log: { message, ...detail } }) => {
        say(message, detail);
      },
  });
}

/**
 * Connects, or lets go: what kafkajs 2.2.4 began to connect keeps its socket and a timer that never
 * rests, and with them the process, until it is told to disconnect.
 */
async function connected<Client extends Admin | Producer>(fresh: Client): Promise<Client> {
  try {
    await fresh.connect();
    return fresh;
  } catch (error) {
    void fresh.disconnect().catch(() => undefined);
    throw error;
  }
}

/** Brokers that answer, and the partitions of each topic there is. Makes nothing. */
export interface KafkaLook {
  readonly brokers: readonly string[];
  readonly partitions: ReadonlyMap<string, number>;
}

/** @throws what kafkajs throws when no broker answers within seconds. */
export async function lookAtKafka(options: KafkaLogOptions): Promise<KafkaLook> {
  const { brokers, security = {}, say = () => undefined } = options;
  const admin = await connected(clientOf({ brokers, security, say }, ASKING).admin());
  try {
    const { brokers: found } = await admin.describeCluster();
    const { topics } = await admin.fetchTopicMetadata({ topics: await admin.listTopics() });
    return {
      brokers: found.map(({ host, port }) => `${host}:${String(port)}`),
      partitions: new Map(topics.map(({ name, partitions }) => [name, partitions.length])),
    };
  } finally {
    await admin.disconnect();
  }
}

/**
 * The log on Kafka. Any number of processes append and read; each partition has one reader of a
 * group. Nothing needs to be there at the start: brokers are looked for until they answer, and
 * appends are refused meanwhile.
 */
export function openKafkaLog(options: KafkaLogOptions): Log {
  const { brokers, partitions, replication = -1, prefix = "", security = {} } = options;
  const { retentionMs = 7 * 86_400_000, maxWaitingBytes = 64 << 20, now = Date.now } = options;
  const { say = () => undefined, onForeign = () => undefined } = options;
  const closing = new AbortController();
  const consumers = new Set<Consumer>();
  let asking: Promise<Admin> | undefined;
  let producing: Promise<Producer> | undefined;

  const client = (patience: typeof SENDING) => clientOf({ brokers, security, say }, patience);

  async function admin(): Promise<Admin> {
    asking ??= connected(client(ASKING).admin());
    asking.catch(() => (asking = undefined));
    return asking;
  }

  const made = new Map<string, Promise<void>>();

  /** Makes the topic where it is missing, and sees to it that it has as many partitions as we count with. */
  function topicReady(name: string): Promise<void> {
    const known = made.get(name);
    if (known !== undefined) return known;
    const making = askForTopic(name);
    made.set(name, making);
    making.catch(() => made.delete(name));
    return making;
  }

  async function askForTopic(name: string): Promise<void> {
    const found = await makeTopic(await admin(), { name, partitions, replication, retentionMs });
    if (found === partitions || name.startsWith(prefix + INBOX)) return;
    throw new StartupError(
      "partitions-differ",
      `The topic ${name} has ${String(found)} partitions, and PARCOURS_PARTITIONS is ${String(partitions)}. ` +
        `A journey must stay in its partition: set PARCOURS_PARTITIONS=${String(found)}.`,
    );
  }

  function producer(): Promise<Producer> {
    producing ??= connected(
      client(SENDING).producer({
        idempotent: true,
        createPartitioner: Partitioners.DefaultPartitioner, // never asked, but else it warns
        maxInFlightRequests: 1,
        allowAutoTopicCreation: false,
      }),
    );
    return producing;
  }

  /** After a failure its sequence numbers are not to be trusted: the next one begins anew. */
  async function forgetProducer(): Promise<void> {
    const broken = producing;
    producing = undefined;
    await broken?.then((known) => known.disconnect()).catch(() => undefined);
  }

  const sender = sendInTurn<Topic>({
    maxWaitingBytes,
    async send(appends) {
      try {
        for (const { topic } of appends) await topicReady(prefix + topic);
        const topicMessages = appends.map(({ topic, records }) => ({
          topic: prefix + topic,
          messages: records.map(messageOf),
        }));
        const answers = await (
          await producer()
        ).sendBatch({ acks: -1, timeout: SENDING.requestTimeout, topicMessages });
        const left = unanswered(topicMessages, answers);
        if (left.length > 0) throw new Error(`nobody answered for ${left.join(", ")}`);
      } catch (cause) {
        void forgetProducer();
        const said = cause instanceof Error ? cause.message : String(cause);
        throw new LogUnavailable(`Kafka did not take the events (${said}).`, 1, { cause });
      }
    },
  });

  async function* read(
    group: string,
    topic: Topic,
    readOptions: ReadOptions,
  ): AsyncGenerator<LogBatch, void, undefined> {
    const signal = AbortSignal.any([readOptions.signal, closing.signal]);
    const arrivals = new Arrivals(readOptions.maxBytes);
    let generation = 0;
    const consumer = await join(prefix + group, prefix + topic, signal, {
      onJoin() {
        generation += 1;
        arrivals.clear();
      },
      onEnd(error) {
        arrivals.fail(error);
      },
      onLeave: () => undefined,
      async take(messages, partition, { isOver, stillHere }) {
        const taking = generation;
        while (!arrivals.hasRoom && taking === generation && !isOver() && !signal.aborted) {
          await stillHere();
          await pause(20);
        }
        if (taking !== generation || isOver() || signal.aborted) return false;
        arrivals.push(
          messages.flatMap((message) => {
            const arrival = arrivalOf(topic, partition, message);
            if (arrival === undefined) onForeign({ topic, partition, offset: message.offset });
            return arrival ?? [];
          }),
        );
        return true;
      },
    });
    if (consumer === undefined) return;
    let lastCount = 0;
    for (;;) {
      const batch = await arrivals.take({ ...readOptions, signal }, lastCount);
      if (batch === undefined) return; // the group is left in close(), after the last acknowledgement
      const from = generation;
      const isVoid = () => from !== generation;
      lastCount = batch.reduce((sum, { record }) => sum + record.count, 0);
      yield {
        records: batch.map(({ record }) => record),
        count: lastCount,
        generation,
        acknowledge: () => commit(consumer, prefix + topic, batch, isVoid),
      };
    }
  }

  /** A member of the group, once the brokers answer; undefined when that is no longer wanted. */
  async function join(
    groupId: string,
    topic: string,
    signal: AbortSignal,
    { onJoin, onLeave, onEnd, take }: Membership,
  ): Promise<Consumer | undefined> {
    for (let waitMs = 100; !signal.aborted; waitMs = Math.min(2_000, 2 * waitMs)) {
      const consumer = client(READING).consumer({
        groupId: `${groupId}.${topic}`,
        sessionTimeout: SESSION_MS,
        heartbeatInterval: HEARTBEAT_MS,
        rebalanceTimeout: 10_000,
        maxWaitTimeInMs: 250,
        maxBytesPerPartition: 4 << 20,
        maxBytes: 32 << 20,
        metadataMaxAge: 60_000,
        allowAutoTopicCreation: false,
      });
      consumers.add(consumer);
      try {
        await topicReady(topic);
        await consumer.connect();
        consumer.on("consumer.disconnect", () => consumers.delete(consumer));
        consumer.on("consumer.group_join", ({ payload: { memberAssignment } }) => {
          onJoin(memberAssignment[topic] ?? []);
        });
        consumer.on("consumer.rebalancing", onLeave);
        consumer.on("consumer.crash", ({ payload: { error, restart } }) => {
          onLeave();
          if (!restart) onEnd(error);
        });
        await consumer.subscribe({ topics: [topic], fromBeginning: true });
        await consumer.run({
          autoCommit: false,
          eachBatchAutoResolve: false,
          async eachBatch(turn) {
            const { messages, partition } = turn.batch;
            const isTaken = await take(messages, partition, {
              isOver: () => !turn.isRunning() || turn.isStale(),
              stillHere: () => turn.heartbeat(),
            });
            if (isTaken) turn.resolveOffset(turn.batch.lastOffset());
            await turn.heartbeat();
          },
        });
        return consumer;
      } catch (error) {
        consumers.delete(consumer);
        await consumer.disconnect().catch(() => undefined);
        if (error instanceof StartupError) throw error;
        say("no broker yet", { error: String(error) });
        await pause(waitMs);
      }
    }
    return undefined;
  }

  async function commit(
    consumer: Consumer,
    topic: string,
    batch: readonly Arrival[],
    isVoid: () => boolean,
  ): Promise<void> {
    const latest = new Map(batch.map(({ partition, next }) => [partition, next]));
    const offsets = [...latest].map(([partition, offset]) => ({ topic, partition, offset }));
    // When partitions have moved meanwhile, whoever has them now reads the batch again.
    while (!isVoid()) {
      try {
        await consumer.commitOffsets(offsets);
        return;
      } catch (error) {
        if (closing.signal.aborted) return;
        say("a batch could not be acknowledged yet", { error: String(error) });
        await pause(200);
      }
    }
  }

  async function lagOf(group: string, topic: Topic): Promise<Lag> {
    const name = prefix + topic;
    await topicReady(name);
    const groupId = `${prefix}${group}.${name}`;
    return lagBehind(await admin(), { topic: name, groupId, retentionMs, now: now() });
  }

  return {
    partitionOf(tenant, subject) {
      const { high, low } = hashTexts(tenant, subject);
      return ((high ^ low) >>> 0) % partitions;
    },
    append: (topic, records) => sender.append(topic, records),
    read,
    lead: (name, act, signal) => {
      const place = { groupId: `${prefix}lead.${name}`, topic: `${prefix}journey-alerts` };
      return leadWithin(
        (ending, membership) => join(place.groupId, place.topic, ending, membership),
        act,
        signal,
      );
    },
    async lag(group, topic) {
      try {
        return await lagOf(group, topic);
      } catch (cause) {
        throw new LogUnavailable("Kafka does not answer.", 1, { cause });
      }
    },
    async close() {
      await sender.close();
      closing.abort();
      await Promise.all([
        ...[...consumers].map((consumer) => orLeave(consumer.disconnect())),
        orLeave(forgetProducer()),
        orLeave(asking?.then((known) => known.disconnect())),
      ]);
    },
  };
}

/** While a broker is frozen kafkajs waits for its last answers for ever. */
async function orLeave(parting: Promise<unknown> | undefined): Promise<void> {
  await Promise.race([parting?.catch(() => undefined), pause(LEAVE_MS)]);
}
