import type { Answer } from "../../schemas/answer.ts";
import type { Grain, Span } from "../../schemas/frame.ts";
import { dayIn } from "../format.ts";
import type { Period } from "./address.ts";

/** What time is cut into on an axis. */
export type Cut = Extract<Grain, "hour" | "day" | "week" | "month">;

const CUTS = {
  today: "hour",
  yesterday: "hour",
  this_week: "day",
  last_7_days: "day",
  last_28_days: "day",
  this_month: "day",
  last_90_days: "week",
  last_13_months: "week",
  all: "month",
} as const satisfies Record<Period, Cut>;

/** Hours of a day, days of a month, weeks beyond, months of several years. */
export function cutOf(range: Period | Span): Cut {
  if (typeof range === "string") return CUTS[range];
  const days = (Date.parse(range.to) - Date.parse(range.from)) / DAY_MS;
  if (days <= 2) return "hour";
  if (days <= 31) return "day";
  return days <= 800 ? "week" : "month";
}

/** True when today lies in the range, so that its figures move. */
export const isLive = (range: Period | Span, today: string): boolean =>
  typeof range === "string"
    ? ["today", "this_week", "this_month", "all"].includes(range)
    : range.to > today;

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** One step of a time axis. Times are local ones of the frame's zone, written as if they were UTC. */
export interface Bucket {
  /** As rows spell it: `2026-11-03`, or an hour's local `2026-11-03T14:00`. */
  readonly key: string;
  readonly start: Date;
  readonly end: Date;
}

/** Every bucket from the first that has rows up to the frame's end or now, so that gaps are gaps. */
export function bucketsOf(
  { frame, rows }: Pick<Answer, "frame" | "rows">,
  cut: Cut,
  now: string,
): readonly Bucket[] {
  const zone = frame.timezone;
  const keys = rows.map((row) => bucketKey(row[cut], cut, zone)).sort();
  const first = later(keys[0], bucketKey(localOf(frame.from, zone), cut, zone));
  if (keys[0] === undefined) return [];
  const end = [
    localOf(frame.to, zone),
    nextOf(startOf(localOf(now, zone), cut), cut).toISOString(),
  ];
  const last = Date.parse(asUtc(end.sort()[0] ?? ""));
  const buckets: Bucket[] = [];
  for (let start = startOf(first, cut); start.getTime() < last && buckets.length < 2000;) {
    const next = nextOf(start, cut);
    buckets.push({ key: keyOf(start, cut), start, end: next });
    start = next;
  }
  return buckets;
}

/** The key of the bucket that a row's cell names. */
export function bucketKey(cell: unknown, cut: Cut, zone: string): string {
  const text = typeof cell === "string" ? cell : "";
  if (cut === "hour")
    return keyOf(startOf(/Z$|[+-]\d\d:?\d\d$/.test(text) ? localOf(text, zone) : text, cut), cut);
  return keyOf(startOf(text, cut), cut);
}

/** Local time of an instant in a zone: `2026-11-03T14:00:00`. */
export function localOf(instant: string, zone: string): string {
  if (!instant.includes("T")) return `${instant.slice(0, 10)}T00:00:00`;
  const time = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hourCycle: "h23",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).format(new Date(instant));
  return `${dayIn(instant, zone)}T${time}`;
}

const asUtc = (local: string) => (local.endsWith("Z") ? local : `${local.slice(0, 19)}Z`);

function startOf(local: string, cut: Cut): Date {
  const text = local.length === 7 ? `${local}-01` : local;
  const at = new Date(text.length === 10 ? `${text}T00:00:00Z` : asUtc(text));
  if (Number.isNaN(at.getTime())) return new Date(0);
  if (cut === "hour") return new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS);
  const day = new Date(Math.floor(at.getTime() / DAY_MS) * DAY_MS);
  if (cut === "week") return new Date(day.getTime() - ((day.getUTCDay() + 6) % 7) * DAY_MS);
  if (cut === "month") return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), 1));
  return day;
}

function nextOf(start: Date, cut: Cut): Date {
  if (cut === "month")
    return new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1, 1));
  const step = { hour: HOUR_MS, day: DAY_MS, week: 7 * DAY_MS }[cut];
  return new Date(start.getTime() + step);
}

const keyOf = (start: Date, cut: Cut) => start.toISOString().slice(0, cut === "hour" ? 16 : 10);

const later = (a: string | undefined, b: string) => (a !== undefined && a > b ? a : b);
