import { DateTime } from "luxon";
import type { OpeningHours, Site } from "../schemas/site.ts";

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
  return function nextClosing(after) {
    const day = Math.floor(after / DAY_MS);
    let closings = byDay.get(day);
    if (closings === undefined) {
      closings = closingsAround(site, day, timezone);
      byDay.set(day, closings);
    }
    return closings.find((closing) => closing > after);
  };
}

/** The closings of a site from the day before to eight days after, so that one is always ahead. */
function closingsAround(site: Site, day: number, timezone: string): readonly number[] {
  const closings: number[] = [];
  for (let ahead = -1; ahead <= 8; ahead += 1) {
    const date = DateTime.fromMillis((day + ahead) * DAY_MS, { zone: "utc" });
    const hours = site.hours[date.weekday - 1]; // Monday first
    if (hours === null || hours === undefined || isOpenAllDay(hours)) continue;
    const [hour = 0, minute = 0] = hours.to.split(":").map(Number);
    const overnight = hours.to <= hours.from ? 1 : 0;
    const midnight = date.setZone(timezone, { keepLocalTime: true }).plus({ days: overnight });
    closings.push(
      midnight
        .plus({ days: hour === 24 ? 1 : 0 })
        .set({ hour: hour % 24, minute })
        .toMillis(),
    );
  }
  return closings.sort((a, b) => a - b);
}

function isOpenAllDay({ from, to }: OpeningHours): boolean {
  return from === "00:00" && to === "24:00";
}
