import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const css = readFileSync(join(import.meta.dirname, "../../dashboards/style/colours.css"), "utf8");
const [light = "", dark = ""] = css.split('[data-theme="dark"]');

/** The colours of a theme, by name. */
function coloursOf(theme: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...theme.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map(([, name = "", value = ""]) => [
      name,
      value,
    ]),
  );
}

/** Relative luminance as WCAG 2.2 defines it. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [bright = 0, dim = 0] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return (bright + 0.05) / (dim + 0.05);
}

// Text in drawings is not seen by axe: what it is written with is checked here.
describe.each([
  ["light", coloursOf(light)],
  ["dark", coloursOf(dark)],
])("in the %s theme", (_, colours) => {
  const of = (name: string) => colours[name] ?? "";
  const texts = ["ink", "soft", "accent-ink", "alarm-ink"].flatMap((text) =>
    ["paper", "shade"].map((ground) => [text, ground] as const),
  );
  const cells = [1, 2, 3, 4, 5, 6].map((tone) => [`on-heat-${tone}`, `heat-${tone}`] as const);

  test.each([...texts, ...cells])("%s on %s reaches 4.5:1", (text, ground) => {
    expect(contrast(of(text), of(ground))).toBeGreaterThanOrEqual(4.5);
  });

  test.each(["accent", "alarm", "ticket", "wait", "service", "review", "lost"])(
    "a mark in %s reaches 3:1 on paper",
    (mark) => {
      expect(contrast(of(mark), of("paper"))).toBeGreaterThanOrEqual(3);
    },
  );
});
