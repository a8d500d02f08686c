import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scopeOf } from "../../api/plan.ts";
import { comparisonOf, periodOf, type Period } from "../../api/range.ts";
import { Frame, RangeWord, Span } from "../../schemas/frame.ts";

const PARIS = "Europe/Paris";
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const at = (iso: string) => Date.parse(iso);
const iso = ({ from, to }: Period) =>
  [from, to].map((ms) => new Date(ms).toISOString().replace(/:00\.000Z$/, "Z"));

/** A Wednesday; in Paris already the next day. */
const NIGHT = at("2024-06-12T22:30:00Z");

describe("words, in the days of a time zone", () => {
  test.each([
    ["today", "2024-06-12T22:00Z", "2024-06-13T22:00Z"],
    ["yesterday", "2024-06-11T22:00Z", "2024-06-12T22:00Z"],
    ["last_7_days", "2024-06-05T22:00Z", "2024-06-12T22:00Z"],
    ["last_28_days", "2024-05-15T22:00Z", "2024-06-12T22:00Z"],
    ["last_30_days", "2024-05-13T22:00Z", "2024-06-12T22:00Z"],
    ["last_90_days", "2024-03-14T23:00Z", "2024-06-12T22:00Z"],
    ["last_13_months", "2023-04-30T22:00Z", "2024-06-13T22:00Z"],
    ["this_week", "2024-06-09T22:00Z", "2024-06-13T22:00Z"],
    ["this_month", "2024-05-31T22:00Z", "2024-06-13T22:00Z"],
    ["all", "1900-01-01T00:00Z", "2024-06-13T22:00Z"],
  ] as const)("%s, at half past midnight of 13 June in Paris", (word, from, to) => {
    expect(iso(periodOf(word, PARIS, NIGHT))).toEqual([from, to]);
  });

  test("the same instant is another day elsewhere", () => {
    expect(iso(periodOf("today", "UTC", NIGHT))[0]).toBe("2024-06-12T00:00Z");
    expect(iso(periodOf("today", "Pacific/Auckland", NIGHT))[0]).toBe("2024-06-12T12:00Z");
  });

  test("every word ends after it starts, and never in the far future", () => {
    const instant = fc.integer({ min: at("2015-01-01"), max: at("2035-01-01") });
    const zone = fc.constantFrom(PARIS, "UTC", "America/Santiago", "Asia/Kolkata", "Africa/Cairo");
    fc.assert(
      fc.property(fc.constantFrom(...RangeWord.options), zone, instant, (word, timezone, now) => {
        const { from, to } = periodOf(word, timezone, now);
        expect(from).toBeLessThan(to);
        expect(to).toBeLessThanOrEqual(now + 25 * HOUR_MS);
      }),
    );
  });
});

describe("days on which clocks change", () => {
  test("in March, a day in Paris has 23 hours", () => {
    const { from, to } = periodOf("today", PARIS, at("2024-03-31T10:00:00Z"));
    expect(iso({ from, to })).toEqual(["2024-03-30T23:00Z", "2024-03-31T22:00Z"]);
    expect(to - from).toBe(23 * HOUR_MS);
  });

  test("in October it has 25", () => {
    const { from, to } = periodOf("yesterday", PARIS, at("2024-10-28T10:00:00Z"));
    expect(iso({ from, to })).toEqual(["2024-10-26T22:00Z", "2024-10-27T23:00Z"]);
  });

  test.each([
    ["2024-04-03T10:00:00Z", 7 * DAY_MS - HOUR_MS],
    ["2024-10-30T10:00:00Z", 7 * DAY_MS + HOUR_MS],
  ])("the seven full days before %s are seven calendar days", (now, length) => {
    const { from, to } = periodOf("last_7_days", PARIS, at(now));
    expect(to - from).toBe(length);
  });

  test("this week starts on Monday, though Sunday was shorter", () => {
    expect(iso(periodOf("this_week", PARIS, at("2024-04-01T06:00:00Z")))).toEqual([
      "2024-03-31T22:00Z",
      "2024-04-01T22:00Z",
    ]);
  });

  test("a day without a midnight starts at its first instant", () => {
    const { from } = periodOf("today", "America/Santiago", at("2024-09-08T15:00:00Z"));
    const day = new Intl.DateTimeFormat("en-CA", { timeZone: "America/Santiago" });
    expect(day.format(from)).toBe("2024-09-08");
    expect(day.format(from - 1)).toBe("2024-09-07");
  });
});

