import type { Markish, PlotOptions } from "@observablehq/plot";
import type { Plot } from "../parts/chart.tsx";
import type { Format } from "../format.ts";
import type { Cut } from "../shell/periods.ts";
import type { Point } from "./series.ts";
import { stepName, timeAxis } from "./time-axis.ts";

/** How a line over time is drawn. */
export interface BandLook {
  readonly cut: Cut;
  readonly format: Format;
  readonly width: number;
  readonly write: (value: number) => string;
  /** The same, shorter, for the axis. */
  readonly writeTick: (value: number) => string;
  /** Grid lines and their labels; nothing leaves it to the scale. */
  readonly zero: boolean;
  /** Written at the line's end. */
  readonly end?: string;
  readonly beforeEnd?: string;
}

/** A line with its 95 % band, the period compared in grey, established differences ringed. */
export function bandMarks(plot: Plot, points: readonly Point[], look: BandLook): PlotOptions {
  const { writeTick, width } = look;
  const axis = timeAxis(
    plot,
    points.map(({ step }) => step),
    look,
  );
  const known = points.filter(({ value }) => value !== null);
  const ends = [
    ...endOf(points, "value", look.end, "var(--accent-ink)"),
    ...endOf(points, "before", look.beforeEnd, "var(--soft)"),
  ];
  const seen = points.flatMap(({ low, high, before }) => [low, high, before]).filter(isNumber);
  const span = Math.max(...seen) - Math.min(...seen);
  const at = { x: "x" } as const;
  return {
    width,
    marginLeft: 48,
    marginRight: 56,
    marginTop: 12,
    marginBottom: 28,
    x: axis.x,
    y: { nice: true, zero: look.zero, label: null, ticks: 4 },
    marks: [
      ...axis.under,
      ...valueAxis(plot, writeTick),
      plot.areaY(points, {
        ...at,
        y1: "low",
        y2: "high",
        fill: "var(--accent)",
        fillOpacity: 0.14,
      }),
      plot.lineY(points, { ...at, y: "before", stroke: "var(--faint)", strokeWidth: 1.5 }),
      plot.lineY(points, { ...at, y: "value", stroke: "var(--accent)", strokeWidth: 2 }),
      plot.dot(known, {
        ...at,
        y: "value",
        r: points.length > 60 ? 1.5 : 3,
        fill: (point: Point) => (point.few ? "var(--paper)" : "var(--accent)"),
        stroke: (point: Point) => (point.few ? "var(--soft)" : "var(--accent)"),
      }),
      plot.dot(
        known.filter(({ marked }) => marked),
        { ...at, y: "value", r: 7, stroke: "var(--accent)", strokeWidth: 1.5 },
      ),
      ...endLabels(plot, ends, span),
      plot.tip(known, plot.pointerX({ ...at, y: "value", title: titleOf(look), ...tipLook })),
    ],
  };
}

export const tipLook = {
  fill: "var(--paper)",
  stroke: "var(--faint)",
  textPadding: 10,
  lineHeight: 1.5,
  pathFilter: "none",
};

/** Values at the left, with thin lines across. */
export const valueAxis = (
  plot: Plot,
  write: (value: number) => string,
  ticks: number | readonly number[] = 4,
): Markish[] => [
  plot.gridY({ ticks, stroke: "var(--rule)", strokeOpacity: 1 }),
  plot.axisY({ ticks, tickSize: 0, tickFormat: write, color: "var(--soft)", label: null }),
];

/** A word at the end of a line, in its colour. */
export interface EndLabel {
  readonly x: Date;
  readonly y: number;
  readonly text: string;
  readonly fill: string;
}

/** Lines are named at their ends; names that would meet step apart. `span` is the height in values. */
export function endLabels(plot: Plot, labels: readonly EndLabel[], span: number): Markish[] {
  const sorted = labels.toSorted((a, b) => b.y - a.y);
  const [upper, lower] = sorted;
  const meet = upper && lower && upper.y - lower.y < span / 8;
  return sorted.map(({ x, y, text, fill }, index) =>
    plot.text([{ x, y }], {
      x: "x",
      y: "y",
      text: () => text,
      textAnchor: "start",
      dx: 10,
      dy: meet ? (index === 0 ? -7 : 7) : 0,
      fill,
    }),
  );
}

const endOf = (
  points: readonly Point[],
  of: "value" | "before",
  text: string | undefined,
  fill: string,
): EndLabel[] => {
  const last = points.findLast((point) => point[of] !== null);
  const y = last?.[of];
  return last && typeof y === "number" && text !== undefined ? [{ x: last.x, y, text, fill }] : [];
};

const isNumber = (value: number | null) => value !== null;

const titleOf = ({ cut, format, write }: BandLook) =>
  function title({ step, value, low, high, n }: Point): string {
    const interval = low === null || high === null ? "" : `  (${write(low)} – ${write(high)})`;
    return `${stepName(step, cut, format)}\n${value === null ? "" : write(value)}${interval}\nn ${format.count(n)}`;
  };
