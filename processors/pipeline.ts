import type { Store } from "../infra/store/port.ts";
import type { MomentDefinition } from "../schemas/moment.ts";
import type { Memory } from "./memory.ts";
import { startWith, type StepClock } from "./pipe.ts";
import type { ClosesAt } from "./places.ts";
import { collect } from "./steps/collect.ts";
import { encode } from "./steps/encode.ts";
import { fold } from "./steps/fold.ts";
import { gather } from "./steps/gather.ts";
import { judge } from "./steps/judge.ts";
import { parse } from "./steps/parse.ts";
import { recall } from "./steps/recall.ts";

export interface PipelineDeps {
  readonly memory: Memory;
  readonly store: Pick<Store, "query">;
  readonly moments: ReadonlyMap<string, readonly MomentDefinition[]>;
  readonly closesAt: (tenant: string) => ClosesAt;
  /** The number of the batch in hand. */
  readonly batchNumber: () => number;
  /** Resolves once everything before the batch in hand is written. */
  readonly settled: () => Promise<void>;
  readonly clock: StepClock;
}

/** What happens to events between the log and the store. */
export const journeyPipeline = (deps: PipelineDeps) =>
  startWith(gather(journeysOf(deps)), deps.clock) // slice by slice, what only the store needs is let go
    .pipe(fold(deps.closesAt)) // pure: the set of events gives the row
    .pipe(judge(deps.moments)) // moments need the whole journey
    .pipe(encode()); // last: rows as the store likes them

const journeysOf = (deps: PipelineDeps) =>
  startWith(parse(), deps.clock) // records are not events yet
    .pipe(recall(deps.memory, deps.store, deps.settled)) // unknown journeys come back, one query a slice
    .pipe(collect(deps.memory, deps.batchNumber)); // repeats fall away, order no longer matters
