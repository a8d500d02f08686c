import type { Markish, ScaleOptions } from "@observablehq/plot";
import type { Plot } from "../parts/chart.tsx";
import type { Format } from "../format.ts";
import type { Cut } from "../shell/periods.ts";
import { ticksOf, type Step } from "./series.ts";

const LABEL_WIDTH = 92;

/** Time on x, today at the right: closed days shaded, the current bucket hatched. */
export function timeAxis(
  plot: Plot,
  steps: readonly Step[],
  { cut, format, width }: { readonly cut: Cut; readonly format: Format; readonly width: number },
): { readonly x: ScaleOptions; readonly under: Markish[] } {
  const ticks = ticksOf(steps, cut, Math.max(2, Math.floor(width / LABEL_WIDTH)));
  const names = new Map(ticks.map((step) => [step.middle.getTime(), stepName(step, cut, format)]));
  const first = steps[0]?.start ?? new Date(0);
  const last = steps.at(-1)?.end ?? new Date(1);
  const box = { x1: "start", x2: "end" } as const;
  return {
    x: { type: "utc", domain: [first, last], label: null },
    under: [
      plot.rect(
        steps.filter(({ quiet, current }) => quiet && !current),
        {
          ...box,
          fill: "var(--shade)",
        },
      ),
      plot.rect(
        steps.filter(({ current }) => current),
        { ...box, fill: "url(#hatch)" },
      ),
      plot.axisX(
        ticks.map(({ middle }) => middle),
        {
          tickFormat: (at: Date) => names.get(at.getTime()) ?? "",
          tickSize: 0,
          tickPadding: 8,
          color: "var(--soft)",
          label: null,
        },
      ),
    ],
  };
}

/** A step in words: `lun. 3 août`, `14 h`, `août 2026`. */
export function stepName({ start, key }: Step, cut: Cut, format: Format): string {
  switch (cut) {
    case "hour":
      return format.hour(start.getUTCHours());
    case "day":
      return format.day(key);
    case "week":
      return format.shortDay(key);
    case "month":
      return format.month(key);
    default:
      return cut satisfies never;
  }
}
