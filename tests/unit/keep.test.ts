import fc from "fast-check";
import { expect, test } from "vitest";
import { nameOf } from "../../dashboards/journeys/keep.ts";
import { SavedName } from "../../schemas/saved.ts";

test("a title becomes a name that can be read aloud", () => {
  expect(nameOf("Appelés dans l'heure")).toBe("appeles-dans-l-heure");
  expect(nameOf("  NPS — by site, 2026! ")).toBe("nps-by-site-2026");
  expect(nameOf("待ち時間")).toBe("question");
});

test("whatever the title, the API takes its name", () => {
  const titles = fc.string({ unit: "grapheme", maxLength: 120 });
  fc.assert(fc.property(titles, (title) => SavedName.safeParse(nameOf(title)).success));
});
