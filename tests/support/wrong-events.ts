import { EVENT_TYPES } from "../../schemas/event-types.ts";
import fc from "fast-check";
import { START, subjectAt } from "./events.ts";

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
/** One event of each type, in the usual form. */
export const USUAL_EVENTS = EVENT_TYPES.map(({ type }) => ({
  specversion: "1.0",
  id: "1",
  source: "test",
  type,
  time: new Date(START).toISOString(),
  subject: subjectAt(START),
  site: "S1",
  channel: "office",
  customer: "a",
  staff: "b",
  data: full[type.split(".")[0] ?? ""],
}));

/** With everything that they may say. */
export const FULL_EVENTS = USUAL_EVENTS.map((event) => ({
  ...event,
  datacontenttype: "application/json",
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
  ...Object.keys(FULL_EVENTS[0] ?? {}).map((key) => [key]),
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

/** An event of any type with one or two things changed, as it comes out of JSON: hardly ever still right. */
export const changedEvents = fc
  .tuple(
    fc.constantFrom(...FULL_EVENTS),
    fc.array(fc.tuple(fc.constantFrom(...PATHS), fc.constantFrom(...NASTY)), {
      minLength: 1,
      maxLength: 2,
    }),
  )
  .map(([event, changes]) => {
    const wrong = changes.reduce<unknown>((bad, [path, value]) => changed(bad, path, value), event);
    return JSON.parse(JSON.stringify(wrong)) as Readonly<Record<string, unknown>>;
  });
