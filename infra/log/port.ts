/** The log's topics. Adapters put the configured prefix before the name. */
export type Topic = "journey-events" | "journey-rejects" | "journey-alerts" | InboxTopic;

/** Where services of a tenant that write to Kafka by themselves put their events; Kafka's rights say who may. */
export type InboxTopic = `journey-inbox.${string}`;

/** What a sender hands to the log: one event, or several of one partition, as JSON in UTF-8. */
export interface LogRecord {
  readonly tenant: string;
  /** From {@link Log.partitionOf}. All events inside `value` belong to it. */
  readonly partition: number;
  /** How many events `value` holds. */
  readonly count: number;
  /** When it was taken in, in ms since 1970. Replays and watches run on this clock. */
  readonly appended: number;
  readonly value: Buffer;
}

/** What a reader gets: at least one record, oldest first, in the order of each partition. */
export interface LogBatch {
  /** Their values are good until the next batch is asked for. */
  readonly records: readonly LogRecord[];
  /** The sum of the records' `count`. */
  readonly count: number;
  /** Changes when partitions came or went; whatever was remembered about journeys is then void. */
  readonly generation: number;
  /**
   * Moves the group past this batch, durably. Called in the order of reading; the next batch may be
   * read before. A batch that was never acknowledged comes again, after a crash or a restart.
   */
  acknowledge(): Promise<void>;
}

export interface ReadOptions {
  /** Ends the iteration, after which unacknowledged batches come again to the next reader. */
  readonly signal: AbortSignal;
  /** A batch closes at about so many events… */
  readonly maxCount: number;
  /** …or so many bytes… */
  readonly maxBytes: number;
  /**
   * …or, when less is there, so many milliseconds after its first record was seen. Asked for each
   * batch, with the count of the one before.
   */
  readonly lingerMs: (lastCount: number) => number;
  /** …or so many after the last record that was seen, when nothing more comes. */
  readonly quietMs?: number;
}

export interface Lag {
  /** Events that the group has not acknowledged: 0 when there is none, else about (Kafka counts records). */
  readonly events: number;
  /** How long the oldest of them has been in the log, in ms, to within a tenth; 0 when there is none. */
  readonly behindMs: number;
}

/** Where events are kept between being accepted and being understood. */
export interface Log {
  /** The same subject of a tenant is always in the same partition, so that a journey stays in order. */
  partitionOf(tenant: string, subject: string): number;
  /**
   * Resolves once the records survive a power cut. On rejection nothing is known: send them again,
   * the fold forgives what then comes twice. Rejects with {@link LogUnavailable} at once, instead
   * of waiting, when too much is already waiting or there is no room.
   */
  append(topic: Topic, records: readonly LogRecord[]): Promise<void>;
  /** Batches that no reader of this group has acknowledged; waits for more at the end of the log. */
  read(group: string, topic: Topic, options: ReadOptions): AsyncIterable<LogBatch>;
  lag(group: string, topic: Topic): Promise<Lag>;
  /**
   * Of all processes that call this with one name, one has the lead, and another as soon as that one
   * ends, however it ends. Calls `act` each time that it is this process; the signal it is given is
   * aborted when the lead is lost. Resolves once `signal` is aborted and `act` has returned.
   */
  lead(
    name: string,
    act: (leading: AbortSignal) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void>;
  /** Waits for appends under way, then lets go of files and connections. */
  close(): Promise<void>;
}

export { LogUnavailable } from "../../schemas/unavailable.ts";
