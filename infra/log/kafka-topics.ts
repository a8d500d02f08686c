import { setTimeout as pause } from "node:timers/promises";
import type { Admin } from "kafkajs";

/** A record has at most a request's events, 5 MiB, and what pseudonyms add to them. */
const MOST_RECORD_BYTES = 16 << 20;
const SETTLED_WITHIN_MS = 2_000;
const LOOK_EVERY_MS = 100;

/** What brokers say while they learn, one after the other, of a topic that was made just now. */
const SETTLING: readonly unknown[] = [
  "LEADER_NOT_AVAILABLE",
  "NOT_LEADER_FOR_PARTITION",
  "UNKNOWN_TOPIC_OR_PARTITION",
];

export interface WantedTopic {
  readonly name: string;
  readonly partitions: number;
  /** -1 is what the brokers hold for right. */
  readonly replication: number;
  readonly retentionMs: number;
}

/**
 * Makes the topic where it is missing, waits until each of its partitions has a leader that knows
 * of it, and returns how many there are. Of kafkajs 2.2.4 every single step gives up at the first
 * broker that has not heard yet.
 *
 * @throws what kafkajs throws when no broker answers, or a partition has no leader within 2 s.
 */
export async function makeTopic(admin: Admin, wanted: WantedTopic): Promise<number> {
  const deadline = Date.now() + SETTLED_WITHIN_MS;
  for (;;) {
    try {
      if (!(await admin.listTopics()).includes(wanted.name)) await create(admin, wanted);
      return (await admin.fetchTopicOffsets(wanted.name)).length;
    } catch (error) {
      if (!isSettling(error) || Date.now() > deadline) throw error;
      await pause(LOOK_EVERY_MS);
    }
  }
}

async function create(admin: Admin, wanted: WantedTopic): Promise<void> {
  const { name, partitions, replication, retentionMs } = wanted;
  const configEntries = Object.entries({
    "retention.ms": String(Math.round(retentionMs)),
    "max.message.bytes": String(MOST_RECORD_BYTES),
    "message.timestamp.type": "CreateTime",
  }).map(([key, value]) => ({ name: key, value }));
  const topic = { topic: name, numPartitions: partitions, replicationFactor: replication };
  await admin.createTopics({ topics: [{ ...topic, configEntries }], waitForLeaders: false });
}

/** Such an error, or one that kafkajs wrapped around it when it had tried often enough. */
function isSettling(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return SETTLING.includes((error as { type?: string }).type) || isSettling(error.cause);
}
