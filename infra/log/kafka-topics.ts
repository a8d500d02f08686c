import { setTimeout as pause } from "node:timers/promises";
import type { Admin } from "kafkajs";

/** A record has at most a request's events, 5 MiB, and what pseudonyms add to them. */
const MOST_RECORD_BYTES = 16 << 20;
const LEADERS_WITHIN_MS = 2_000;
const LOOK_EVERY_MS = 100;

export interface WantedTopic {
  readonly name: string;
  readonly partitions: number;
  /** -1 is what the brokers hold for right. */
  readonly replication: number;
  readonly retentionMs: number;
}

/**
 * Makes the topic where it is missing, waits until each of its partitions has a leader, and returns
 * how many there are.
 *
 * @throws what kafkajs throws when no broker answers, or a partition has no leader within 2 s.
 */
export async function makeTopic(admin: Admin, wanted: WantedTopic): Promise<number> {
  const { name, partitions, replication, retentionMs } = wanted;
  if (!(await admin.listTopics()).includes(name)) {
    const configEntries = Object.entries({
      "retention.ms": String(Math.round(retentionMs)),
      "max.message.bytes": String(MOST_RECORD_BYTES),
      "message.timestamp.type": "CreateTime",
    }).map(([key, value]) => ({ name: key, value }));
    const topic = { topic: name, numPartitions: partitions, replicationFactor: replication };
    // Brokers learn of a topic one after the other, and kafkajs 2.2.4 gives up at the first that has not.
    await admin.createTopics({ topics: [{ ...topic, configEntries }], waitForLeaders: false });
  }
  const deadline = Date.now() + LEADERS_WITHIN_MS;
  for (;;) {
    try {
      const { topics } = await admin.fetchTopicMetadata({ topics: [name] });
      return topics[0]?.partitions.length ?? 0;
    } catch (cause) {
      if (Date.now() > deadline) throw cause;
      await pause(LOOK_EVERY_MS);
    }
  }
}
