import { describe, expect, test } from "vitest";
import type { LogRecord } from "../../infra/log/port.ts";
import { readEvent } from "../../processors/event.ts";
import { parse } from "../../processors/steps/parse.ts";
import { mintedOf, timeOfJourneyId } from "../../schemas/journey-id.ts";
import { cloudEvent, START, subjectAt, TENANT } from "../support/events.ts";

const record = (value: unknown): LogRecord => ({
  tenant: TENANT,
  partition: 0,
  count: 1,
  appended: START,
  value: Buffer.from(typeof value === "string" ? value : JSON.stringify(value)),
});

describe("records of the log", () => {
  const parsed = parse({ erasures: { isErased: undefined }, onDropped: () => undefined });
  const issued = cloudEvent("issued 0 service=parcel");
  const called = cloudEvent("called 9");

  test("hold one event, or several", () => {
    const { events } = parsed([record(issued), record([called, issued])]);
    expect(events.map(({ event }) => event.facts.type)).toEqual([
      "ticket.issued",
      "ticket.called",
      "ticket.issued",
    ]);
    expect(events[0]).toMatchObject({
      tenant: TENANT,
      received: START,
      event: { at: START },
    });
  });

  test("keep employees' answers apart from everything that is folded", () => {
    const answer = cloudEvent("review.submitted 9 nps=2 respondent=employee");
    const { events, employeeAnswers } = parsed([record([issued, answer])]);
    expect(events).toHaveLength(1);
    expect(employeeAnswers.map(({ event }) => event.said.answer?.nps)).toEqual([2]);
  });

  test("that are no events become rejects, and the others are read", () => {
    const { events, rejects } = parsed([
      record("{"),
      record([issued, { ...issued, type: "ticket.lost" }, 17, null]),
      record({ ...issued, time: "soon" }),
      record({ ...issued, subject: 17 }),
      record({ ...issued, data: null }),
    ]);
    expect(events).toHaveLength(1);
    expect(rejects.map(({ reason, parsed }) => [reason, parsed])).toEqual([
      ["not-json", false],
      ["invalid", true],
      ["invalid", true],
      ["invalid", true],
      ["invalid", true],
      ["invalid", true],
      ["invalid", true],
    ]);
  });

  test("refused twice are one reject", () => {
    const [one, other] = parsed([record("{"), record("{")]).rejects;
    expect(one?.reject).toBe(other?.reject);
  });

  test("keep what nobody asked for as extensions", () => {
    const event = readEvent({ ...issued, traceparent: "00-ab" }, TENANT, START);
    expect(event?.extensionsJson).toBe('{"traceparent":"00-ab"}');
  });
});

describe("the key's time of a journey", () => {
  test("is the time inside its id", () => {
    expect(mintedOf(subjectAt(START))).toBe(START);
    expect(mintedOf(subjectAt(START).toUpperCase())).toBe(START);
  });

  test.each([Date.UTC(2000, 0, 1) - 1, Date.UTC(2100, 0, 1)])(
    "is not one that lies outside of a century: %i",
    (minted) => {
      expect(timeOfJourneyId(subjectAt(minted))).toBeUndefined();
    },
  );

  test.each([Date.UTC(2000, 0, 1), Date.UTC(2100, 0, 1) - 1])("may be %i", (minted) => {
    expect(timeOfJourneyId(subjectAt(minted))).toBe(minted);
  });

  test("of any other id lies in one of four weeks of 1970, always the same", () => {
    const ids = Array.from({ length: 100 }, (_, nth) => `visit-${nth}`);
    const weeks = new Set(ids.map(mintedOf));
    expect(weeks.size).toBe(4);
    for (const minted of weeks) expect(new Date(minted).toISOString()).toMatch(/^1970-01/);
    expect(ids.map(mintedOf)).toEqual(ids.map(mintedOf));
  });
});
