import type { PlotOptions } from "@observablehq/plot";
import type { Format } from "../format.ts";
import type { Plot } from "../parts/chart.tsx";
import type { Hour } from "./heat.ts";
import { tipLook } from "./band.ts";

const TONES = 6;
const NARROW = 24;

interface HeatLook {
  readonly format: Format;
  readonly width: number;
}

/** Weekday by hour: the longer the wait, the darker; the minutes stand in the cell. */
export function heatMarks(plot: Plot, hours: readonly Hour[], look: HeatLook): PlotOptions {
  const { format, width } = look;
  const seen = hours.map(({ hour }) => hour);
  const day = range(Math.min(...seen), Math.max(...seen));
  const week = weekOf(hours);
  // Where hours are too narrow for a number they stand below each other.
  const upright = (width - 44) / day.length < NARROW;
  const place = upright
    ? ({ x: "weekday", y: "hour" } as const)
    : ({ x: "hour", y: "weekday" } as const);
  const [across, down] = upright ? [week, day] : [day, week];
  const nameOf = {
    hour: (hour: number) => format.hour(hour),
    weekday: (weekday: number) => format.weekday(weekday, "short"),
  };
  const tone = toneOf(hours);
  const axis = { tickSize: 0, color: "var(--soft)", label: null } as const;
  return {
    width,
    height: 28 + down.length * (upright ? 16 : 40),
    marginLeft: 44,
    marginRight: 0,
    marginTop: 24,
    marginBottom: 4,
    padding: 0.04,
    x: { domain: across },
    y: { domain: down },
    marks: [
      plot.axisX({ ...axis, anchor: "top", tickFormat: nameOf[place.x] }),
      plot.axisY({ ...axis, tickFormat: nameOf[place.y] }),
      plot.cell(hours, {
        ...place,
        fill: (hour: Hour) => (hour.few ? "var(--shade)" : `var(--heat-${tone(hour)})`),
      }),
      plot.text(hours, {
        ...place,
        text: (hour: Hour) => format.number(hour.seconds / 60, hour.seconds < 120 ? 1 : 0),
        fontSize: upright ? 11 : 12,
        fill: (hour: Hour) => (hour.few ? "var(--soft)" : `var(--on-heat-${tone(hour)})`),
      }),
      plot.tip(hours, plot.pointer({ ...place, title: titleOf(format), ...tipLook })),
    ],
  };
}

/** Its days; with less than a working week only those that there are. */
function weekOf(hours: readonly Hour[]): readonly number[] {
  const seen = [...new Set(hours.map(({ weekday }) => weekday))].sort();
  return seen.length < 5 ? seen : range(1, Math.max(...seen));
}

/** Steps of equal width from nought to the longest that rests on enough, 1–6. */
function toneOf(hours: readonly Hour[]): (hour: Hour) => number {
  const longest = Math.max(1, ...hours.filter(({ few }) => !few).map(({ seconds }) => seconds));
  return ({ seconds }) => Math.min(TONES, 1 + Math.floor((seconds / longest) * TONES));
}

const titleOf =
  (format: Format) =>
  ({ weekday, hour, seconds, served }: Hour): string =>
    [
      `${format.weekday(weekday)} ${format.hour(hour)}`,
      `p90 ${format.duration(seconds)}`,
      `n ${format.count(served)}`,
    ].join("\n");

const range = (first: number, last: number) =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
