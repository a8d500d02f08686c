import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import { afterAll, expect, test } from "vitest";
import type * as Convert from "../../api/funnel/convert.ts";
import { firstDifference } from "./agree.ts";

const SOURCE = join(import.meta.dirname, "..", "..", "api", "funnel");

/** What somebody could get wrong, sown into the evaluator: file, what is right, what is not. */
const MUTATIONS = [
  [
    "the window's end is outside",
    "convert.ts",
    "at(place) - at(start) <= rules.windowMs",
    "at(place) - at(start) < rules.windowMs",
  ],
  [
    "one event serves two steps",
    "chains.ts",
    "return (moments[at] ?? []).filter((other) => other !== event);",
    "return moments[at] ?? [];",
  ],
  [
    "events of one time keep their order",
    "chains.ts",
    "for (; times[event] === at && event < times.length; event += 1) moment.push(event);",
    "moment.push(event);\n    event += 1;",
  ],
  [
    "a strict run takes all that it can at once",
    "chains.ts",
    "most >= 0; most -= 1",
    "most >= 0; most = -1",
  ],
  [
    "a moment in the middle may leave events over",
    "chains.ts",
    "if (taken < moment.length) break;",
    "if (taken === 0) break;",
  ],
  [
    "nobody is moved for a newcomer",
    "matching.ts",
    "other === undefined || this.join(other, steps, tried)",
    "other === undefined",
  ],
  [
    "the first run counts, not the best",
    "convert.ts",
    "if (best === undefined || countsBefore(places, best, times)) best = places;",
    "best ??= places;",
  ],
  ["the earliest of equal runs counts", "convert.ts", "startA > startB", "startA < startB"],
  [
    "an exclusion at the same time voids",
    "chains.ts",
    "(unit.times[event] as number) > after",
    "(unit.times[event] as number) >= after",
  ],
  ["runs start whenever they like", "chains.ts", "event >= unit.starts", "false"],
  [
    "an exclusion forgets steps that were not reached",
    "convert.ts",
    "? within(places[0] as number, event)",
    "? false",
  ],
] as const;

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** The evaluator with one text of its source in the place of another. */
async function mutated(file: string, right: string, wrong: string): Promise<typeof Convert> {
  const folder = mkdtempSync(join(tmpdir(), "parcours-mutation-"));
  folders.push(folder);
  for (const name of readdirSync(SOURCE)) {
    let source = readFileSync(join(SOURCE, name), "utf8");
    if (name === file) {
      expect(source.split(right), `"${right}" stands once in ${name}`).toHaveLength(2);
      source = source.replace(right, wrong);
    }
    const { outputText } = ts.transpileModule(source.replaceAll('.ts"', '.mjs"'), {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
    });
    writeFileSync(join(folder, name.replace(/\.ts$/, ".mjs")), outputText);
  }
  return import(pathToFileURL(join(folder, "convert.mjs")).href) as Promise<typeof Convert>;
}

test.each(MUTATIONS)("the oracle finds that %s", { timeout: 120_000 }, async (_, ...mutation) => {
  const { convertUnit } = await mutated(...mutation);
  expect(firstDifference(convertUnit, { numRuns: 20_000, seed: 1 })).toBeDefined();
});

test("and nothing where nothing was sown", async () => {
  const { convertUnit } = await mutated("none", "", "");
  expect(firstDifference(convertUnit, { numRuns: 1_000, seed: 1 })).toBeUndefined();
});
