import { writeFileSync } from "node:fs";
import type { Reporter, SerializedError, TestCase, TestModule } from "vitest/node";

/** What vitest did, as `tests/run.ts` reads it from the file that `PARCOURS_TALLY` names. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Counts tests, and says of each that didn't run why not. */
export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const inState = (state: string) => tests.filter((test) => test.result().state === state);
    const skipped = inState("skipped");

    for (const line of reasons(skipped)) console.log(line);

    const file = process.env["PARCOURS_TALLY"];
    if (file === undefined) return;
    const tally: Tally = {
      passed: inState("passed").length,
      // A file or a hook that throws, and a test that never ended, are no test's failure but are one.
      failed:
        inState("failed").length +
        inState("pending").length +
        modules.filter(failedOutsideTests).length +
        unhandled.length,
      skipped: skipped.length,
    };
    writeFileSync(file, JSON.stringify(tally));
  }
}

const failedOutsideTests = (module: TestModule) =>
  module.state() === "failed" &&
  [...module.children.allTests()].every((test) => test.result().state !== "failed");

/** One line a reason, with how many tests it kept from running. */
function reasons(skipped: readonly TestCase[]): readonly string[] {
  return [...new Set(skipped.map(reasonOf))].map((reason) => {
    const tests = skipped.filter((test) => reasonOf(test) === reason);
    const files = new Set(tests.map((test) => test.module.relativeModuleId));
    return `SKIPPED ${reason} (${tests.length} in ${[...files].join(", ")})`;
  });
}

function reasonOf(test: TestCase): string {
  const result = test.result();
  const note = result.state === "skipped" ? result.note : undefined;
  return test.meta().skipped ?? note ?? `${test.fullName}: no reason given`;
}
