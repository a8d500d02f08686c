import { problem, type Finding } from "./finding.ts";
import type { Check, Patient } from "./patient.ts";

/** Examines one thing after the other, and goes on whatever happens. */
export async function* examine(
  patient: Patient,
  checks: readonly Check[],
): AsyncGenerator<Finding, void, undefined> {
  for (const check of checks) {
    try {
      yield* await check(patient);
    } catch (error) {
      yield problem(check.name, {
        expected: "nothing in the way of this examination",
        found: error instanceof Error ? error.message : String(error),
        todo: "Mend what it names, and ask again.",
      });
    }
  }
}
