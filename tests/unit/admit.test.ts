import { describe, expect, test } from "vitest";
import { admit, type AdmittedEvent, type Refusal } from "../../ingest/collector/admit.ts";
import { pseudonyms } from "../../ingest/collector/pseudonyms.ts";
import { LIMITS, REJECT_REASONS, type RejectReason } from "../../schemas/admission.ts";
import { EVENT_TYPES } from "../../schemas/event-types.ts";
import { whyNoReplay } from "../../schemas/reject.ts";
import { cloudEvent, DAY_MS, START, subjectAt } from "../support/events.ts";

const SKEW_MS = 300_000;
const pseudonym = pseudonyms("the tenant's secret");
/** Somebody asked for this one to be erased. */
const erased = pseudonym("jeanne");
const admitOne = admit({
  pseudonym,
  isErased: ({ customer }) => customer === erased,
  now: () => START,
  skewMs: SKEW_MS,
});

const issued = cloudEvent("issued 0 service=parcel site=S1 channel=office");
const review = cloudEvent("review.submitted 0 nps=9");

function kept(event: unknown): AdmittedEvent {
  const admission = admitOne(event);
  if (admission.kind === "reject") throw new Error(admission.refusal.detail);
  return admission.event;
}

const jsonOf = ({ stored }: AdmittedEvent) => JSON.stringify(stored);

function refused(event: unknown): Refusal {
  const admission = admitOne(event);
  if (admission.kind === "keep")
    throw new Error(`It was kept: ${JSON.stringify(admission.event.stored)}`);
  return admission.refusal;
}

describe("an event is kept", () => {
  const least: Readonly<Record<string, object>> = {
    "ticket.issued": { data: { service: "parcel" } },
    "service.ended": { data: { outcome: "resolved" } },
  };

  test.each(EVENT_TYPES.map(({ type }) => type))("when it is a %s", (type) => {
    expect(jsonOf(kept({ ...cloudEvent(`${type} 0`), ...least[type] }))).toContain(type);
  });

  test("with what nobody asked for: extensions, and unknown data", () => {
    const event = kept({ ...issued, traceparent: "00-ab", data: { service: "parcel", shoe: 43 } });
    expect(event.stored).toMatchObject({
      traceparent: "00-ab",
      data: { service: "parcel", shoe: 43 },
    });
  });

  test("under the identity of its journey, its source and its id", () => {
    const { id, subject, source } = kept({ ...issued, id: "7", source: "kiosk", subject: "v1" });
    expect([id, subject, source]).toEqual(["7", "v1", "kiosk"]);
  });

  test("however old it is, since 1900", () => {
    kept({ ...issued, time: "1999-12-31T23:59:59Z" });
    kept({ ...issued, time: "1900-01-01T00:00:00Z" });
  });

  test("as far ahead of our clock as skew allows, its id a day further", () => {
    kept({ ...issued, time: new Date(START + SKEW_MS).toISOString() });
    kept({ ...issued, subject: subjectAt(START + SKEW_MS + DAY_MS) });
  });

  test("under a subject of another form, whose time nobody can tell", () => {
    kept({ ...issued, subject: "visit 17" });
    kept({ ...issued, subject: subjectAt(Date.UTC(2150, 0, 1)) });
  });
});

