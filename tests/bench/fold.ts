import type { Benchmark } from "./bench.ts";
import { startChild } from "./child.ts";
import type { FoldRun } from "./fold-run.ts";
import { perSecond, rate } from "./report.ts";

/** What the processor computes, without log and store: from records in memory to Arrow in memory. */
export const fold: Benchmark = async ({ day }) => {
  const child = startChild("fold-run.ts");
  const run = await child.ask<FoldRun>({ file: day.file });
  await child.end();
  const steps = run.steps.map(([step, ms]) => {
    return `${step} ${((1000 * ms) / run.events).toFixed(2)}`;
  });
  return {
    figures: [
      {
        what: "fold: records to Arrow, floor: JSON.parse",
        measured: rate(run.events, run.ms),
        floor: rate(run.events, run.parseMs),
        ratio: perSecond(run.events, run.ms) / perSecond(run.events, run.parseMs),
      },
    ],
    notes: [
      `fold, µs an event: ${steps.join(", ")}; ` +
        `${Math.round(run.arrowBytes / run.events)} bytes of Arrow an event, moments included`,
    ],
  };
};
