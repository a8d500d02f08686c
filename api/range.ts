import { DateTime } from "luxon";
import type { Frame, RangeWord, Span } from "../schemas/frame.ts";

/** A stretch of time, in ms since 1970; `to` is not in it. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

/** The period that a frame names, on the clock `now` and in its time zone. */
export function periodOf(range: Frame["range"], timezone: string, now: number): Period {
  if (typeof range !== "string") return spanOf(range, timezone);
  const today = DateTime.fromMillis(now, { zone: timezone }).startOf("day");
  const [from, to] = WORDS[range](today);
  return { from: from.toMillis(), to: to.toMillis() };
}

const tomorrow = (today: DateTime) => today.plus({ days: 1 });
const lastDays = (days: number) => (today: DateTime) => [today.minus({ days }), today] as const;

const WORDS: Readonly<Record<RangeWord, (today: DateTime) => readonly [DateTime, DateTime]>> = {
  today: (today) => [today, tomorrow(today)],
  yesterday: lastDays(1),
  last_7_days: lastDays(7),
  last_28_days: lastDays(28),
  last_30_days: lastDays(30),
  last_90_days: lastDays(90),
  last_13_months: (today) => [today.minus({ months: 13 }).startOf("month"), tomorrow(today)],
  this_week: (today) => [today.startOf("week"), tomorrow(today)],
  this_month: (today) => [today.startOf("month"), tomorrow(today)],
  all: (today) => [DateTime.fromMillis(Date.UTC(1900, 0, 1)), tomorrow(today)],
};

function spanOf({ from, to }: Span, timezone: string): Period {
  return { from: instantOf(from, timezone), to: instantOf(to, timezone) };
}

/** A day (its midnight in the time zone) or an instant, in ms since 1970. */
export function instantOf(text: string, timezone: string): number {
  return DateTime.fromISO(text, { zone: timezone }).toMillis();
}

/** The period to compare with, and how many whole days it lies before. */
export interface Comparison extends Period {
  /** Days to add to its days to lay them over the period's; null when they can't be. */
  readonly shiftDays: number | null;
}

/** `previous_year` is 364 days earlier, so that weekdays meet. */
export function comparisonOf(
  compare: NonNullable<Frame["compare"]>,
  period: Period,
  timezone: string,
): Comparison {
  const at = (ms: number) => DateTime.fromMillis(ms, { zone: timezone });
  const days = at(period.to).diff(at(period.from), "days").days;
  const whole = Number.isInteger(days);
  if (compare === "previous_year") return earlier(period, 364, at);
  if (compare === "previous_period") {
    if (whole) return earlier(period, days, at);
    const length = period.to - period.from;
    return { from: period.from - length, to: period.from, shiftDays: null };
  }
  const span = spanOf(compare, timezone);
  const shift = at(period.from).diff(at(span.from), "days").days;
  return { ...span, shiftDays: Number.isInteger(shift) ? shift : null };
}

function earlier(period: Period, days: number, at: (ms: number) => DateTime): Comparison {
  const back = (ms: number) => at(ms).minus({ days }).toMillis();
  return { from: back(period.from), to: back(period.to), shiftDays: days };
}
