import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isObject, readEvent } from "../../processors/event.ts";
import { readRecord } from "../../processors/read-record.ts";
import { START, TENANT } from "../support/events.ts";
import { changedEvents, FULL_EVENTS } from "../support/wrong-events.ts";

const recordOf = (text: string) => ({
  tenant: TENANT,
  partition: 0,
  count: 1,
  appended: START,
  value: Buffer.from(text),
});

/** What a record holds, by parsing all of it. */
function parsed(text: string) {
  let logged: unknown;
  try {
    logged = JSON.parse(text);
  } catch {
    return undefined;
  }
  return (Array.isArray(logged) ? (logged as unknown[]) : [logged]).map((one) => {
    return (isObject(one) ? readEvent(one, TENANT, START) : undefined) ?? { foreign: one };
  });
}

const lists = (events: fc.Arbitrary<unknown>) =>
  fc
    .tuple(fc.array(events, { maxLength: 4 }), fc.constantFrom(",\n", ",", ", ", "\n,", ",\r\n"))
    .map(([some, between]) => `[${some.map((event) => JSON.stringify(event)).join(between)}]`);
const events = fc.oneof(fc.constantFrom(...FULL_EVENTS), changedEvents);
const records = fc.oneof(
  lists(events),
  events.map((event) => JSON.stringify(event)),
);

test("a body has one hash, whatever was read before, even of broken bytes", () => {
  const issued = JSON.stringify({ ...FULL_EVENTS[0], data: { desk: "?" } });
  const { datacontenttype: _, ...usual } = JSON.parse(issued) as Record<string, unknown>;
  const value = Buffer.from(JSON.stringify(usual));
  value[value.indexOf("?")] = 0xff;
  const read = () => readRecord({ ...recordOf(""), value });
  expect(read()).toEqual(read());
  expect(read()).toEqual(parsed(value.toString("utf8")));
});

describe("a record is read as if it were parsed", () => {
  test("whatever its events say, and however they are parted", () => {
    fc.assert(
      fc.property(records, (text) => {
        expect(readRecord(recordOf(text))).toEqual(parsed(text));
      }),
      { numRuns: 3_000 },
    );
  });

  test("with any byte of it broken", () => {
    const edit = fc.tuple(
      fc.nat(),
      fc.nat(2),
      fc.constantFrom("", '"', "\\", "\n", ",\n", "[", "]", "{", "}", "é", "0", "\u0000"),
    );
    fc.assert(
      fc.property(records, edit, (text, [place, cut, put]) => {
        const at = place % text.length;
        const broken = (text.slice(0, at) + put + text.slice(at + cut)).toWellFormed();
        expect(readRecord(recordOf(broken))).toEqual(parsed(broken));
      }),
      { numRuns: 10_000 },
    );
  });

  test("of what is no list, lines do not make one", () => {
    expect(readRecord(recordOf("1,\n2"))).toBeUndefined();
    expect(readRecord(recordOf(""))).toBeUndefined();
    expect(readRecord(recordOf("[]"))).toEqual([]);
    const one = JSON.stringify(FULL_EVENTS[0]);
    expect(readRecord(recordOf(`[${one},\n${one}]`))).toHaveLength(2);
    expect(readRecord(recordOf(`[${one},\n]`))).toBeUndefined();
    expect(readRecord(recordOf(` [${one}, ${one}]`))).toHaveLength(2);
  });
});
