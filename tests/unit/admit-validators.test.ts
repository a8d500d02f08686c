import fc from "fast-check";
import { expect, test } from "vitest";
import { validators } from "../../ingest/collector/validators.ts";
import { EVENT_SCHEMAS } from "../../schemas/event.ts";
import { EVENT_TYPES } from "../../schemas/event-types.ts";
import { cloudEvent } from "../support/events.ts";

const full: Readonly<Record<string, object>> = {
  ticket: { service: "parcel", priority: 2, appointment: true, segment: "pro", to: "desk" },
  wait: { queue: "A", position: 3, announced: 90.5, reason: "busy" },
  service: { mode: "counter", outcome: "resolved", marks: ["kind"], desk: "4" },
  review: {
    form: "survey",
    nps: 9,
    csat: 4,
    ces: { version: "v2", score: 7 },
    attitudes: { welcome: 5, listening: 1 },
    themes: ["wait"],
    verbatim: "Bien",
    language: "fr-FR",
    respondent: "customer",
    relation: "manager",
  },
};
const EVENTS = EVENT_TYPES.map(({ type }) => ({
  ...cloudEvent(`${type} 0 site=S1 channel=office customer=a staff=b`),
  type,
  datacontenttype: "application/json",
  data: full[type.split(".")[0] ?? ""],
}));

// prettier-ignore
const NASTY: readonly unknown[] = [
  null, true, 0, -1, -0, 0.5, 1e21, 2 ** 53, 10, 11, 7, 6, "", "x", "\n", "a\u007f", "\ud83d", "é",
  "😀".repeat(65), "x".repeat(128), "x".repeat(129), "x".repeat(256), "x".repeat(257), "fr_FR", "FR",
  "v1", "v3", "1.0", "office", "2024-02-29T00:00:00Z", "2023-02-29T00:00:00Z", "2024-03-12T25:00:00Z",
  "2024-03-12T08:00Z", "2024-03-12T08:00:00+25:00", "2024-03-12t08:00:00z", "2024-03-12T08:00:00.1234567Z",
  "2024-03-12T08:00:00Z\n", [], {}, ["x"], [1], Array(33).fill("x"), { version: "v1", score: 6 },
  { version: "v2", score: 6 }, { score: 1 }, { welcome: 6 }, { welcome: 3, more: 1 }, undefined,
];

/** All places of an event that a sender may get wrong. */
const PATHS = [
  ...Object.keys(EVENTS[0] ?? {}).map((key) => [key]),
  ...Object.values(full).flatMap((data) => Object.keys(data).map((key) => ["data", key])),
  ["data", "ces", "version"],
  ["data", "ces", "score"],
  ["data", "attitudes", "welcome"],
  ["data", "marks", "0"],
  ["extension"],
];

function changed(event: unknown, [key = "", ...rest]: readonly string[], value: unknown): unknown {
  if (typeof event !== "object" || event === null) return event;
  const held = (event as Record<string, unknown>)[key];
  const put = rest.length === 0 ? value : changed(held, rest, value);
  return Array.isArray(event) ? [put] : { ...event, [key]: put };
}

test("the compiled validators accept nothing that zod refuses, and all that is usual", () => {
  const validatorOf = validators();
  for (const event of EVENTS) {
    expect(validatorOf(event.type)?.(event)).toBe(true);
  }
  const changes = fc.array(fc.tuple(fc.constantFrom(...PATHS), fc.constantFrom(...NASTY)), {
    minLength: 1,
    maxLength: 2,
  });
  fc.assert(
    fc.property(fc.constantFrom(...EVENTS), changes, (event, wrongs) => {
      const { type } = event;
      // As it comes: out of JSON, where undefined is absent.
      const sent: unknown = JSON.parse(
        JSON.stringify(
          wrongs.reduce<unknown>((bad, [path, value]) => changed(bad, path, value), event),
        ),
      );
      if (validatorOf(type)?.(sent) !== true) return;
      expect(EVENT_SCHEMAS[type].safeParse({ ...(sent as object), type }).success).toBe(true);
    }),
    { numRuns: 3_000 },
  );
});
