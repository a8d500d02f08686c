/** A day as people write it: `2026-09-03`. */
export type LocalDate = string;

/** One local day: its times of day as instants, whatever the clocks do that night. */
export interface LocalDay {
  readonly date: LocalDate;
  /** Monday is 0. */
  readonly weekday: number;
  /** The instant of so many minutes after midnight on the wall clock, in ms since 1970. */
  readonly at: (minutes: number) => number;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** Where the simulated network lives. */
export const ZONE = "Europe/Paris";

const wall = new Intl.DateTimeFormat("en-CA", {
  timeZone: ZONE,
  hourCycle: "h23",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});

/** The local date of an instant (ms since 1970). */
export const localDateOf = (ms: number): LocalDate => wall.format(ms).slice(0, 10);

/** The date so many days later. */
export const addDays = (date: LocalDate, days: number): LocalDate =>
  new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);

/** Days since 1970-01-01, which was a Thursday. */
export const dayNumber = (date: LocalDate): number => Date.parse(date) / DAY_MS;

/** The local day of a date. */
export function localDay(date: LocalDate): LocalDay {
  const midnight = instantOf(date, 0);
  const changesClocks = instantOf(addDays(date, 1), 0) - midnight !== DAY_MS;
  return {
    date,
    weekday: (dayNumber(date) + 3) % 7,
    at: (minutes) =>
      changesClocks ? instantOf(date, minutes) : midnight + Math.round(minutes * MINUTE_MS),
  };
}

function instantOf(date: LocalDate, minutes: number): number {
  const asUtc = Date.parse(date) + Math.round(minutes * MINUTE_MS);
  // Twice, because the offset at the first guess may be that of the other side of a change.
  const guess = asUtc - offsetAt(asUtc);
  return asUtc - offsetAt(guess);
}

function offsetAt(ms: number): number {
  const text = wall.format(ms);
  const local = Date.parse(`${text.slice(0, 10)}T${text.slice(12)}Z`);
  return local - Math.floor(ms / 1000) * 1000;
}

const FIXED_HOLIDAYS: ReadonlySet<string> = new Set([
  "01-01",
  "05-01",
  "05-08",
  "07-14",
  "08-15",
  "11-01",
  "11-11",
  "12-25",
]);
// Easter Monday, Ascension, Whit Monday.
const DAYS_AFTER_EASTER = [1, 39, 50];

/** Whether a date is a public holiday in metropolitan France (without Alsace and Moselle). */
export function isFrenchHoliday(date: LocalDate): boolean {
  if (FIXED_HOLIDAYS.has(date.slice(5))) return true;
  const easter = easterOf(Number(date.slice(0, 4)));
  return DAYS_AFTER_EASTER.some((days) => addDays(easter, days) === date);
}

/** Easter Sunday of a Gregorian year (Meeus, Jones and Butcher). */
function easterOf(year: number): LocalDate {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d =
    (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7;
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114;
  return new Date(Date.UTC(year, Math.floor(f / 31) - 1, (f % 31) + 1)).toISOString().slice(0, 10);
}
