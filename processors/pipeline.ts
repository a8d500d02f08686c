import type { Store } from "../infra/store/port.ts";
import type { KnownErasures } from "../schemas/erasure.ts";
import type { MomentDefinition } from "../schemas/moment.ts";
import type { Memory } from "./memory.ts";
import { startWith, type StepClock } from "./pipe.ts";
import type { ClosesAt } from "./places.ts";
import { collect } from "./steps/collect.ts";
import { encode } from "./steps/encode.ts";
import { fold } from "./steps/fold.ts";
import { gather } from "./steps/gather.ts";
import { judge } from "./steps/judge.ts";
import { parse, type ParseDeps } from "./steps/parse.ts";
import { recall } from "./steps/recall.ts";
import { tell } from "./steps/tell.ts";

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
  readonly erasures: Pick<KnownErasures, "isErased">;
  readonly onDropped: ParseDeps["onDropped"];
}

/** What happens to events between the log and the store. */
export const journeyPipeline = (deps: PipelineDeps) =>
  startWith(gather(journeysOf(deps)), deps.clock) // events find their journeys…
    .pipe(tell(rowsOf(deps))) // …and journeys become rows
    .pipe(encode()); // last: as the store likes them

const journeysOf = ({ memory, store, settled, batchNumber, clock, ...deps }: PipelineDeps) =>
  startWith(parse(deps), clock) // records are not events yet; what was erased does not come back
    .pipe(recall(memory, store, settled)) // unknown journeys come back, one query a slice
    .pipe(collect(memory, batchNumber)); // repeats fall away, order no longer matters

const rowsOf = ({ closesAt, moments, clock }: PipelineDeps) =>
  startWith(fold(closesAt), clock) // pure: the set of events gives the row
    .pipe(judge(moments)); // moments need the whole journey