describe("an event is refused, with its reason and its place", () => {
  const long = (length: number) => "x".repeat(length);
  const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);
  const wide = Object.fromEntries(Array.from({ length: 129 }, (_, index) => [`k${index}`, 1]));
  const cases: readonly (readonly [RejectReason, unknown, string])[] = [
    ["not-an-object", "issued", ""],
    ["not-an-object", null, ""],
    ["not-an-object", [issued], ""],
    ["unknown-type", { ...issued, type: "ticket.isued" }, "type"],
    ["unknown-type", { ...issued, type: ["ticket.issued"] }, "type"],
    ["unknown-type", { ...issued, type: "__proto__" }, "type"],
    ["unknown-type", {}, "type"],
    ["invalid", { ...issued, specversion: "0.3" }, "specversion"],
    ["invalid", { ...issued, id: "" }, "id"],
    ["invalid", { ...issued, id: long(257) }, "id"],
    ["invalid", { ...issued, subject: "a\u0000b" }, "subject"],
    ["invalid", { ...issued, source: undefined }, "source"],
    ["invalid", { ...issued, time: "12/03/2024" }, "time"],
    ["invalid", { ...issued, time: "2024-03-12T08:00:00" }, "time"],
    ["invalid", { ...issued, channel: "fax" }, "channel"],
    ["invalid", { ...issued, customer: 17 }, "customer"],
    ["invalid", { ...issued, data: {} }, "data.service"],
    ["invalid", cloudEvent("service.ended 0 outcome=done"), "data.outcome"],
    ["invalid", cloudEvent("wait.started 0 announced=-1"), "data.announced"],
    ["invalid", cloudEvent("review.submitted 0 nps=11"), "data.nps"],
    ["invalid", cloudEvent("review.submitted 0 attitudes.welcome=0"), "data.attitudes.welcome"],
    ["invalid", cloudEvent("review.submitted 0 ces.version=v1 ces.score=6"), "data.ces.score"],
    ["invalid", { ...review, data: { verbatim: long(10_001) } }, "data.verbatim"],
    ["future-time", { ...issued, time: new Date(START + SKEW_MS + 1).toISOString() }, "time"],
    ["time-out-of-range", { ...issued, time: "1899-12-31T23:59:59Z" }, "time"],
    ["minted-in-future", { ...issued, subject: subjectAt(START + SKEW_MS + DAY_MS + 1) }, "time"],
    ["too-deep", { ...issued, extension: nested(8) }, "extension[0][0][0][0][0][0][0]"],
    ["too-many-keys", { ...issued, data: { service: "parcel", ...wide } }, "data"],
    ["too-many-keys", { ...issued, ...wide }, ""],
    ["forbidden-key", { ...issued, extension: JSON.parse('{"__proto__":1}') }, "extension"],
    ["not-well-formed", { ...issued, data: { service: "parcel", shoe: "\ud83d" } }, "data.shoe"],
    ["not-well-formed", { ...issued, customer: "\ud83d" }, "customer"],
    ["event-too-large", { ...issued, extension: long(LIMITS.eventBytes) }, ""],
  ];

  test.each(cases)("%s: %j", (reason, event, path) => {
    const refusal = refused(event);
    expect([refusal.reason, refusal.path]).toEqual([reason, path]);
    expect(refusal.detail).toContain(REJECT_REASONS[reason]);
  });

  test("when its customer was erased, and then nothing of it is kept", () => {
    expect(refused({ ...issued, customer: "jeanne" })).toEqual({
      id: issued["id"],
      reason: "erased",
      path: "",
      detail: REJECT_REASONS.erased,
      body: "",
    });
  });

  test("every reason is one that a sender can meet here, or in a broken line", () => {
    const met = new Set(cases.map(([reason]) => reason));
    expect([...met, "not-json", "erased"].toSorted()).toEqual(
      Object.keys(REJECT_REASONS).toSorted(),
    );
  });

  const refusedEvents = [
    ...cases.map(([, event]) => event),
    ...[null, "", "a\u0000b", long(257), 17, [], ["jean"], [[17]], { n: 1 }, false].map(
      (customer) => ({ ...issued, customer }),
    ),
    { ...issued, channel: "fax", customer: ["jean"], staff: [{ name: "anne" }, "odile"] },
    [{ ...issued, staff: null }],
  ].map((event) => ({ event }));
  test.each(refusedEvents)(
    "and so is its kept body, which is kept as the same: %#",
    ({ event }) => {
      const { reason, path, body } = refused(event);
      if (whyNoReplay({ parsed: true, body }) !== undefined) {
        expect(reason).toBe("event-too-large"); // of which not all is kept
        return;
      }
      const again = refused(JSON.parse(body));
      expect([again.path, again.body]).toEqual([path, body]);
      // Of half a character in a customer's name only is kept that this was no name.
      expect(again.reason).toBe(path === "customer" ? "invalid" : reason);
    },
  );

  test("names the type that comes nearest", () => {
    expect(refused({ ...issued, type: "ticket.isued" }).detail).toContain(
      "Did you mean ticket.issued?",
    );
  });

  test("says which attribute was wrong, and how", () => {
    expect(refused({ ...issued, channel: "fax" }).detail).toMatch(/channel: .*"office"/);
  });

  test("under its own id, where it has one that is a text", () => {
    expect(refused({ id: "7" }).id).toBe("7");
    expect(refused({ id: 7 }).id).toBeUndefined();
    expect(refused({ id: long(9_999) }).id).toHaveLength(256);
  });
});

describe("limits hold to the last one, and no further", () => {
  test("bytes of an event", () => {
    const withText = (text: string) => ({ ...issued, extension: text });
    const room = LIMITS.eventBytes - Buffer.byteLength(jsonOf(kept(withText(""))));
    expect(Buffer.byteLength(jsonOf(kept(withText("x".repeat(room)))))).toBe(LIMITS.eventBytes);
    expect(refused(withText("x".repeat(room + 1))).reason).toBe("event-too-large");
    expect(refused(withText("é".repeat(room / 2 + 1))).reason).toBe("event-too-large");
  });

  test("levels, the event being the first", () => {
    const levels = (count: number): unknown => (count === 0 ? 1 : { a: levels(count - 1) });
    kept({ ...issued, extension: levels(LIMITS.depth - 1) });
    expect(refused({ ...issued, extension: levels(LIMITS.depth) }).reason).toBe("too-deep");
  });

  test("keys of an object", () => {
    const wide = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 1]));
    kept({ ...issued, extension: wide(LIMITS.keysPerObject) });
    expect(refused({ ...issued, extension: wide(LIMITS.keysPerObject + 1) }).reason).toBe(
      "too-many-keys",
    );
  });

  test("letters of a verbatim", () => {
    kept({ ...review, data: { verbatim: "é".repeat(10_000) } });
    expect(refused({ ...review, data: { verbatim: "é".repeat(10_001) } }).reason).toBe("invalid");
  });
});

