import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { admit, type AdmitDeps } from "../../ingest/collector/admit.ts";
import { textOfLine, type Line } from "../../ingest/collector/body.ts";
import { identityOf, knownPieces } from "../../ingest/collector/known-pieces.ts";
import { pseudonyms } from "../../ingest/collector/pseudonyms.ts";
import { EVENT_SCHEMAS } from "../../schemas/event.ts";
import { TextMemory } from "../../schemas/texts/text-memory.ts";
import { START } from "../support/events.ts";
import { changedEvents, USUAL_EVENTS } from "../support/wrong-events.ts";

const memory = new TextMemory();
const conditions: AdmitDeps = {
  pseudonym: pseudonyms("secret"),
  now: () => START + 3_600_000,
  skewMs: 300_000,
};
const look = admit(conditions);

/** In the middle of other bytes, as lines are. */
function lineOf(text: string): Line {
  const bytes = Buffer.from(`{}\n${text}\n{"id":`);
  return { bytes, from: 3, to: 3 + Buffer.byteLength(text) };
}

/** Pieces that know all that the usual events are made of. */
function taught() {
  const known = knownPieces(memory);
  for (const event of USUAL_EVENTS) {
    const admission = look(event);
    if (admission.kind === "reject") throw new Error(admission.refusal.detail);
    known.learn(lineOf(JSON.stringify(event)), admission.event);
    const { data: _, ...mute } = event;
    const bare = look(mute);
    if (bare.kind === "keep") known.learn(lineOf(JSON.stringify(mute)), bare.event);
  }
  return known;
}

/** Whatever is put together from pieces is what a close look would have made of it. */
function compare(known: ReturnType<typeof knownPieces>, text: string): boolean {
  const line = lineOf(text);
  const quick = known.admit(line, conditions);
  if (quick === undefined) return false;
  const admission = look(JSON.parse(text));
  if (admission.kind === "reject") throw new Error(`Admitted what is refused: ${text}`);
  const { id, subject, stored } = admission.event;
  const identity = identityOf(memory, admission.event);
  expect(quick).toEqual({ id, subject, identity, text: JSON.stringify(stored) });
  return true;
}

const json = (value: unknown) => JSON.stringify(value);
const BITS = [
  '"',
  "\\",
  "{",
  "}",
  ",",
  ":",
  "\u0000",
  "\t",
  "\u007f",
  "é",
  "\ud83d\ude00",
  " ",
  "0",
  "h1.",
];

