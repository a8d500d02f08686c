import type { PlotOptions } from "@observablehq/plot";
import type { Format } from "../format.ts";
import type { Plot } from "../parts/chart.tsx";
import type { Cut } from "../shell/periods.ts";
import type { Words } from "../words.ts";
import { endLabels, tipLook, valueAxis, type EndLabel } from "./band.ts";
import type { Point } from "./series.ts";
import { stepName, timeAxis } from "./time-axis.ts";

interface WaitLines {
  readonly median: readonly Point[];
  readonly p90: readonly Point[];
}

interface WaitLook {
  readonly cut: Cut;
  readonly format: Format;
  readonly width: number;
  readonly axes: Words["axes"];
}

/** Median and p90 of the waits over time, labelled at their ends. */
export function waitMarks(plot: Plot, { median, p90 }: WaitLines, look: WaitLook): PlotOptions {
  const { format, width, axes, cut } = look;
  const axis = timeAxis(
    plot,
    p90.map(({ step }) => step),
    look,
  );
  const line = (points: readonly Point[], stroke: string) => [
    plot.lineY(points, { x: "x", y: "value", stroke, strokeWidth: 2 }),
    plot.dot(
      points.filter(({ value }) => value !== null),
      { x: "x", y: "value", r: points.length > 60 ? 1 : 2.5, fill: stroke },
    ),
  ];
  const end = (points: readonly Point[], text: string): EndLabel[] => {
    const last = points.findLast(({ value }) => value !== null);
    return last ? [{ x: last.x, y: last.value ?? 0, text, fill: "var(--ink)" }] : [];
  };
  const medians = new Map(median.map(({ step, value }) => [step.key, value]));
  const title = ({ step, value, n }: Point) => {
    const half = medians.get(step.key);
    const lines = [
      stepName(step, cut, format),
      value === null ? "" : `p90 ${format.duration(value)}`,
      typeof half === "number" ? `${axes.median} ${format.duration(half)}` : "",
      `n ${format.count(n)}`,
    ];
    return lines.filter((text) => text !== "").join("\n");
  };
  const longest = Math.max(1, ...p90.map(({ value }) => value ?? 0));
  const ticks = durationTicks(longest);
  return {
    width,
    marginLeft: 48,
    marginRight: 56,
    marginTop: 12,
    marginBottom: 28,
    x: axis.x,
    y: { domain: [0, Math.max(longest, ticks.at(-1) ?? 0)], label: null },
    marks: [
      ...axis.under,
      ...valueAxis(plot, (value) => format.duration(value), ticks),
      ...line(median, "var(--soft)"),
      ...line(p90, "var(--accent)"),
      ...endLabels(plot, [...end(p90, axes.p90), ...end(median, axes.median)], longest),
      plot.tip(
        p90.filter(({ value }) => value !== null),
        plot.pointerX({ x: "x", y: "value", title, ...tipLook }),
      ),
    ],
  };
}

const STEPS = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200];

/** Round durations from nought up to the longest, six at most. */
export function durationTicks(longest: number): readonly number[] {
  const step = STEPS.find((seconds) => longest / seconds <= 5) ?? 4 * 3600;
  return Array.from({ length: Math.floor(longest / step) + 1 }, (_, index) => index * step);
}