const PSEUDONYM = /^h1\.[A-Za-z0-9_-]{22}$/;

describe("customers and staff are pseudonyms before anything is kept", () => {
  const readBody = (text: string) => JSON.parse(text) as Record<string, unknown>;

  test("the same person by the same one, others by others, another tenant's by another", () => {
    const one = pseudonym("jean@laposte.fr");
    expect(one).toMatch(PSEUDONYM);
    expect(pseudonym("jean@laposte.fr")).toBe(one);
    expect(pseudonyms("the tenant's secret")("jean@laposte.fr")).toBe(one);
    expect(pseudonym("jeanne@laposte.fr")).not.toBe(one);
    expect(pseudonyms("another secret")("jean@laposte.fr")).not.toBe(one);
  });

  test("in a kept event, once and never twice", () => {
    const sent = { ...issued, customer: "jean", staff: "anne" };
    const once = readBody(jsonOf(kept(sent)));
    expect(once).toMatchObject({ customer: pseudonym("jean"), staff: pseudonym("anne") });
    expect(readBody(jsonOf(kept(once)))).toEqual(once);
  });

  test("what only looks like one is a name like another", () => {
    expect(pseudonym("h1.jean")).toMatch(PSEUDONYM);
    expect(pseudonym("h1.jean")).not.toBe("h1.jean");
    expect(pseudonym(`${pseudonym("jean")}\n`)).not.toContain("\n");
  });

  test("in a refused event too, where they may be of any form", () => {
    const { body } = refused({
      ...issued,
      channel: "fax",
      customer: "jean",
      staff: { n: "odile" },
    });
    expect(readBody(body)).toMatchObject({ channel: "fax", customer: pseudonym("jean") });
    expect(readBody(body)["staff"]).toEqual([expect.stringMatching(PSEUDONYM)]);
    expect(body).not.toMatch(/jean|odile/);
  });

  test("a refused event that is repaired and sent again names the same person", () => {
    const { body } = refused({ ...issued, channel: "fax", customer: "jean" });
    const { stored } = kept({ ...readBody(body), channel: "phone" });
    expect(stored).toMatchObject({ customer: pseudonym("jean") });
  });

  test.each([
    ["an array of events in an array", (event: object) => [event]],
    ["events under a name", (event: object) => ({ events: [event] })],
    ["an event in an envelope of another kind", (event: object) => ({ type: "x", data: event })],
  ])("so it is in %s", (_what, wrap) => {
    const data = { verbatim: "Je m'appelle Jean Dupont" };
    const { body } = refused(wrap({ ...review, customer: "jean", staff: "anne", data }));
    expect(body).not.toMatch(/"jean"|"anne"|Dupont/);
    expect(body).toContain(pseudonym("jean"));
  });
});

describe("what customers write is masked before anything is kept", () => {
  const verbatim = "Mme Dupont m'a rappelé au 06 12 34 56 78";
  const masked = "Mme [name] m'a rappelé au [phone]";

  test("in a kept event", () => {
    const { stored } = kept({ ...review, data: { nps: 9, verbatim } });
    expect(stored).toMatchObject({ data: { nps: 9, verbatim: masked } });
  });

  test("in a kept event of another type, which has no business to carry one", () => {
    expect(jsonOf(kept({ ...issued, data: { service: "parcel", verbatim } }))).toContain(masked);
  });

  test("in a refused event", () => {
    const { reason, body } = refused({ ...review, data: { nps: 11, verbatim } });
    expect(reason).toBe("invalid");
    expect(body).toContain(masked);
    expect(body).not.toContain("Dupont");
  });

  test("even where it is far too long, and soon", () => {
    const started = performance.now();
    const { body } = refused({ ...review, data: { verbatim: `${"a".repeat(2_000_000)}@` } });
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(LIMITS.eventBytes);
    expect(performance.now() - started).toBeLessThan(1_500);
  });
});

describe("what is kept of a refused event", () => {
  test("is never larger than a good one, and is cut between characters", () => {
    const { body } = refused({ type: "x", text: `a${"😀".repeat(40_000)}` });
    expect(Buffer.byteLength(body)).toBeGreaterThan(LIMITS.eventBytes - 8);
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(LIMITS.eventBytes);
    expect(body).not.toContain("\uFFFD");
  });

  test("survives ten thousand levels", () => {
    const deep = JSON.parse(`${"[".repeat(10_000)}${"]".repeat(10_000)}`) as unknown;
    expect(refused({ type: "x", deep }).body).toContain("nested too deep to be kept");
    expect(refused({ ...issued, deep }).reason).toBe("too-deep");
  });
});
