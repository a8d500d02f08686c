import { existsSync } from "node:fs";
import { expect } from "vitest";
import type { Row } from "../../schemas/answer.ts";
import type { Running } from "../support/running.ts";
import { WEEK_FILE } from "./technion-oracle.ts";

/** Why the week can't be imported here; undefined when it can. */
export const whyNoWeek = existsSync(WEEK_FILE)
  ? undefined
  : "the week of a call centre is not beside this checkout (../shared/data/technion_week.csv.gz)";

/** The week, as questions name it. */
export const FRAME = { range: { from: "2010-08-01", to: "2010-08-08" }, timezone: "UTC" };
/** What its calls become. */
export const EVENTS = 50_046;

/** Every figure that `data/README.md` gives, rounded as it is printed there. */
export async function expectTheWeek(parcours: Pick<Running, "ask">): Promise<void> {
  const waits = async (within_seconds: number): Promise<Row> => {
    const { rows } = await parcours.ask("waits", { ...FRAME, within_seconds });
    expect(rows).toHaveLength(1);
    return rows[0]!;
  };
  const levels = [await waits(20), await waits(60), await waits(120)];
  const percent = (name: string) => levels.map((row) => (Number(row[name]) * 100).toFixed(2));
  const row = levels[0]!;
  expect(row).toMatchObject({
    journeys: 11_615,
    offered: 10_982,
    served: 7_917,
    abandoned: 3_065,
    cancelled: 633,
    no_shows: 0,
    censored: 0,
    open: 0,
    suspect: 44,
    negative_durations: 0,
    zero_waits: 1_729,
    wait_p50_seconds: 75,
    wait_p75_seconds: 186,
    wait_p90_seconds: 304,
    wait_p95_seconds: 384,
    wait_p99_seconds: 575,
  });
  expect(percent("abandonment")[0]).toBe("27.91");
  expect(Number(row["asa_seconds"]).toFixed(2)).toBe("119.10");
  expect(Number(row["handle_seconds"]).toFixed(2)).toBe("193.12");
  expect(percent("service_level_of_offered")).toEqual(["22.23", "33.06", "44.33"]);
  expect(percent("service_level_of_answered")).toEqual(["30.83", "45.86", "61.49"]);
}

/** Every event once in the store, every journey once. */
export async function expectEachOnce(parcours: Pick<Running, "sql">): Promise<void> {
  const [counts] = await parcours.sql(
    `SELECT toUInt32((SELECT count() FROM events FINAL)) AS events,
            toUInt32((SELECT count() FROM journeys FINAL)) AS journeys,
            toUInt32((SELECT uniqExact(journey, source, id) FROM events)) AS identities,
            toUInt32((SELECT sum(version) FROM journeys FINAL)) AS folded,
            toUInt32((SELECT countIf(conflicting_id) FROM journeys FINAL)) AS conflicting,
            toUInt32((SELECT count() FROM rejects)) AS rejects`,
  );
  expect(counts).toEqual({
    events: EVENTS,
    journeys: 11_615,
    identities: EVENTS,
    folded: EVENTS,
    conflicting: 0,
    rejects: 0,
  });
}
