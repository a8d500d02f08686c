import { describe, expect, test } from "vitest";
import { listText } from "../../infra/commands/rejects/list.ts";
import { planText, replayText } from "../../infra/commands/rejects/replay-text.ts";
import { showText } from "../../infra/commands/rejects/show.ts";
import { cell, harmless } from "../../infra/commands/rejects/words.ts";
import type { KeptReject, WholeReject } from "../../schemas/rejects.ts";

const ESCAPE = "\u001b]0;owned\u0007";

const reject = (more: Partial<KeptReject> = {}): KeptReject => ({
  reject: "3fa9c1d20b7745e88d1a90c6e2f4b713",
  received: "2026-03-12T08:15:30.123Z",
  reason: "invalid",
  path: "data.nps",
  detail: "data.nps: too large.",
  key: "kiosk-7",
  parsed: true,
  body: '{"id":"1"}',
  ...more,
});

const whole = (more: Partial<WholeReject> = {}): WholeReject => ({
  ...reject(),
  remedy: "path says which",
  replay: "possible",
  ...more,
});

describe("the list of rejects", () => {
  const first = "2026-03-10T07:00:00.000Z";
  const last = "2026-03-12T08:15:30.123Z";
  const reasons = [
    { reason: "future-time", count: 1_200, first: "2026-03-11T00:00:00.000Z", last },
    { reason: "invalid", count: 34, first, last: "2026-03-12T00:00:00.000Z" },
  ];

  test("begins with how many there are of each reason, and since when", () => {
    const rejects = [reject(), reject({ reason: "future-time", path: "time", key: "k" })];
    expect(listText({ reasons, rejects })).toBe(
      [
        "1,234 rejects, from 2026-03-10T07:00:00Z to 2026-03-12T08:15:30Z",
        "",
        "  1,200  future-time  The time lies in the future; check the sender's clock.",
        "     34  invalid      An attribute is missing or has a wrong value; path says which.",
        "",
        "reject        received              reason       path      key",
        "3fa9c1d20b77  2026-03-12T08:15:30Z  invalid      data.nps  kiosk-7",
        "3fa9c1d20b77  2026-03-12T08:15:30Z  future-time  time      k",
        "",
        "The newest 2 of 1,234; --limit shows more.",
        "",
      ].join("\n"),
    );
  });

  test("says so when there are none", () => {
    expect(listText({ reasons: [], rejects: [] })).toBe("No such rejects.\n");
  });

  test("gives the terminal nothing to obey, and no line of its own to a sender", () => {
    const text = listText({
      reasons: [{ reason: "invalid", count: 1, first, last }],
      rejects: [reject({ path: `${ESCAPE}\nreject`, key: "k".repeat(64) })],
    });
    expect(text).not.toContain("\u001b");
    expect(text).toContain(String.raw`\u{1b}]0;owned\u{7}\nreject`);
    expect(text.trimEnd().split("\n")).toHaveLength(6);
    expect(text).toContain(`${"k".repeat(39)}…`);
  });
});

describe("one reject", () => {
  test("is shown with all that is known, and what to do", () => {
    expect(showText(whole())).toBe(
      [
        "reject    3fa9c1d20b7745e88d1a90c6e2f4b713",
        "received  2026-03-12T08:15:30.123Z",
        "key       kiosk-7",
        "reason    invalid",
        "path      data.nps",
        "detail    data.nps: too large.",
        "remedy    path says which",
        "",
        "{",
        '  "id": "1"',
        "}",
        "",
        "Once what was wrong has passed, send all that were refused for it again:",
        "  npx parcours rejects replay --reason invalid",
        "Or mend it, one event a line, and import it:",
        "  npx parcours rejects show 3fa9c1d20b77 --raw > mended.ndjson",
        "  npx parcours import -f ndjson mended.ndjson",
        "",
      ].join("\n"),
    );
  });

  test("says the remedy once", () => {
    expect(showText(whole({ detail: "x; path says which" }))).not.toContain("remedy");
  });

  test("is shown as it came when it is no JSON, but for what a terminal obeys", () => {
    const text = showText(whole({ parsed: false, replay: "not-json", body: `{${ESCAPE}\nx` }));
    expect(text).toContain(
      "{\\u{1b}]0;owned\\u{7}\nx\n\nThis is not JSON, and cannot be replayed.",
    );
    expect(text).not.toContain("rejects replay");
  });

  test("is left to its sender when it was not kept whole", () => {
    const text = showText(whole({ replay: "not-whole", body: '{"a' }));
    expect(text).toContain('\n{"a\n\nIt was too large or too deep');
    expect(text).not.toContain("npx");
  });
});

describe("what a terminal would obey", () => {
  test.each([
    ["\u001b[31m", String.raw`\u{1b}[31m`],
    ["\u009b31m", String.raw`\u{9b}31m`],
    ["a\u202eb", String.raw`a\u{202e}b`],
    ["a\rb\tc", String.raw`a\u{d}b\u{9}c`],
    ["é\n漢 👩", "é\n漢 👩"],
  ])("in %j is told as %j", (text, told) => {
    expect(harmless(text)).toBe(told);
  });

  test("makes no second line in a table", () => {
    expect(cell("a\nb")).toBe(String.raw`a\nb`);
  });
});

describe("a replay", () => {
  const plan = { sendable: { invalid: 2, "future-time": 1_010 }, unsendable: { "not-json": 3 } };

  test("says what it would send, the most frequent first", () => {
    expect(planText(plan)).toBe(
      [
        "Would send 1,012 events, refused before as",
        "  1,010  future-time",
        "      2  invalid",
        "Left 3 as they are",
        "  3  not JSON: cannot be replayed",
        "",
      ].join("\n"),
    );
  });

  test("says what became of it", () => {
    const summary = { ...plan, accepted: 1_000, duplicate: 10, refused: { invalid: 2 } };
    expect(replayText(summary)).toBe(
      [
        "Sent 1,012 events again",
        "  1,000  accepted",
        "     10  known already",
        "      2  refused again: invalid",
        "Left 3 as they are",
        "  3  not JSON: cannot be replayed",
        "",
      ].join("\n"),
    );
  });

  test("of nothing says so", () => {
    const nothing = { sendable: {}, unsendable: {}, accepted: 0, duplicate: 0, refused: {} };
    expect(planText(nothing)).toBe("Would send 0 events.\n");
    expect(replayText(nothing)).toBe("Sent 0 events.\n");
  });
});
