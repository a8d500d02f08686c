import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { SavedQuestion, SavedSummary } from "../../schemas/saved.ts";
import { FUNNEL, startSavedApp, type SavedApp } from "./saved-app.ts";
import { NOW } from "./visits.ts";

let saved: SavedApp;

beforeAll(async () => {
  saved = await startSavedApp(NOW);
}, 60_000);

afterAll(() => saved.stop());

type Deed =
  | { readonly kind: "save"; readonly title: string; readonly window: string }
  | { readonly kind: "delete" }
  | { readonly kind: "restore"; readonly nth: number };

const deeds: fc.Arbitrary<readonly Deed[]> = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant("save" as const),
      title: fc.string({ minLength: 1, maxLength: 20, unit: "grapheme" }),
      window: fc.constantFrom("30m", "4h", "14d"),
    }),
    fc.constant({ kind: "delete" as const }),
    fc.record({ kind: fc.constant("restore" as const), nth: fc.nat(9) }),
  ),
  { minLength: 1, maxLength: 12 },
);

/** What a version should be, as the test keeps its own books. */
interface Expected {
  readonly title: string;
  readonly window: string;
  readonly deleted: boolean;
}

test("whatever is saved, deleted and restored: versions are 1 to n, and the newest is what was said last", async () => {
  let used = 0;
  await fc.assert(
    fc.asyncProperty(deeds, async (sequence) => {
      const path = `/v1/saved/of-${String((used += 1))}`;
      const kept: Expected[] = [];
      for (const deed of sequence) {
        const { status, expected } = await apply(path, deed, kept);
        expect(status).toBe(expected === undefined ? 404 : 200);
        if (expected !== undefined) kept.push(expected);
      }
      await compare(path, kept);
    }),
    { numRuns: 25, seed: 20_261_123 },
  );
}, 120_000);

/** Does it, and says what should have come of it: the next version, or nothing. */
async function apply(path: string, deed: Deed, kept: readonly Expected[]) {
  const newest = kept.at(-1);
  switch (deed.kind) {
    case "save": {
      const { title, window } = deed;
      const parameters = { ...FUNNEL.parameters, window };
      const body = { ...FUNNEL, title: { en: title }, parameters, version: kept.length };
      const { statusCode: status } = await saved.send("PUT", path, { as: "analyst", body });
      return { status, expected: { title, window, deleted: false } };
    }
    case "delete": {
      const { statusCode: status } = await saved.send("DELETE", path, { as: "analyst" });
      const expected =
        newest === undefined || newest.deleted ? undefined : { ...newest, deleted: true };
      return { status, expected };
    }
    case "restore": {
      const body = { restore: deed.nth + 1 };
      const { statusCode: status } = await saved.send("POST", `${path}/restore`, {
        as: "analyst",
        body,
      });
      const earlier = kept[deed.nth];
      return { status, expected: earlier && { ...earlier, deleted: false } };
    }
    default:
      return deed satisfies never;
  }
}

async function compare(path: string, kept: readonly Expected[]): Promise<void> {
  const versions = await saved.send("GET", `${path}/versions`, { as: "reader" });
  if (kept.length === 0) {
    expect(versions.statusCode).toBe(404);
    return;
  }
  const told = versions.json<{ versions: readonly SavedSummary[] }>().versions.toReversed();
  expect(told.map(({ version, title, deleted }) => [version, title.en, deleted])).toEqual(
    kept.map(({ title, deleted }, nth) => [nth + 1, title, deleted]),
  );
  const { statusCode, body } = await saved.send("GET", path, { as: "reader" });
  const last = kept.at(-1)!;
  expect(statusCode).toBe(last.deleted ? 404 : 200);
  if (last.deleted) return;
  const newest = JSON.parse(body) as SavedQuestion;
  expect(newest).toMatchObject({
    ...{ version: kept.length, title: { en: last.title } },
    parameters: { window: last.window },
  });
}
