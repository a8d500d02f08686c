import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { after, conditionsOf, cursorOf } from "../../api/rejects/conditions.ts";
import { howManyFit } from "../../api/rejects/list.ts";
import { parseQuestion } from "../../api/parse-question.ts";
import { RejectsQuestion } from "../../schemas/rejects.ts";

const asked = (query: Record<string, string>) => parseQuestion(RejectsQuestion, query);
const conditions = (query: Record<string, string>) =>
  conditionsOf(asked(query), { tenant: "acme", timezone: "Europe/Paris" });

describe("the conditions on rejects", () => {
  test("begin with the tenant, whatever else is asked", () => {
    expect(conditions({})).toEqual({
      where: "tenant = {tenant: String}",
      params: { tenant: "acme" },
    });
    const { where } = conditions({ key: "kiosk", text: "x", since: "2026-03-12" });
    expect(where).toMatch(/^tenant = \{tenant: String\} AND /);
  });

  test("hold no value, only names that are bound to it", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 64 }), (value) => {
        const { where, params } = conditions({ key: value, path: value, text: value });
        expect(where).toBe(conditions({ key: "a", path: "b", text: "c" }).where);
        expect(params).toEqual({ tenant: "acme", key: value, path: value, text: value });
      }),
    );
  });

  test("take a day for its midnight in the tenant's time zone, an instant for itself", () => {
    expect(conditions({ since: "2026-03-12", until: "2026-03-12T08:00:00+01:00" }).params).toEqual({
      tenant: "acme",
      since: Date.UTC(2026, 2, 11, 23),
      until: Date.UTC(2026, 2, 12, 7),
    });
  });

  test("go on after the last reject of a page", () => {
    const reject = "3fa9c1d20b7745e88d1a90c6e2f4b713";
    const { cursor } = asked({
      cursor: cursorOf({ received: "2026-03-12T08:00:00.123Z", reject }),
    });
    const { where, params } = after(conditions({ key: "kiosk" }), cursor);
    expect(where).toMatch(/^tenant = .* AND \(received, reject\) < \(/);
    expect(params).toEqual({
      tenant: "acme",
      key: "kiosk",
      cursor_at: Date.UTC(2026, 2, 12, 8, 0, 0, 123),
      cursor: reject,
    });
  });
});

test("a page holds as many bodies as fit, and one at least", () => {
  expect(howManyFit([], 10)).toBe(0);
  expect(howManyFit([11, 1], 10)).toBe(1);
  expect(howManyFit([4, 6, 1], 10)).toBe(2);
  const sizes = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1 });
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 100 }), (all, most) => {
      const fit = howManyFit(all, most);
      const sum = (count: number) => all.slice(0, count).reduce((a, b) => a + b, 0);
      expect(fit === 1 || sum(fit) <= most).toBe(true);
      expect(fit === all.length || sum(fit + 1) > most).toBe(true);
    }),
  );
});
