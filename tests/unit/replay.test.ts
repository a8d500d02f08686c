import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { planReplay, replayRejects, type ReplayOptions } from "../../ingest/replay.ts";
import type { EventResult } from "../../schemas/admission.ts";
import { TOO_DEEP_TO_KEEP, whyNoReplay } from "../../schemas/reject.ts";
import type { KeptReject } from "../../schemas/rejects.ts";

const AS_OF = "2026-03-12T08:00:00.000Z";

const reject = (id: string, more: Partial<KeptReject> = {}): KeptReject => ({
  reject: id,
  received: "2026-03-12T07:00:00.000Z",
  reason: "future-time",
  path: "time",
  detail: "",
  key: "kiosk",
  parsed: true,
  body: JSON.stringify({ id }),
  ...more,
});

/** A collector that says of each event, by its id, what it is told to say. */
function replaying(pages: readonly (readonly KeptReject[])[], fate: (id: string) => EventResult) {
  const sent: { key: string; ids: readonly string[] }[] = [];
  const forgotten: string[] = [];
  const progress: number[] = [];
  const options: ReplayOptions = {
    pages: pagesOf(pages),
    deliverFor: (key) => async (events) => {
      const ids = events.map((event) => (event as { id: string }).id);
      sent.push({ key, ids });
      return { accepted: 0, duplicate: 0, rejected: 0, results: ids.map(fate) };
    },
    forget: async (rejects, until) => {
      expect(until).toBe(AS_OF);
      forgotten.push(...rejects);
    },
    onProgress: (done) => progress.push(done),
  };
  return { options, sent, forgotten, progress };
}

async function* pagesOf(pages: readonly (readonly KeptReject[])[]): ReplayOptions["pages"] {
  for (const rejects of pages) yield { rejects: [...rejects], as_of: AS_OF };
}

const accepted: EventResult = { status: "accepted" };
const refused = (reason: string): EventResult => ({ status: "rejected", reason });

describe("a replay", () => {
  test("forgets what is kept now, and leaves what is refused as before", async () => {
    const fates: Record<string, EventResult> = {
      a: accepted,
      b: { status: "duplicate" },
      c: refused("future-time"),
    };
    const pages = [[reject("a"), reject("b")], [reject("c")]];
    const { options, forgotten, progress } = replaying(pages, (id) => fates[id]!);
    expect(await replayRejects(options)).toEqual({
      sendable: { "future-time": 3 },
      unsendable: {},
      accepted: 1,
      duplicate: 1,
      refused: { "future-time": 1 },
    });
    expect(forgotten).toEqual(["a", "b"]);
    expect(progress).toEqual([2, 3]);
  });

  test("forgets what is refused for another reason, which is listed anew", async () => {
    const { options, forgotten } = replaying([[reject("a")]], () => refused("invalid"));
    expect(await replayRejects(options)).toMatchObject({ refused: { invalid: 1 } });
    expect(forgotten).toEqual(["a"]);
  });

  test("forgets what a processor had refused, and a collector refuses now", async () => {
    const found = reject("a", { key: "", reason: "invalid" });
    const { options, forgotten } = replaying([[found]], () => refused("invalid"));
    await replayRejects(options);
    expect(forgotten).toEqual(["a"]);
  });

  test("sends in the name of each key what it had sent", async () => {
    const page = [reject("a"), reject("b", { key: "desk" }), reject("c")];
    const { options, sent } = replaying([page], () => accepted);
    await replayRejects(options);
    expect(sent).toEqual([
      { key: "kiosk", ids: ["a", "c"] },
      { key: "desk", ids: ["b"] },
    ]);
  });

  test("sends nothing of what is no whole event, and counts it", async () => {
    const page = [
      reject("a", { parsed: false, body: "{" }),
      reject("b", { body: '{"id":"b","note":"x' }),
      reject("c", { body: `"${TOO_DEEP_TO_KEEP}"` }),
    ];
    const { options, sent, forgotten } = replaying([page], () => accepted);
    const summary = await replayRejects(options);
    expect(summary).toMatchObject({ sendable: {}, unsendable: { "not-json": 1, "not-whole": 2 } });
    expect([sent, forgotten]).toEqual([[], []]);
  });

  test("forgets nothing when the collector does not say what became of each", async () => {
    const { options, forgotten } = replaying([[reject("a"), reject("b")]], () => accepted);
    const deliverFor = () => async () => ({ accepted: 2, duplicate: 0, rejected: 0, results: [] });
    await expect(replayRejects({ ...options, deliverFor })).rejects.toThrow(/0 results for 2/);
    expect(forgotten).toEqual([]);
  });

  test("adds up, and keeps exactly what is refused as before, whatever comes", async () => {
    const fates = fc.constantFrom<EventResult>(
      accepted,
      { status: "duplicate" },
      refused("future-time"),
      refused("invalid"),
    );
    const rejects = fc.uniqueArray(
      fc.record({
        id: fc.uuid(),
        fate: fates,
        key: fc.constantFrom("kiosk", "desk", "__proto__"),
        parsed: fc.boolean(),
      }),
      { selector: ({ id }) => id, maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(rejects, fc.integer({ min: 1, max: 5 }), async (some, size) => {
        const all = some.map(({ id, key, parsed }) => reject(id, { key, parsed }));
        const pages = Array.from({ length: Math.ceil(all.length / size) }, (_, nth) =>
          all.slice(nth * size, (nth + 1) * size),
        );
        const fateOf = new Map(some.map(({ id, fate }) => [id, fate]));
        const { options, forgotten } = replaying(pages, (id) => fateOf.get(id)!);
        const { accepted, duplicate, refused, sendable, unsendable } = await replayRejects(options);
        const sum = (counts: Readonly<Record<string, number>>) =>
          Object.values(counts).reduce((a, b) => a + b, 0);
        expect(accepted + duplicate + sum(refused)).toBe(sum(sendable));
        expect(sum(sendable) + sum(unsendable)).toBe(some.length);
        const left = some.filter(({ parsed, fate }) => !parsed || fate.reason === "future-time");
        const gone = some.filter((one) => !left.includes(one)).map(({ id }) => id);
        expect(forgotten.toSorted()).toEqual(gone.toSorted());
        const { sendable: planned } = await planReplay(pagesOf(pages));
        expect(planned).toEqual(sendable);
      }),
    );
  });
});

describe("the body of a reject", () => {
  test.each<[string, Parameters<typeof whyNoReplay>[0], ReturnType<typeof whyNoReplay>]>([
    ["an event", { parsed: true, body: "{}" }, undefined],
    ["a number, which is JSON", { parsed: true, body: "7" }, undefined],
    ["bytes that were none", { parsed: false, body: "{}" }, "not-json"],
    ["cut", { parsed: true, body: '{"a' }, "not-whole"],
    ["too deep", { parsed: true, body: JSON.stringify({ a: TOO_DEEP_TO_KEEP }) }, "not-whole"],
  ])("that is %s: %o", (_what, kept, why) => {
    expect(whyNoReplay(kept)).toBe(why);
  });
});