describe("a range from one moment to another", () => {
  test("of days goes from midnight to midnight, and the last day is not in it", () => {
    expect(iso(periodOf({ from: "2024-03-30", to: "2024-04-01" }, PARIS, NIGHT))).toEqual([
      "2024-03-29T23:00Z",
      "2024-03-31T22:00Z",
    ]);
  });

  test("of instants is taken as written, whatever the time zone", () => {
    const span = { from: "2024-03-31T01:30:00+02:00", to: "2024-03-31T12:00:00Z" };
    expect(iso(periodOf(span, PARIS, NIGHT))).toEqual(["2024-03-30T23:30Z", "2024-03-31T12:00Z"]);
    expect(periodOf(span, "UTC", NIGHT)).toEqual(periodOf(span, PARIS, NIGHT));
  });

  test("may mix the two", () => {
    const span = { from: "2024-03-31", to: "2024-03-31T12:00:00Z" };
    expect(iso(periodOf(span, PARIS, NIGHT))).toEqual(["2024-03-30T23:00Z", "2024-03-31T12:00Z"]);
  });

  test.each(["2024-02-30", "31/03/2024", "2024-03-31T12:00:00", "yesterday"])(
    "may not start at %s",
    (from) => {
      expect(Span.safeParse({ from, to: "2024-04-01" }).success).toBe(false);
    },
  );

  test("that ends where it starts, or before, is refused by the name of its field", () => {
    const asker = {
      tenant: "acme",
      timezone: PARIS,
      now: NIGHT,
      sites: [],
      allowedSites: undefined,
    };
    const ask = (frame: object) => () => scopeOf(Frame.parse(frame), asker);
    const empty = { from: "2024-03-31", to: "2024-03-31" };
    expect(ask({ range: empty })).toThrow(/range ends at or before its start/);
    expect(ask({ range: "today", compare: empty })).toThrow(/compare ends at or before its start/);
    expect(ask({ range: "today", compare: "previous_year" })).not.toThrow();
  });
});

describe("the period compared with", () => {
  const day = (from: string, to: string) => periodOf({ from, to }, PARIS, NIGHT);

  test("a year before is 364 days, so that weekdays meet", () => {
    const { shiftDays, ...period } = comparisonOf(
      "previous_year",
      day("2024-06-10", "2024-06-17"),
      PARIS,
    );
    expect(iso(period)).toEqual(["2023-06-11T22:00Z", "2023-06-18T22:00Z"]);
    expect(new Date(period.from + 2 * HOUR_MS).getUTCDay()).toBe(1);
    expect(shiftDays).toBe(364);
  });

  test("a year before keeps midnights, though clocks changed on other days", () => {
    const comparison = comparisonOf("previous_year", day("2025-03-30", "2025-03-31"), PARIS);
    expect(iso(comparison)).toEqual(["2024-03-30T23:00Z", "2024-03-31T22:00Z"]);
    const winter = comparisonOf("previous_year", day("2024-03-27", "2024-03-28"), PARIS);
    expect(iso(winter)).toEqual(["2023-03-28T22:00Z", "2023-03-29T22:00Z"]);
  });

  test.each([
    ["2024-03-31", "2024-04-07", "2024-03-23T23:00Z", "2024-03-30T23:00Z", 7],
    ["2024-04-01", "2024-04-08", "2024-03-24T23:00Z", "2024-03-31T22:00Z", 7],
    ["2024-10-27", "2024-10-28", "2024-10-25T22:00Z", "2024-10-26T22:00Z", 1],
    ["2024-10-28", "2024-10-29", "2024-10-26T22:00Z", "2024-10-27T23:00Z", 1],
  ])("before %s to %s is as many whole days", (from, to, start, end, days) => {
    const comparison = comparisonOf("previous_period", day(from, to), PARIS);
    expect(iso(comparison)).toEqual([start, end]);
    expect(comparison.shiftDays).toBe(days);
  });

  test("before some hours is as long, and can't be laid over by days", () => {
    const period = { from: at("2024-03-31T00:00:00Z"), to: at("2024-03-31T06:00:00Z") };
    expect(comparisonOf("previous_period", period, PARIS)).toEqual({
      from: at("2024-03-30T18:00:00Z"),
      to: at("2024-03-31T00:00:00Z"),
      shiftDays: null,
    });
  });

  test("may be any other, laid over by days where both start at the same time of day", () => {
    const period = day("2024-06-10", "2024-06-17");
    const days = comparisonOf({ from: "2024-03-11", to: "2024-03-18" }, period, PARIS);
    expect(days).toEqual({ ...day("2024-03-11", "2024-03-18"), shiftDays: 91 });
    const odd = { from: "2024-03-11T01:00:00Z", to: "2024-03-18T01:00:00Z" };
    expect(comparisonOf(odd, period, PARIS).shiftDays).toBeNull();
  });

  test("before a period of whole days ends where that starts, at any time of the year", () => {
    const start = fc.integer({ min: 0, max: 4_000 });
    const length = fc.integer({ min: 1, max: 120 });
    fc.assert(
      fc.property(start, length, (first, days) => {
        const date = (nth: number) =>
          new Date(at("2020-01-01") + nth * DAY_MS).toISOString().slice(0, 10);
        const period = day(date(first), date(first + days));
        const before = comparisonOf("previous_period", period, PARIS);
        expect(before).toEqual({ ...day(date(first - days), date(first)), shiftDays: days });
      }),
    );
  });
});
