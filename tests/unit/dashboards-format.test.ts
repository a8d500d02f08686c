import { describe, expect, test } from "vitest";
import { dayIn, formatOf } from "../../dashboards/format.ts";

/** Narrow and other no-break spaces are spaces to a reader. */
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, " ");
const fr = formatOf("fr");
const en = formatOf("en");

describe("numbers are written as their language writes them", () => {
  test.each([
    [fr.seconds(1234.5), "1 234,5 s"],
    [en.seconds(1234.5), "1,234.5 s"],
    [fr.share(0.279), "27,9 %"],
    [en.share(0.279), "27.9%"],
    [fr.count(12_408), "12 408"],
    [fr.decimal(23), "23,0"],
    [fr.probability(0.003), "0,003"],
    [fr.probability(0.0004), "< 0,001"],
  ])("%s", (written, expected) => {
    expect(plain(written)).toBe(expected);
  });

  test("no number is ever broken over two lines", () => {
    for (const written of [fr.count(1e6), fr.share(0.5), fr.duration(260), fr.seconds(5)]) {
      expect(written).not.toContain(" ");
    }
  });
});

test("the NPS is signed, whole, and has no %", () => {
  expect([12.4, -3.4, 0.2, -0.2].map((value) => fr.score(value))).toEqual(["+12", "−3", "0", "0"]);
});

describe("durations", () => {
  test.each([
    [0, "0 s"],
    [8.18, "8,2 s"],
    [47.4, "47 s"],
    [89.4, "89 s"],
    [89.6, "1 min 30 s"],
    [260, "4 min 20 s"],
    [540, "9 min"],
    [5_399, "89 min 59 s"],
    [5_400, "1 h 30 min"],
    [7_500, "2 h 05 min"],
    [-12, "−12 s"],
  ])("of %d s are %s", (seconds, expected) => {
    expect(plain(fr.duration(seconds))).toBe(expected);
  });
});

describe("dates", () => {
  test("name the weekday, the day and the month", () => {
    expect(fr.day("2026-08-03")).toBe("lun. 3 août");
    expect(en.day("2026-08-03")).toBe("Mon 3 August");
  });

  test("are those of the asked time zone", () => {
    expect(dayIn("2026-08-03T22:30:00Z", "Europe/Paris")).toBe("2026-08-04");
    expect(fr.dayClock("2026-08-03T22:30:00Z", "Europe/Paris")).toBe("mar. 4 août 00:30");
    expect(fr.clockSeconds("2026-01-03T12:02:31Z", "Europe/Paris")).toBe("13:02:31");
  });

  test("hours and weekdays", () => {
    expect([plain(fr.hour(9)), en.hour(9)]).toEqual(["9 h", "09:00"]);
    expect([fr.weekday(1), en.weekday(7), fr.weekday(3, "short")]).toEqual([
      "lundi",
      "Sunday",
      "mer.",
    ]);
  });
});
