import type { Span } from "../../schemas/frame.ts";

const DAYS = 28;
const DAY_MS = 86_400_000;

/** Four weeks at the day with data that lies nearest to a period; days are `2026-08-03`. */
export function nearestSpan(days: readonly string[], { from, to }: Span): Span | undefined {
  const time = (day: string) => Date.parse(`${day.slice(0, 10)}T00:00:00Z`);
  const distance = (day: string) => (day < from ? time(from) - time(day) : time(day) - time(to));
  const [nearest] = days.toSorted((a, b) => distance(a) - distance(b));
  if (nearest === undefined) return undefined;
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  const at = time(nearest);
  return nearest < from
    ? { from: day(at - (DAYS - 1) * DAY_MS), to: day(at + DAY_MS) }
    : { from: nearest.slice(0, 10), to: day(at + DAYS * DAY_MS) };
}
