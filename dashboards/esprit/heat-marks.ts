import type { PlotOptions } from "@observablehq/plot";
import type { Format } from "../format.ts";
import type { Plot } from "../parts/chart.tsx";
import type { Hour } from "./heat.ts";
import { tipLook } from "./band.ts";

const TONES = 6;

/** Weekday by hour: the longer the wait, the darker; the minutes stand in the cell. */
export function heatMarks(
  plot: Plot,
  hours: readonly Hour[],
  { format, width }: { readonly format: Format; readonly width: number },
): PlotOptions {
  const seen = hours.map(({ hour }) => hour);
  const [first, last] = [Math.min(...seen), Math.max(...seen)];
  const tone = toneOf(hours);
  const roomy = width / (last - first + 1) > 26;
  const place = { x: "hour", y: "weekday" } as const;
  return {
    width,
    marginLeft: 44,
    marginRight: 0,
    marginTop: 24,
    marginBottom: 4,
    padding: 0.04,
    x: { domain: range(first, last), label: null, tickSize: 0 },
    y: {
      domain: range(1, Math.max(5, ...hours.map(({ weekday }) => weekday))),
      label: null,
      tickSize: 0,
    },
    marks: [
      plot.axisX({
        anchor: "top",
        ticks: range(first, last).filter((hour) => roomy || hour % 3 === 0),
        tickFormat: (hour: number) => format.hour(hour),
        tickSize: 0,
        color: "var(--soft)",
      }),
      plot.axisY({
        tickFormat: (day: number) => format.weekday(day, "short"),
        tickSize: 0,
        color: "var(--soft)",
      }),
      plot.cell(hours, {
        ...place,
        fill: (hour: Hour) => (hour.few ? "var(--shade)" : `var(--heat-${tone(hour)})`),
      }),
      ...(roomy
        ? [
            plot.text(hours, {
              ...place,
              text: (hour: Hour) => format.number(hour.seconds / 60, hour.seconds < 120 ? 1 : 0),
              fill: (hour: Hour) => (hour.few ? "var(--soft)" : `var(--on-heat-${tone(hour)})`),
            }),
          ]
        : []),
      plot.tip(hours, plot.pointer({ ...place, title: titleOf(format), ...tipLook })),
    ],
  };
}

/** Steps of equal width from nought to the longest that rests on enough, 1–6. */
function toneOf(hours: readonly Hour[]): (hour: Hour) => number {
  const longest = Math.max(1, ...hours.filter(({ few }) => !few).map(({ seconds }) => seconds));
  return ({ seconds }) => Math.min(TONES, 1 + Math.floor((seconds / longest) * TONES));
}

const titleOf =
  (format: Format) =>
  ({ weekday, hour, seconds, served }: Hour): string =>
    `${format.weekday(weekday)} ${format.hour(hour)}\np90 ${format.duration(seconds)}\nn ${format.count(served)}`;

const range = (first: number, last: number) =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
