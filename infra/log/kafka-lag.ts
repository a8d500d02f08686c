import { ageOfOldest } from "./lag-by-time.ts";
import type { Lag } from "./port.ts";

interface PartitionOffset {
  readonly partition: number;
  readonly offset: string;
}

/** What is asked of Kafka; offsets are whole numbers as texts. */
interface Offsets {
  fetchTopicOffsets(topic: string): Promise<readonly (PartitionOffset & Ends)[]>;
  fetchOffsets(of: {
    groupId: string;
    topics: string[];
  }): Promise<readonly { readonly partitions: readonly PartitionOffset[] }[]>;
  fetchTopicOffsetsByTimestamp(topic: string, ms: number): Promise<readonly PartitionOffset[]>;
}

interface Ends {
  readonly low: string;
  readonly high: string;
}

interface Reader {
  readonly topic: string;
  readonly groupId: string;
  /** The oldest that a record can be, in ms. */
  readonly retentionMs: number;
  readonly now: number;
}

/** How far a group is behind. Counts records, since nobody can know how many events unread records hold. */
export async function lagBehind(asked: Offsets, reader: Reader): Promise<Lag> {
  const { topic, groupId, retentionMs, now } = reader;
  const [ends, groups] = await Promise.all([
    asked.fetchTopicOffsets(topic),
    asked.fetchOffsets({ groupId, topics: [topic] }),
  ]);
  const passed = new Map(
    ends.map(({ partition, low }) => {
      const known = groups[0]?.partitions.find((each) => each.partition === partition);
      return [partition, Math.max(Number(low), Number(known?.offset ?? 0))] as const;
    }),
  );
  const passedIn = (partition: number) => passed.get(partition) ?? 0;
  const events = ends.reduce(
    (sum, { partition, high }) => sum + Math.max(0, Number(high) - passedIn(partition)),
    0,
  );
  if (events === 0) return { events: 0, behindMs: 0 };
  const behindMs = await ageOfOldest(retentionMs, async (ageMs) => {
    const offsets = await asked.fetchTopicOffsetsByTimestamp(topic, Math.round(now - ageMs));
    return offsets.every(({ partition, offset }) => Number(offset) <= passedIn(partition));
  });
  return { events, behindMs };
}
