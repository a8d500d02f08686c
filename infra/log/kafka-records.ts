import type { Arrival } from "./arrivals.ts";
import type { LogRecord, Topic } from "./port.ts";

/** How the name of every inbox begins; its tenant follows. */
export const INBOX = "journey-inbox.";

/** What Kafka delivers, as far as we read it. */
export interface Message {
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly offset: string;
  readonly timestamp: string;
  readonly value: Buffer | null;
}

/** A record as Kafka takes it. Its key is none, because it holds events of many journeys. */
export function messageOf({ tenant, partition, count, appended, value }: LogRecord) {
  const headers = { tenant, count: String(count) };
  return { partition, key: null, value, timestamp: String(appended), headers };
}

/** The record of a message; undefined when no collector wrote it, and nobody can say whose it is. */
export function arrivalOf(topic: Topic, partition: number, message: Message): Arrival | undefined {
  const { headers = {}, offset, timestamp } = message;
  const value = message.value ?? Buffer.alloc(0);
  const tenant = topic.startsWith(INBOX)
    ? topic.slice(INBOX.length)
    : headers["tenant"]?.toString();
  if (tenant === undefined) return undefined;
  const count = Number(headers["count"]?.toString() ?? 1);
  const record: LogRecord = { tenant, partition, count, appended: Number(timestamp), value };
  return { record, bytes: value.length, partition, next: String(BigInt(offset) + 1n) };
}
