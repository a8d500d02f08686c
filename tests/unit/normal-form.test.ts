import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { admit } from "../../ingest/collector/admit.ts";
import { BadStructure, normalForm } from "../../ingest/collector/normal-form.ts";
import { pseudonyms } from "../../ingest/collector/pseudonyms.ts";
import { readEvent, type LoggedEvent } from "../../processors/event.ts";
import { LIMITS } from "../../schemas/admission.ts";
import { cloudEvent, START, TENANT } from "../support/events.ts";

const admitOne = admit({ pseudonym: pseudonyms("secret"), now: () => START, skewMs: 0 });

/** A value of JSON whose keys a sender may write in any order. */
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(0, -1.5, true, null, "", "é", "10"),
    fc.array(tie("any"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("a", "b", "10", "9", "Z", "é"), tie("any"), { maxKeys: 4 }),
  ),
})).any;

/** The same value with its keys written in another order, at every level. */
function rewritten(from: unknown, turn: number): unknown {
  if (Array.isArray(from)) return from.map((item) => rewritten(item, turn));
  if (typeof from !== "object" || from === null) return from;
  const entries = Object.entries(from).map(([key, inner]) => [key, rewritten(inner, turn)]);
  const cut = entries.length === 0 ? 0 : turn % entries.length;
  return Object.fromEntries([...entries.slice(cut), ...entries.slice(0, cut)].toReversed());
}

/** What the processor makes of an event that the collector admitted. */
function stored(event: unknown) {
  const admission = admitOne(event);
  if (admission.kind === "reject") throw new Error(admission.refusal.detail);
  const json = JSON.stringify(admission.event.stored);
  const read = readEvent(JSON.parse(json) as LoggedEvent, TENANT, START);
  return { json, hash: read?.event.hash };
}

describe("a body's hash", () => {
  const base = cloudEvent("issued -9 service=parcel site=S1 channel=office customer=Jean");

  test("is that of any way to write the same body, its keys in whatever order", () => {
    const turns = fc.integer({ min: 0, max: 4 });
    fc.assert(
      fc.property(value, value, turns, (inner, extension, turn) => {
        const event = { ...base, data: { service: "parcel", inner }, extension };
        expect(stored(rewritten(event, turn))).toEqual(stored(event));
      }),
      { numRuns: 300 },
    );
  });

  test("is that of the same instant, written in another time zone", () => {
    const paris = { ...base, time: "2024-03-12T09:00:00+01:00" };
    const utc = { ...base, time: "2024-03-12T08:00:00.000Z" };
    expect(stored(paris).hash).toEqual(stored(utc).hash);
  });

  test.each([
    { time: "2024-03-12T07:00:00Z" },
    { site: "S2" },
    { channel: "phone" },
    { customer: "Jeanne" },
    { staff: "Jean" },
    { data: { service: "bank" } },
    { data: { service: "parcel", desk: "1" } },
    { extension: 1 },
  ])("is another one with %j", (change) => {
    expect(stored({ ...base, ...change }).hash).not.toEqual(stored(base).hash);
  });

  test("is not moved by what is moved from one attribute to the next", () => {
    const bodies = [
      { site: "ab", customer: undefined },
      { site: "a", staff: "b" },
      { site: "b", staff: "a" },
    ].map((change) => JSON.stringify(stored({ ...base, ...change }).hash));
    expect(new Set(bodies).size).toBe(3);
  });
});

describe("the normal form", () => {
  test("has the keys of every object in order, and leaves the rest as it was", () => {
    const given = { b: [{ d: 1, c: null }], a: "x" };
    expect(JSON.stringify(normalForm(given, 2, "data"))).toBe('{"a":"x","b":[{"c":null,"d":1}]}');
  });

  test("is its own normal form", () => {
    fc.assert(
      fc.property(value, (given) => {
        const once = normalForm(given, 2, "data");
        expect(JSON.stringify(normalForm(once, 2, "data"))).toBe(JSON.stringify(once));
        expect(once).toEqual(given);
      }),
    );
  });

  const nested = (levels: number): unknown => (levels === 0 ? 1 : { a: nested(levels - 1) });
  const wide = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, index]));

  test("takes as many levels and keys as allowed, and names the place that has one more", () => {
    expect(normalForm(nested(LIMITS.depth), 1, "")).toEqual(nested(LIMITS.depth));
    expect(normalForm(wide(LIMITS.keysPerObject), 2, "data")).toHaveProperty("k127");
    expect(problemOf(nested(LIMITS.depth + 1), 1)).toEqual(["too-deep", "a.a.a.a.a.a.a.a"]);
    expect(problemOf({ x: [wide(LIMITS.keysPerObject + 1)] }, 1)).toEqual([
      "too-many-keys",
      "x[0]",
    ]);
  });

  test.each(["__proto__", "constructor", "prototype"])("refuses the key %s", (key) => {
    expect(problemOf(JSON.parse(`{"a":{"${key}":1}}`), 2)).toEqual(["forbidden-key", "a"]);
  });

  test("refuses half of a surrogate pair, in texts and in keys, and takes whole ones", () => {
    expect(problemOf({ a: ["\ud83d"] }, 2)).toEqual(["not-well-formed", "a[0]"]);
    expect(problemOf({ "\ude00": 1 }, 2)).toEqual(["not-well-formed", ""]);
    expect(normalForm({ "😀": "😀" }, 2, "")).toEqual({ "😀": "😀" });
  });

  function problemOf(given: unknown, depth: number): unknown {
    try {
      return normalForm(given, depth, "");
    } catch (error) {
      return error instanceof BadStructure ? [error.reason, error.path] : error;
    }
  }
});
