import { serveOrders } from "./child.ts";
import { BATCH, purePipeline } from "./pure-pipeline.ts";
import { inBatches, recordsOf } from "./records.ts";

export interface FoldRun {
  readonly events: number;
  readonly ms: number;
  /** ms of each step, in their order. */
  readonly steps: readonly (readonly [step: string, ms: number])[];
  /** `JSON.parse` of the same records alone. */
  readonly parseMs: number;
  readonly arrowBytes: number;
}

const ROUNDS = 3;
const MOST_EVENTS = 300_000;

/** Folds the events of a file a few times, in turn with the floor; the best of each counts. */
async function run({ file }: { readonly file: string }): Promise<FoldRun> {
  const records = (await recordsOf(file, 200)).slice(0, MOST_EVENTS / 200);
  const folds = [];
  const parses = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    folds.push(await foldAll());
    parses.push(parseAll());
  }
  const [best] = folds.sort((a, b) => a.ms - b.ms);
  if (best === undefined) throw new Error("Nothing was measured.");
  return { ...best, parseMs: Math.min(...parses) };

  function parseAll(): number {
    const start = performance.now();
    for (const { value } of records) JSON.parse(value.toString());
    return performance.now() - start;
  }

  async function foldAll() {
    const steps = new Map<string, number>();
    const pipeline = await purePipeline((step, ms) => steps.set(step, (steps.get(step) ?? 0) + ms));
    let events = 0;
    let arrowBytes = 0;
    const start = performance.now();
    for (const batch of inBatches(records, BATCH)) {
      for (const { table, rows, stream } of await pipeline.run(batch)) {
        arrowBytes += stream.length;
        if (table === "events") events += rows;
      }
    }
    return { events, ms: performance.now() - start, steps: [...steps], arrowBytes };
  }
}

serveOrders(run);
