import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { house } from "../plant.ts";

/** CI runs what README says, with what is there. */
export function workflowComplaints(ci: string, readme: string): readonly string[] {
  const { jobs } = parse(ci) as {
    jobs: Record<string, { env?: Record<string, string>; steps: { run?: string }[] }>;
  };
  const runs = Object.values(jobs).flatMap(({ steps }) => steps.map(({ run }) => run ?? ""));
  const [, command = "none"] = /^(npm \w+) +# .*N passed, N failed, N skipped$/m.exec(readme) ?? [];
  const files = [
    ...runs.flatMap((run) => [...run.matchAll(/\bnode (\S+\.mjs)/g)].map(([, path = ""]) => path)),
    ...Object.values(jobs).flatMap(({ env }) => env?.["COMPOSE_FILE"] ?? []),
  ];
  const needs = Object.values(jobs).flatMap(
    ({ env }) => env?.["PARCOURS_REQUIRE"]?.split(",") ?? [],
  );
  return [
    ...(runs.includes(command) ? [] : [`no step runs what README says: ${command}`]),
    ...files.filter((path) => !existsSync(join(house, path))).map((path) => `there is no ${path}`),
    ...needs.filter((need) => !isNeeded(need)).map((need) => `no test ever skips for ${need}`),
  ];
}

const SKIPPING = ["contract/log-kafka", "contract/store", "e2e/page"].map((name) =>
  readFileSync(join(house, "tests", `${name}.test.ts`), "utf8"),
);
const isNeeded = (need: string) =>
  SKIPPING.some((text) => new RegExp(`skipUnless\\(\\s*"${need}"`).test(text));
