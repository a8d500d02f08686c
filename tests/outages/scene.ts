import type { Running } from "../support/running.ts";

/** A system that something happens to, and what is asked of it afterwards. */
export interface Patient extends Pick<Running, "ask" | "sql" | "settled"> {
  /** Where events are sent. */
  readonly url: string;
  readonly key: string;
  /** The process that takes them. */
  collector(): number;
}

/** Something that is away for a while, and back without anybody's help. */
export interface Outage {
  readonly name: string;
  begin(): Promise<void>;
  end(): Promise<void>;
}

/** A system, and the outages that it goes through, one after the other. */
export interface Scene {
  readonly patient: Patient;
  readonly outages: readonly Outage[];
  close(): Promise<void>;
}
