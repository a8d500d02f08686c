import type { Language } from "../schemas/text.ts";

/** Numbers, durations and dates as one language writes them. Days are `2026-08-03`; instants are ISO 8601. */
export interface Format {
  /** `12 408` */
  readonly count: (value: number) => string;
  /** `1 234,5` with at most so many decimals. */
  readonly number: (value: number, decimals?: number) => string;
  /** With one decimal, always, for columns: `23,0` */
  readonly decimal: (value: number) => string;
  /** Of 0–1: `27,9 %` */
  readonly share: (value: number) => string;
  /** For axes: `30 %` */
  readonly wholeShare: (value: number) => string;
  /** NPS, signed, whole: `+12`. Never with %. */
  readonly score: (value: number) => string;
  /** `1 234,5 s`, for tables. */
  readonly seconds: (value: number) => string;
  /** `47 s`, `4 min 20 s`, `2 h 05 min`. */
  readonly duration: (seconds: number) => string;
  /** Of a p: `0,003`, `< 0,001`. */
  readonly probability: (value: number) => string;
  /** `lun. 3 août` */
  readonly day: (day: string) => string;
  /** `3 août` */
  readonly shortDay: (day: string) => string;
  /** `août 2026` */
  readonly month: (day: string) => string;
  /** 1 is Monday. */
  readonly weekday: (day: number, style?: "long" | "short") => string;
  /** `11 h`, `11:00` */
  readonly hour: (hour: number) => string;
  /** `14:02` */
  readonly clock: (instant: string, zone: string) => string;
  /** `14:02:31` */
  readonly clockSeconds: (instant: string, zone: string) => string;
  /** `lun. 3 août 14:02`; months are short where there are many. */
  readonly dayClock: (instant: string, zone: string) => string;
}

const LOCALES = { en: "en-GB", fr: "fr-FR" } as const satisfies Record<Language, string>;
const NBSP = "\u00a0";
// A Monday, so that weekday n is n − 1 days later.
const MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;

const made = new Map<Language, Format>();

/** The format of a language, made once. */
export function formatOf(language: Language): Format {
  const known = made.get(language);
  if (known) return known;
  const format = makeFormat(language);
  made.set(language, format);
  return format;
}

function makeFormat(language: Language): Format {
  const locale = LOCALES[language];
  const numbers = new Map<number, Intl.NumberFormat>();
  const number = (value: number, decimals = 1) => {
    const known = numbers.get(decimals);
    const digits = known ?? new Intl.NumberFormat(locale, { maximumFractionDigits: decimals });
    if (!known) numbers.set(decimals, digits);
    return withMinus(digits.format(value === 0 ? 0 : value));
  };
  const decimal = new Intl.NumberFormat(locale, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  const percent = new Intl.NumberFormat(locale, {
    style: "percent",
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  const whole = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  const signed = new Intl.NumberFormat(locale, {
    maximumFractionDigits: 0,
    signDisplay: "exceptZero",
  });
  const ofDay = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" });
    return (day: string) => format.format(new Date(`${day.slice(0, 10)}T00:00:00Z`));
  };
  const day = ofDay({ weekday: "short", day: "numeric", month: "long" });
  const briefDay = ofDay({ weekday: "short", day: "numeric", month: "short" });
  const clock = (instant: string, zone: string) =>
    inZone(locale, zone, { hour: "2-digit", minute: "2-digit" }, instant);
  const weekdays = { long: ofDay({ weekday: "long" }), short: ofDay({ weekday: "short" }) };

  return {
    number,
    decimal: (value) => withMinus(decimal.format(value)),
    count: (value) => number(value, 0),
    share: (value) => withMinus(percent.format(value)),
    wholeShare: (value) => withMinus(whole.format(value)),
    score: (value) => withMinus(signed.format(Math.round(value))),
    seconds: (value) => `${withMinus(decimal.format(value))}${NBSP}s`,
    duration: (seconds) => duration(seconds, number),
    probability: (value) => (value < 0.001 ? `<${NBSP}${number(0.001, 3)}` : number(value, 3)),
    day: (value) => day(value).replace(",", ""),
    shortDay: ofDay({ day: "numeric", month: "long" }),
    month: ofDay({ month: "long", year: "numeric" }),
    weekday: (value, style = "long") =>
      weekdays[style](new Date(MONDAY + (value - 1) * DAY_MS).toISOString()),
    hour: (hour) => (language === "fr" ? `${hour}${NBSP}h` : `${String(hour).padStart(2, "0")}:00`),
    clock,
    clockSeconds: (instant, zone) =>
      inZone(locale, zone, { hour: "2-digit", minute: "2-digit", second: "2-digit" }, instant),
    dayClock: (instant, zone) =>
      `${briefDay(dayIn(instant, zone)).replace(",", "")} ${clock(instant, zone)}`,
  };
}

/** Below 90 s in seconds, below 90 min in minutes; a second more or less doesn't matter beyond. */
function duration(value: number, number: Format["number"]): string {
  const sign = value < 0 ? "\u2212" : "";
  const seconds = Math.abs(value);
  if (seconds < 10) return `${sign}${number(seconds, 1)}${NBSP}s`;
  const whole = Math.round(seconds);
  if (whole < 90) return `${sign}${whole}${NBSP}s`;
  if (whole < 90 * 60) {
    const rest = whole % 60;
    const minutes = `${sign}${Math.floor(whole / 60)}${NBSP}min`;
    return rest === 0 ? minutes : `${minutes}${NBSP}${rest}${NBSP}s`;
  }
  const minutes = Math.round(whole / 60);
  const rest = String(minutes % 60).padStart(2, "0");
  return `${sign}${number(Math.floor(minutes / 60), 0)}${NBSP}h${NBSP}${rest}${NBSP}min`;
}

/** Typographers' minus: as wide as the plus. */
const withMinus = (text: string) => text.replace("-", "\u2212");

const inZones = new Map<string, Intl.DateTimeFormat>();

function inZone(
  locale: string,
  timeZone: string,
  options: Intl.DateTimeFormatOptions,
  instant: string,
): string {
  const key = `${locale} ${timeZone} ${Object.keys(options).join()}`;
  const known = inZones.get(key);
  const format =
    known ?? new Intl.DateTimeFormat(locale, { ...options, hourCycle: "h23", timeZone });
  if (!known) inZones.set(key, format);
  return format.format(new Date(instant));
}

/** The day, `2026-08-03`, on which an instant falls in a time zone. */
export function dayIn(instant: string, zone: string): string {
  return inZone("en-CA", zone, { year: "numeric", month: "2-digit", day: "2-digit" }, instant);
}
