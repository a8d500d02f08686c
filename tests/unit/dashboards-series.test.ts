import { describe, expect, test } from "vitest";
import { busiestHour } from "../../dashboards/esprit/heat.ts";
import { nearestSpan } from "../../dashboards/parts/nearest-span.ts";
import { pointsAlong, stepsOf, ticksOf } from "../../dashboards/esprit/series.ts";
import { durationTicks } from "../../dashboards/esprit/wait-marks.ts";
import { cutOf, isLive } from "../../dashboards/shell/periods.ts";
import type { Row } from "../../schemas/answer.ts";

const answer = (from: string, to: string, rows: readonly Row[]) => ({
  frame: { from, to, timezone: "Europe/Paris" },
  rows,
});
const days = (rows: readonly Row[], now = "2026-11-20T10:00:00Z") =>
  stepsOf(answer("2026-11-01T23:00:00Z", "2026-11-08T23:00:00Z", rows), "day", now);

describe("rows on their time axis", () => {
  test("leave gaps where nothing happened, and end with the period", () => {
    const steps = days([
      { day: "2026-11-02", n: 4, nps: 10 },
      { day: "2026-11-04", n: 0, nps: null },
      { day: "2026-11-05", n: 2, nps: 20 },
    ]);
    expect(steps.map(({ key, quiet }) => `${key} ${quiet ? "quiet" : ""}`.trim())).toEqual([
      "2026-11-02",
      "2026-11-03 quiet",
      "2026-11-04 quiet",
      "2026-11-05",
      "2026-11-06 quiet",
      "2026-11-07 quiet",
      "2026-11-08 quiet",
    ]);
    expect(pointsAlong(steps, "nps").map(({ value }) => value)).toEqual([
      10,
      null,
      null,
      20,
      null,
      null,
      null,
    ]);
  });

  test("end now where the period goes on, and say what is not over yet", () => {
    const steps = days([{ day: "2026-11-02", n: 4 }], "2026-11-04T09:00:00Z");
    expect(steps.map(({ current }) => current)).toEqual([false, false, true]);
  });

  test("keep their days over a change of the clocks", () => {
    const steps = stepsOf(
      answer("2026-10-23T22:00:00Z", "2026-10-27T23:00:00Z", [{ day: "2026-10-24", n: 1 }]),
      "day",
      "2026-11-20T10:00:00Z",
    );
    expect(steps.map(({ key }) => key)).toEqual([
      "2026-10-24",
      "2026-10-25",
      "2026-10-26",
      "2026-10-27",
    ]);
  });

  test("know an hour by the clock on the wall", () => {
    const [first] = stepsOf(
      answer("2026-11-01T23:00:00Z", "2026-11-02T23:00:00Z", [
        { hour: "2026-11-02T08:00:00Z", n: 1 },
      ]),
      "hour",
      "2026-11-20T10:00:00Z",
    );
    expect(first?.key).toBe("2026-11-02T09:00");
    expect(first?.row).toBeDefined();
  });

  test("begin with the first that there is, however far back the period reaches", () => {
    const steps = stepsOf(
      answer("1900-01-01T00:00:00Z", "2026-11-08T23:00:00Z", [{ month: "2026-09-01", n: 1 }]),
      "month",
      "2026-11-20T10:00:00Z",
    );
    expect(steps.map(({ key }) => key)).toEqual(["2026-09-01", "2026-10-01", "2026-11-01"]);
  });

  test("show too few as few", () => {
    const steps = days([{ day: "2026-11-02", n: 29, nps: 1, nps_n: 29 }]);
    expect(pointsAlong(steps, "nps")[0]?.few).toBe(true);
  });

  test("are named on Mondays, where there are some", () => {
    const steps = stepsOf(
      answer("2026-10-31T23:00:00Z", "2026-11-15T23:00:00Z", [{ day: "2026-11-01", n: 1 }]),
      "day",
      "2026-11-20T10:00:00Z",
    );
    expect(ticksOf(steps, "day", 8).map(({ key }) => key)).toEqual(["2026-11-02", "2026-11-09"]);
  });
});

test("a period is cut by its length, and is live while today is in it", () => {
  const cut = (from: string, to: string) => cutOf({ from, to });
  expect(cutOf("last_28_days")).toBe("day");
  expect(cut("2026-11-01", "2026-11-02")).toBe("hour");
  expect(cut("2026-11-01", "2026-11-15")).toBe("day");
  expect(cut("2026-01-01", "2026-11-01")).toBe("week");
  expect(cut("2016-01-01", "2026-11-01")).toBe("month");
  expect(isLive("last_28_days", "2026-11-20")).toBe(false);
  expect(isLive("today", "2026-11-20")).toBe(true);
  expect(isLive({ from: "2026-11-01", to: "2026-11-20" }, "2026-11-20")).toBe(false);
  expect(isLive({ from: "2026-11-01", to: "2026-11-21" }, "2026-11-20")).toBe(true);
});

test("the worst hour is one that rests on enough", () => {
  const hour = (weekday: number, seconds: number, served: number) => ({
    weekday,
    hour_of_day: 9,
    wait_p90_seconds: seconds,
    served,
  });
  const rows = [hour(1, 300, 30), hour(2, 900, 29), hour(3, 200, 400)];
  expect(busiestHour({ rows })?.weekday).toBe(1);
});

test("the nearest data are four weeks that end, or begin, at the nearest day", () => {
  const recorded = ["2026-03-01", "2026-05-10"];
  expect(nearestSpan(recorded, { from: "2026-06-01", to: "2026-06-08" })).toEqual({
    from: "2026-04-13",
    to: "2026-05-11",
  });
  expect(nearestSpan(recorded, { from: "2026-01-01", to: "2026-02-01" })).toEqual({
    from: "2026-03-01",
    to: "2026-03-29",
  });
  expect(nearestSpan([], { from: "2026-01-01", to: "2026-02-01" })).toBeUndefined();
});

test("an axis of durations has round steps", () => {
  expect(durationTicks(690)).toEqual([0, 300, 600]);
  expect(durationTicks(50)).toEqual([0, 10, 20, 30, 40, 50]);
});