describe("events made of known pieces", () => {
  test("are admitted without a closer look, whatever their ids, times and customers", () => {
    const known = taught();
    const text = fc.stringMatching(/^[a-zA-Z0-9:./ -]{1,128}$/);
    const times = fc.integer({ min: START, max: START + 3_600_000 });
    const events = fc.record({ id: text, subject: text, customer: text, at: times });
    fc.assert(
      fc.property(fc.constantFrom(...USUAL_EVENTS), events, (event, { at, ...own }) => {
        const time = new Date(at).toISOString();
        expect(compare(known, json({ ...event, ...own, time }))).toBe(true);
      }),
    );
  });

  test("and data that is new and valid", () => {
    const known = taught();
    const [issued] = USUAL_EVENTS;
    for (let position = 0; position < 50; position += 1) {
      const data = {
        service: `service ${position}`,
        nested: { b: position, a: ["é"] },
        verbatim: "0612345678",
      };
      expect(compare(known, json({ ...issued, data }))).toBe(true);
      expect(compare(known, json({ ...issued, data }))).toBe(true);
    }
  });

  test("and data that differs from known data in its numbers, in whatever order its keys stand", () => {
    const known = taught();
    const issued = USUAL_EVENTS.find(({ type }) => type === "wait.started");
    const number = fc.oneof(
      fc.constantFrom(0, -1, -0, 0.5, 1e21, 31_536_000, 31_536_001, 999_999_999, 1_000_000_001),
      fc.nat(40),
    );
    let quick = 0;
    fc.assert(
      fc.property(
        fc.constantFrom("A", "é", "1000000000", 'say "a"', "01"),
        fc.shuffledSubarray(["queue", "position", "announced", "own", "10"]),
        fc.tuple(number, number, number, number),
        (queue, keys, [position, announced, own, ten]) => {
          const all: Record<string, unknown> = { queue, position, announced, own, 10: ten };
          const data = Object.fromEntries(keys.map((key) => [key, all[key]]));
          const parts = keys.map((key) => `${json(key)}:${json(all[key])}`);
          if (compare(known, json({ ...issued, data }))) quick += 1;
          // As no JavaScript writes it: integer keys behind others, and a key twice.
          const usual = json({ ...issued, data: {} }).slice(0, -3);
          if (compare(known, `${usual}{${parts.join(",")}}}`)) quick += 1;
          if (compare(known, `${usual}{${[...parts, ...parts].join(",")}}}`)) quick += 1;
        },
      ),
      { numRuns: 5_000 },
    );
    expect(quick).toBeGreaterThan(3_000);
  });

  test("are the only ones: what is unknown is looked at", () => {
    const known = knownPieces(memory);
    expect(USUAL_EVENTS.map((event) => compare(known, json(event)))).not.toContain(true);
    const [issued] = USUAL_EVENTS;
    expect(compare(taught(), json({ ...issued, site: "elsewhere" }))).toBe(false);
  });

  test("are not learned from an event that says something again behind its data", () => {
    const [issued, called] = USUAL_EVENTS;
    const again = (event: object, change: object) => {
      const known = taught();
      const line = lineOf(`${json(event).slice(0, -1)},${json(change).slice(1)}`);
      const admission = look(JSON.parse(textOfLine(line)));
      if (admission.kind === "reject") throw new Error(admission.refusal.detail);
      known.learn(line, admission.event);
      return known;
    };
    const bare = { ...issued, data: {} };
    for (const [wrong, right] of [
      [{ type: "nonsense" }, { type: called?.type }],
      [{ type: "review.submitted" }, { type: called?.type }],
      [{ channel: "nonsense" }, { channel: "web" }],
      [{ time: "2024-99-99T08:00:00.000Z" }, { time: issued?.time }],
    ] as const) {
      const known = again({ ...bare, ...wrong, data: {} }, { ...right, type: called?.type });
      const bad = json({ ...bare, ...wrong, data: { nps: 300, verbatim: 5 } });
      expect(compare(known, bad)).toBe(false);
      compare(known, json({ ...bare, ...wrong }));
    }
  });

  test("nor larger than an event may be, once its numbers are written out", () => {
    const [issued] = USUAL_EVENTS;
    const known = taught();
    for (const count of [100, 1_000, 1_600, 3_200]) {
      const text = json({ ...issued, data: { service: "a", x: [] } });
      const many = text.replace("[]", () => `[${Array<string>(count).fill("1e20").join(",")}]`);
      expect(compare(known, many)).toBe(count <= 1_000);
    }
  });

  test("rest on this: what is asked of a number of data is a range", () => {
    const rules = new Set(["type", "minimum", "maximum", "description"]);
    function numbersIn(schema: unknown): object[] {
      if (typeof schema !== "object" || schema === null) return [];
      const { type, const: constant } = schema as { type?: unknown; const?: unknown };
      const isNumber = type === "number" || type === "integer" || typeof constant === "number";
      return [...(isNumber ? [schema] : []), ...Object.values(schema).flatMap(numbersIn)];
    }
    const found = Object.values(EVENT_SCHEMAS).flatMap(({ shape }) =>
      numbersIn(z.toJSONSchema(shape.data, { io: "input" })),
    );
    expect(found.length).toBeGreaterThan(20);
    expect(found.filter((schema) => Object.keys(schema).some((key) => !rules.has(key)))).toEqual(
      [],
    );
  });

  test("are nobody's who asked to be forgotten", () => {
    const [issued] = USUAL_EVENTS;
    const erased = { ...conditions, isErased: () => true };
    expect(taught().admit(lineOf(json(issued)), erased)).toBeUndefined();
  });

  test("wrong values are never admitted by their pieces", () => {
    const known = taught();
    let admitted = 0;
    fc.assert(
      fc.property(changedEvents, (event) => {
        const { specversion, id, source, type, time, subject, ...others } = event;
        const { site, channel, customer, staff, data, datacontenttype: _, ...more } = others;
        const all = {
          specversion,
          id,
          source,
          type,
          time,
          subject,
          site,
          channel,
          customer,
          staff,
        };
        if (compare(known, json({ ...all, ...more, data }))) admitted += 1;
      }),
      { numRuns: 5_000 },
    );
    expect(admitted).toBeGreaterThan(500);
  });

  test("nor are broken bytes", () => {
    const known = taught();
    let admitted = 0;
    const edit = fc.tuple(fc.nat(), fc.nat(2), fc.constantFrom(...BITS));
    fc.assert(
      fc.property(fc.constantFrom(...USUAL_EVENTS), edit, (event, [place, cut, put]) => {
        const text = json(event);
        const at = place % text.length;
        if (compare(known, text.slice(0, at) + put + text.slice(at + cut))) admitted += 1;
      }),
      { numRuns: 20_000 },
    );
    expect(admitted).toBeGreaterThan(500);
  });
});
