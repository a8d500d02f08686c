import { describe, expect, test } from "vitest";
import { closingTimes } from "../../processors/places.ts";
import { Site } from "../../schemas/site.ts";
import { DAY_MS } from "../support/events.ts";

const day = { from: "09:00", to: "18:00" };
const week = [day, day, day, day, day, { from: "09:00", to: "12:30" }, null];
const site = (id: string, hours: unknown, more: object = {}) =>
  Site.parse({ id, name: id, hours, ...more });

const closesAt = closingTimes(
  [
    site("branch", week),
    site("martinique", week, { timezone: "America/Martinique" }),
    site("night", Array(7).fill({ from: "20:00", to: "04:00" })),
    site("late", Array(7).fill({ from: "18:00", to: "24:00" })),
    site("always", Array(7).fill({ from: "00:00", to: "24:00" })),
    site("mondays", [day, null, null, null, null, null, null]),
    site("closed", Array(7).fill(null)),
    site("unknown hours", []),
  ],
  "Europe/Paris",
);

/** 12 March 2024 is a Tuesday; clocks change on 31 March and on 27 October. */
describe("a journey closes at the site's first closing time after its last event", () => {
  test.each([
    ["branch", "2024-03-12T10:00:00Z", "2024-03-12T17:00:00Z", "the same day"],
    ["branch", "2024-03-12T16:59:59Z", "2024-03-12T17:00:00Z", "to the last second"],
    ["branch", "2024-03-12T18:00:00Z", "2024-03-13T17:00:00Z", "the next day, once it is over"],
    ["branch", "2024-03-16T12:00:00Z", "2024-03-18T17:00:00Z", "after the Sunday"],
    ["branch", "2024-03-30T12:00:00Z", "2024-04-01T16:00:00Z", "in summer time, when that began"],
    ["branch", "2024-10-26T12:00:00Z", "2024-10-28T17:00:00Z", "in winter time, when that began"],
    ["martinique", "2024-03-12T18:00:00Z", "2024-03-12T22:00:00Z", "in its own time zone"],
    ["night", "2024-03-12T22:00:00Z", "2024-03-13T03:00:00Z", "past midnight"],
    ["night", "2024-03-12T01:00:00Z", "2024-03-12T03:00:00Z", "that of the night before"],
    ["night", "2024-03-30T22:00:00Z", "2024-03-31T02:00:00Z", "in a night that is shorter"],
    ["late", "2024-03-12T20:00:00Z", "2024-03-12T23:00:00Z", "at midnight"],
    ["mondays", "2024-03-12T10:00:00Z", "2024-03-18T17:00:00Z", "though that is days away"],
  ])("%s, after %s: %s, %s", (id, last, closing) => {
    expect(new Date(closesAt(id, Date.parse(last))).toISOString()).toBe(
      closing.replace("Z", ".000Z"),
    );
  });

  test.each(["always", "closed", "unknown hours", "an unknown site", ""])(
    "%s: 24 hours after it, for want of a closing time",
    (id) => {
      const last = Date.parse("2024-03-12T10:00:00Z");
      expect(closesAt(id, last)).toBe(last + DAY_MS);
    },
  );
});
