import { dayNumber, type LocalDate } from "./calendar.ts";
import { BRANCHES } from "./branches.ts";

/**
 * Every fortnight the next region begins an "Esprit de service" initiative: more desks at the right
 * hour, warmer welcomes. It works within days, lasts twenty weeks and then wears off. Bound to the
 * calendar and not to the end of a run, so that a day is the same in every run; and any month that
 * is looked at holds a beginning.
 */
const FORTNIGHT = 14;
const RAMP_DAYS = 3;
const LASTS_DAYS = 140;

const REGIONS: readonly string[] = [...new Set(BRANCHES.map((row) => row[2]))];
const CYCLE = REGIONS.length * FORTNIGHT;

/** How much of its initiative a region lives on a date, from 0 (none) to 1 (all of it). */
export function initiative(region: string, date: LocalDate): number {
  const turn = REGIONS.indexOf(region);
  if (turn < 0) return 0;
  const age = (dayNumber(date) - turn * FORTNIGHT) % CYCLE;
  if (age < RAMP_DAYS) return (age + 1) / (RAMP_DAYS + 1);
  return Math.max(0, Math.min(1, (LASTS_DAYS - age) / FORTNIGHT));
}
