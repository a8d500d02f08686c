import type { TestOptions } from "vitest";

const needs = ["kafka", "browser", "docker", "python", "clickhouse", "technion", "root"] as const;

/** What some tests need and not every machine has. */
export type Need = (typeof needs)[number];

declare module "vitest" {
  interface TaskMeta {
    /** Why the test didn't run; the tally lists it. */
    skipped?: string;
  }
}

/**
 * Options for `describe` or `test` that skip it when there is a reason to, and say which. What
 * `PARCOURS_REQUIRE` names (`kafka,browser`) is never skipped: the file then fails.
 *
 *     describe("the log on Kafka", skipUnless("kafka", whyNoKafka), () => { … });
 */
export function skipUnless(need: Need, whyNot: string | undefined): TestOptions {
  if (whyNot === undefined) return {};
  if (required().has(need)) throw new Error(`PARCOURS_REQUIRE asks for ${need}, but ${whyNot}`);
  return { skip: true, meta: { skipped: `${need}: ${whyNot}` } };
}

/** What must be there on this machine. */
function required(): ReadonlySet<string> {
  const names = (process.env["PARCOURS_REQUIRE"] ?? "").split(",").map((name) => name.trim());
  const asked = names.filter((name) => name !== "");
  const unknown = asked.find((name) => !(needs as readonly string[]).includes(name));
  if (unknown !== undefined) {
    throw new Error(`PARCOURS_REQUIRE names "${unknown}"; it knows ${needs.join(", ")}`);
  }
  return new Set(asked);
}
