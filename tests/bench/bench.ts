import type { Prepared } from "./prepare.ts";
import type { Findings } from "./report.ts";

/** What every benchmark gets. */
export interface Context {
  /** Empty, on a real disk, removed afterwards. */
  readonly folder: string;
  /** A day of events, made before any clock starts. */
  readonly day: Prepared;
  readonly options: Options;
  say(line: string): void;
}

export interface Options {
  readonly events: number;
  /** Of each freshness run. */
  readonly seconds: number;
  readonly journeys: number;
  /** Where CPU profiles go, if they are wanted. */
  readonly profile: string | undefined;
}

export type Benchmark = (context: Context) => Promise<Findings>;
