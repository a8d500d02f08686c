import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { furnish, house, plant, runNode, type Ended, type Files } from "./plant.ts";

const support = join(house, "tests/support");

/** Runs vitest with our tally over planted tests, and reads what it counted. */
async function tallyOf(files: Files, required = ""): Promise<Ended & { tally: unknown }> {
  const root = plant(files);
  furnish(root);
  const tallyFile = join(root, "tally.json");
  const ended = await runNode(
    root,
    [
      ...[join(house, "node_modules/vitest/vitest.mjs"), "run", "--root", root],
      ...["--reporter", join(support, "tally.ts")],
    ],
    { PARCOURS_TALLY: tallyFile, PARCOURS_REQUIRE: required, VITEST: undefined },
  );
  return { ...ended, tally: JSON.parse(readFileSync(tallyFile, "utf8")) };
}

const needsKafka = `
  import { describe, test } from "vitest";
  import { skipUnless } from "${support}/requires.ts";
  describe("a log on Kafka", skipUnless("kafka", "there is no broker"), () => {
    test("keeps order", () => {});
    test("keeps everything", () => {});
  });`;

describe("the tally", () => {
  test("says why tests were skipped, once a reason", async () => {
    const { code, stdout, tally } = await tallyOf({
      "a.test.ts": needsKafka,
      "b.test.ts": 'import { test } from "vitest"; test("b", ({ skip }) => skip("it is Sunday"));',
      "c.test.ts": 'import { test } from "vitest"; test("c", () => {});',
    });
    expect(tally).toEqual({ passed: 1, failed: 0, skipped: 3 });
    expect(stdout).toContain("SKIPPED kafka: there is no broker (2 in a.test.ts)");
    expect(stdout).toContain("SKIPPED it is Sunday (1 in b.test.ts)");
    expect(code).toBe(0);
  });

  test("counts what fails outside of any test", async () => {
    const { code, tally } = await tallyOf({
      "import.test.ts": 'import "./gone.ts";',
      "hook.test.ts": `
        import { beforeAll, test } from "vitest";
        beforeAll(() => { throw new Error("no"); });
        test("never runs", () => {});`,
      "late.test.ts": `
        import { test } from "vitest";
        test("leaves a rejection behind", () => { void Promise.reject(new Error("late")); });`,
    });
    expect(tally).toMatchObject({ failed: 3 });
    expect(code).toBe(1);
  });

  test("counts as failed what PARCOURS_REQUIRE doesn't let be skipped", async () => {
    const { code, tally } = await tallyOf({ "a.test.ts": needsKafka }, "browser, kafka");
    expect(tally).toEqual({ passed: 0, failed: 1, skipped: 0 });
    expect(code).toBe(1);
  });
});
