import { isFrenchHoliday, type LocalDay } from "./calendar.ts";
import { CHARACTERS, PROFILES, WEEKDAYS, type Character } from "./characters.ts";
import { initiative } from "./initiatives.ts";
import type { SimulatedSite } from "./network.ts";
import type { Staffing } from "./queue.ts";
import { fractionOf, normal, randomOf } from "./random.ts";
import { kindOf, MIXES } from "./services.ts";

/** Seconds a desk is taken beyond the service: the way from the chair, and what is noted after. */
export const AROUND_SERVICE_SECONDS = { office: 32, phone: 14 } as const;

/** Half an hour of opening (ms since 1970) and the customers expected in it per hour. */
export interface Slot {
  readonly from: number;
  readonly to: number;
  readonly perHour: number;
}

/** What a site prepares for a day; no slots when it is closed. */
export interface DayPlan {
  readonly slots: readonly Slot[];
  readonly closesAt: number;
  readonly front: readonly Staffing[];
  readonly back: readonly Staffing[];
  /** From 0 to 1: how far the region's initiative has come. */
  readonly improved: number;
}

const SLOT_MINUTES = 30;
const MISSING_STAFF = { share: 0.04, slack: 0.5 };
const BACK_SLACK = 0.85;

/** Demand and desks of one site on one local day. */
export function planDay(seed: string, site: SimulatedSite, day: LocalDay): DayPlan {
  const minutes = openMinutes(site, day);
  const improved = initiative(site.region, day.date);
  const expected = expectedPerHour(site, day, minutes);
  const surprise = Math.exp(0.09 * normal(randomOf(`${seed}/demand/${site.id}/${day.date}`)));
  const slots = minutes.map((minute, index) => ({
    from: day.at(minute),
    to: day.at(minute + SLOT_MINUTES),
    perHour: (expected[index] ?? 0) * surprise,
  }));
  const character = CHARACTERS[site.character];
  const away = fractionOf(`${seed}/staff/${site.id}/${day.date}`) < MISSING_STAFF.share;
  const bonus = 0.4 * improved - (away ? MISSING_STAFF.slack : 0);
  const desks = (work: number, slack: (minute: number) => number) =>
    staffing(minutes, slots, expected, work, slack);
  return {
    slots,
    improved,
    closesAt: slots.at(-1)?.to ?? 0,
    front: desks(workOf(site, "front"), (minute) => slackAt(character, minute, improved) + bonus),
    back: desks(workOf(site, "back"), () => BACK_SLACK),
  };
}

function openMinutes(site: SimulatedSite, { weekday, date }: LocalDay): number[] {
  const hours = site.hours[weekday];
  if (!hours || (site.closedOnHolidays && isFrenchHoliday(date))) return [];
  const from = minuteOf(hours.from);
  const count = Math.ceil((minuteOf(hours.to) - from) / SLOT_MINUTES);
  return Array.from({ length: count }, (_, index) => from + index * SLOT_MINUTES);
}

function minuteOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
}

function expectedPerHour(site: SimulatedSite, day: LocalDay, minutes: readonly number[]): number[] {
  const weights = minutes.map((minute) => PROFILES[site.profile][Math.floor(minute / 60)] ?? 0);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  // The first week of a month brings benefits and pensions, and those who fetch them.
  const payday = site.channel === "office" && Number(day.date.slice(8)) <= 6 ? 1.07 : 1;
  const customers = site.perDay * (WEEKDAYS[site.profile][day.weekday] ?? 0) * payday;
  return weights.map((weight) => ((customers * weight) / total) * (60 / SLOT_MINUTES));
}

function slackAt({ slack, noonGap }: Character, minute: number, improved: number): number {
  const isNoon = minute >= 12 * 60 && minute < 14 * 60;
  return slack - (isNoon ? noonGap * (1 - improved) : 0);
}

/** Desk seconds that the average customer brings to a pool, transfers included. */
function workOf(site: SimulatedSite, pool: "front" | "back"): number {
  const around = AROUND_SERVICE_SECONDS[site.channel];
  return MIXES[site.mix].reduce((sum, [name, share]) => {
    const kind = kindOf(name);
    const own = kind.pool === pool ? kind.handleSeconds + around : 0;
    const moved = pool === "back" && site.mix !== "town" ? kind.transfer : undefined;
    const next = moved ? moved.share * (kindOf(moved.to).handleSeconds + around) : 0;
    return sum + share * (own + next);
  }, 0);
}

/** Whole desks each half hour whose mean is the load plus slack × its square root. */
function staffing(
  minutes: readonly number[],
  slots: readonly Slot[],
  expected: readonly number[],
  work: number,
  slackAtMinute: (minute: number) => number,
): Staffing[] {
  let owed = 0.5;
  return slots.map(({ from }, index) => {
    const erlangs = ((expected[index] ?? 0) * work) / 3600;
    const wanted = erlangs + slackAtMinute(minutes[index] ?? 0) * Math.sqrt(erlangs) + owed;
    const desks = Math.max(1, Math.floor(wanted));
    owed = Math.max(-1, Math.min(1, wanted - desks));
    return { from, desks };
  });
}
