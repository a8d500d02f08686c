import { describe, expect, test } from "vitest";
import { zonesOf } from "../../api/dimensions.ts";
import { closingTimes } from "../../processors/places.ts";
import { canonicalZone } from "../../schemas/frame.ts";
import { Site } from "../../schemas/site.ts";
import { DAY_MS, START } from "../support/events.ts";

const PARIS = "Europe/Paris";

/** As it may have been stored before zones were looked at. */
const siteIn = (id: string, timezone: string): Site => ({
  ...Site.parse({ id, name: id, hours: Array.from({ length: 7 }, () => OPEN) }),
  timezone,
});
const OPEN = { from: "09:00", to: "18:00" };

describe("a time zone", () => {
  test.each([
    ["Europe/Paris", PARIS],
    ["europe/paris", PARIS],
    ["utc", "UTC"],
    ["PST", "America/Los_Angeles"],
  ])("written as %s is %s", (written, name) => {
    expect(canonicalZone(written)).toBe(name);
  });

  test.each(["", "Europe/Lutetia", "+02:00", "SystemV/AST4", "UTC'); --", "\u0000"])(
    "is not %j",
    (written) => {
      expect(canonicalZone(written)).toBeUndefined();
    },
  );

  test("reaches the engine by the name that it knows", () => {
    const zones = zonesOf([siteIn("A", "asia/TOKYO"), siteIn("B", "Asia/Tokyo")], "utc", false);
    expect(zones.params).toMatchObject({ zone: "UTC", zone_0: "Asia/Tokyo" });
  });
});

describe("a site that was saved in a zone that is none", () => {
  const lost = siteIn("lost", "Nowhere");

  test("counts in the time zone of the question", () => {
    expect(zonesOf([lost], PARIS, false)).toEqual({ params: { zone: PARIS }, others: [] });
  });

  test("closes a day after the last event, as one without hours does", () => {
    expect(closingTimes([lost], PARIS)("lost", START)).toBe(START + DAY_MS);
  });

  test("can no longer be saved so", () => {
    const read = Site.safeParse({ id: "lost", name: "Lost", timezone: "Nowhere" });
    expect(read.error?.issues[0]?.message).toBe("must be an IANA time zone: Europe/Paris");
  });
});
