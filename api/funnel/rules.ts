/** How the steps of a funnel follow each other; METRICS.md says what each order means. */
export type Order = "ordered" | "strict" | "unordered";

/** What is asked of every unit. Steps count from 0 here, and from 1 in questions and answers. */
export interface FunnelRules {
  readonly order: Order;
  /** How many steps there are. */
  readonly steps: number;
  /** From a run's first event, inclusive. */
  readonly windowMs: number;
  readonly exclusions: readonly Exclusion[];
}

/** Between two steps; in an unordered funnel between so many steps served. */
export interface Exclusion {
  readonly from: number;
  readonly to: number;
}

/** The events of a journey, or of a customer, in the order of their times. */
export interface UnitEvents {
  /** In ms, ascending. */
  readonly times: ArrayLike<number>;
  /** Runs start at the first so many events; the others only go on with them. */
  readonly starts: number;
  /** Whether an event matches a step. */
  serves(event: number, step: number): boolean;
  /** Whether an event is one that an exclusion names. */
  isExcluded(event: number, exclusion: number): boolean;
}
