import type { Site } from "../schemas/site.ts";

/** When a journey at a site is over for want of anything more, in ms since 1970. */
export type ClosesAt = (site: string, lastEvent: number) => number;

const DAY_MS = 86_400_000;

/**
 * The first closing time of the site after a moment; 24 h later where its hours are unknown.
 * Pure: the sites come in as an argument, `timezone` is the tenant's.
 */
export function closingTimes(sites: readonly Site[], timezone: string): ClosesAt {
  const closings = new Map(
    sites
      .filter((site) => site.hours.some((day) => day !== null))
      .map((site) => [site.id, closingsOf(site, site.timezone === "" ? timezone : site.timezone)]),
  );
  return function closesAt(site, lastEvent) {
    return closings.get(site)?.(lastEvent) ?? lastEvent + DAY_MS;
  };
}

function closingsOf(site: Site, timezone: string): (after: number) => number | undefined {
  const byDay = new Map<number, readonly number[]>();
  const wall = wallClock(timezone);
  return function nextClosing(after) {
    const day = Math.floor(after / DAY_MS);
    let closings = byDay.get(day);
    if (closings === undefined) {
      closings = closingsAround(site, day, wall);
      byDay.set(day, closings);
    }
    return closings.find((closing) => closing > after);
  };
}

/** The closings of a site from the day before to eight days after, so that one is always ahead. */
function closingsAround(site: Site, day: number, wall: WallClock): readonly number[] {
  const closings: number[] = [];
  for (let ahead = -1; ahead <= 8; ahead += 1) {
    const midnight = (day + ahead) * DAY_MS;
    const weekday = (new Date(midnight).getUTCDay() + 6) % 7; // Monday first
    const hours = site.hours[weekday];
    if (hours === null || hours === undefined) continue;
    const [hour = 0, minute = 0] = hours.to.split(":").map(Number);
    const overnight = hours.to <= hours.from ? DAY_MS : 0;
    closings.push(wall(midnight + overnight + (hour * 60 + minute) * 60_000));
  }
  return closings.sort((a, b) => a - b);
}

/** Turns a wall-clock time, written as if it were UTC, into the instant it names. */
type WallClock = (wall: number) => number;

function wallClock(timezone: string): WallClock {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: timezone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const offsetAt = (instant: number): number => {
    const part = Object.fromEntries(
      format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]),
    );
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
    return Date.UTC(year, month - 1, day, hour, minute, second) - instant;
  };
  return (wall) => {
    const guess = wall - offsetAt(wall);
    return wall - offsetAt(guess); // a second look, for the days on which clocks change
  };
}
