import type { LogRecord } from "../../infra/log/port.ts";
import type * as Settings from "../../infra/settings.ts";
import type * as MemoryModule from "../../processors/memory.ts";
import type * as Pipeline from "../../processors/pipeline.ts";
import type * as Places from "../../processors/places.ts";
import { compiled, ROOT } from "./places.ts";

/** Events of one batch when there is a backlog, as in `processors/run.ts`. */
export const BATCH = 50_000;

/** The processor's own pipeline without log and store, and a memory that forgets nothing. */
export async function purePipeline(clock: (step: string, ms: number) => void) {
  const { Memory } = await compiled<typeof MemoryModule>("processors/memory.js");
  const { journeyPipeline } = await compiled<typeof Pipeline>("processors/pipeline.js");
  const { closingTimes } = await compiled<typeof Places>("processors/places.js");
  const { readSettings } = await compiled<typeof Settings>("infra/settings.js");
  const { config } = readSettings({ PARCOURS_CONFIG: `${ROOT}/parcours.config.yaml` });
  const memory = new Memory(Number.POSITIVE_INFINITY);
  memory.reset(Number.NEGATIVE_INFINITY); // every journey is new, as with an empty store
  const closesAt = closingTimes([], "Europe/Paris");
  let batchNumber = 0;
  const pipeline = journeyPipeline({
    memory,
    store: { query: () => Promise.reject(new Error("The pure pipeline asks no store.")) },
    moments: new Map(config.tenants.map(({ id, moments }) => [id, moments])),
    closesAt: () => closesAt,
    batchNumber: () => batchNumber,
    settled: () => Promise.resolve(),
    clock,
    erasures: { isErased: undefined },
    onDropped: () => undefined,
  });
  return {
    run(records: readonly LogRecord[]) {
      batchNumber += 1;
      return pipeline.run(records);
    },
  };
}
