import { join } from "node:path";
import { ESLint } from "eslint";
import { describe, expect, test } from "vitest";
import { complaints, readDirections } from "./directions.ts";
import { furnish, house, plant, runNode, type Files } from "./plant.ts";

/** Packages that can be imported, as far as a reader of imports can tell. */
function packages(...names: readonly string[]): Files {
  const own = {
    type: "module",
    dependencies: Object.fromEntries(names.map((name) => [name, "1"])),
  };
  return Object.fromEntries([
    ["package.json", JSON.stringify({ ...own, devDependencies: { vitest: "1" } })],
    ...[...names, "vitest"].flatMap((name) => [
      [`node_modules/${name}/package.json`, JSON.stringify({ name, main: "index.js" })],
      [`node_modules/${name}/index.js`, ""],
    ]),
  ]);
}

describe("a direction that is", () => {
  const wrong: Readonly<Record<string, { rule: string; files: Files }>> = {
    "a circle": {
      rule: "no-circles",
      files: {
        "processors/a.ts": 'import "./b.ts";',
        "processors/b.ts": 'import "./c.ts";',
        "processors/c.ts": 'import "./a.ts";',
      },
    },
    "a circle of types alone": {
      rule: "no-circles",
      files: {
        "api/a.ts": 'import type { B } from "./b.ts"; export interface A { b: B }',
        "api/b.ts": 'import type { A } from "./a.ts"; export interface B { a: A }',
      },
    },
    "from schemas to a package": {
      rule: "schemas-import-only-zod",
      files: { ...packages("uuidv7"), "schemas/a.ts": 'import { uuidv7 } from "uuidv7";' },
    },
    "from schemas to Node": {
      rule: "schemas-import-only-zod",
      files: { "schemas/a.ts": 'import { join } from "node:path";' },
    },
    "from schemas to a stage": {
      rule: "schemas-import-only-zod",
      files: { "schemas/a.ts": 'import "../api/b.ts";', "api/b.ts": "" },
    },
    "from one stage to another": {
      rule: "stages-meet-in-schemas",
      files: { "api/a.ts": 'import "../processors/b.ts";', "processors/b.ts": "" },
    },
    "from one stage to a type of another": {
      rule: "stages-meet-in-schemas",
      files: {
        "ingest/a.ts": 'import type { B } from "../api/b.ts";',
        "api/b.ts": "export interface B {}",
      },
    },
    "from a stage to a value of infra": {
      rule: "stages-know-only-types-of-infra",
      files: {
        "ingest/a.ts": 'import { b } from "../infra/log/b.ts";',
        "infra/log/b.ts": "export const b = 1;",
      },
    },
    "from a stage to a type and a value of infra": {
      rule: "stages-know-only-types-of-infra",
      files: {
        "ingest/a.ts": 'import { b, type B } from "../infra/log/b.ts";',
        "infra/log/b.ts": "export const b = 1; export type B = number;",
      },
    },
    "from a stage into infra at run time": {
      rule: "stages-know-only-types-of-infra",
      files: {
        "processors/a.ts": 'export const b = import("../infra/b.ts");',
        "infra/b.ts": "",
      },
    },
    "from dashboards to a type of infra": {
      rule: "dashboards-see-only-schemas",
      files: {
        "dashboards/a.tsx": 'import type { B } from "../infra/b.ts";',
        "infra/b.ts": "export type B = number;",
      },
    },
    "from dashboards to a server's package": {
      rule: "dashboards-see-only-schemas",
      files: { ...packages("fastify"), "dashboards/a.ts": 'import "fastify";' },
    },
    "from a stage to kafkajs": {
      rule: "engines-live-in-infra",
      files: { ...packages("kafkajs"), "ingest/a.ts": 'import "kafkajs";' },
    },
    "from a stage to a type of ClickHouse": {
      rule: "engines-live-in-infra",
      files: {
        ...packages("@clickhouse/client"),
        "api/a.ts": 'import type { ClickHouseClient } from "@clickhouse/client";',
      },
    },
    "from a stage to chDB": {
      rule: "engines-live-in-infra",
      files: { ...packages("chdb"), "processors/a.ts": 'import "chdb";' },
    },
    "from infra to a stage, outside composition": {
      rule: "composition-in-main",
      files: { "infra/store/a.ts": 'import "../../api/b.ts";', "api/b.ts": "" },
    },
    "from the SDK to schemas": {
      rule: "sdk-stands-alone",
      files: {
        "ingest/sdk/src/a.ts": 'import type { B } from "../../../schemas/b.ts";',
        "schemas/b.ts": "export type B = number;",
      },
    },
    "from the SDK to a package": {
      rule: "sdk-stands-alone",
      files: { ...packages("uuidv7"), "ingest/sdk/src/a.ts": 'import "uuidv7";' },
    },
    "from what runs to its tests": {
      rule: "no-tests-inside",
      files: { "infra/main.ts": 'import "../tests/b.ts";', "tests/b.ts": "" },
    },
    "from what runs to a development package": {
      rule: "no-development-packages",
      files: { ...packages(), "api/a.ts": 'import "vitest";' },
    },
    "to nowhere": {
      rule: "no-loose-ends",
      files: { "infra/main.ts": 'import "./gone.ts";' },
    },
  };

  test.for(Object.entries(wrong))("%s is refused", async ([, { rule, files }]) => {
    const { violations } = await readDirections(plant(files));
    expect(new Set(violations.map((violation) => violation.rule))).toEqual(new Set([rule]));
    expect(violations[0]?.comment).not.toBe("");
  });

  test("allowed is allowed", async () => {
    const engines = ["zod", "fastify", "kafkajs", "@clickhouse/client", "preact"];
    const directions = await readDirections(
      plant({
        ...packages(...engines),
        "schemas/a.ts": 'import { z } from "zod"; import "./b.ts";',
        "schemas/b.ts": "export type B = number;",
        "ingest/a.ts":
          'import { join } from "node:path"; import "fastify"; import type { Log } from "../infra/log/port.ts";',
        "ingest/sdk/src/a.ts": 'import { createHash } from "node:crypto"; import "./b.ts";',
        "ingest/sdk/src/b.ts": "",
        "processors/a.ts": 'import type { B } from "../schemas/b.ts";',
        "api/a.ts": 'import "../schemas/a.ts"; import "./b.ts";',
        "api/b.ts": "",
        "dashboards/a.tsx": 'import "preact"; import "../schemas/a.ts";',
        "dashboards/vite.config.ts": 'import { defineConfig } from "vitest";',
        "infra/log/port.ts": 'import "kafkajs"; export interface Log {}',
        "infra/store/a.ts": 'import "@clickhouse/client"; import "../../schemas/a.ts";',
        "infra/main.ts": 'import "../ingest/a.ts"; import "../api/a.ts"; import "./roles/web.ts";',
        "infra/roles/web.ts": 'import "../../processors/a.ts";',
        "tests/a.test.ts":
          'import { test } from "vitest"; import "@clickhouse/client"; import "../ingest/a.ts";',
      }),
    );
    expect(directions.violations).toEqual([]);
    expect(directions.filesRead).toBe(15);
  });

  test("never read is refused too", async () => {
    const nothing = await readDirections(plant({ "schemas/README.md": "# Nothing" }));
    expect(complaints(nothing)).toEqual([expect.stringContaining("read no files")]);
  });
});

describe("eslint refuses", () => {
  /** The rules that a text breaks as a file of a repository with our settings. */
  async function broken(path: string, text: string): Promise<readonly (string | null)[]> {
    const root = plant({
      [path]: text,
      "tsconfig.json": JSON.stringify({ extends: join(house, "tsconfig.json"), include: ["**/*"] }),
    });
    furnish(root);
    const eslint = new ESLint({ cwd: root, overrideConfigFile: join(house, "eslint.config.js") });
    const [result] = await eslint.lintFiles([path]);
    return [...new Set(result?.messages.map(({ ruleId }) => ruleId))];
  }

  const environment = "export const home = process.env['HOME'];\n";

  test("a promise that nobody waits for", async () => {
    const text =
      "export async function go() {\n  return 1;\n}\nexport function start() {\n  go();\n}\n";
    expect(await broken("api/a.ts", text)).toEqual(["@typescript-eslint/no-floating-promises"]);
  });

  test("any", async () => {
    const text = "export function same(value: any): unknown {\n  return value;\n}\n";
    expect(await broken("api/a.ts", text)).toEqual(["@typescript-eslint/no-explicit-any"]);
  });

  test("the environment, read anywhere but in infra/settings.ts", async () => {
    expect(await broken("infra/main.ts", environment)).toEqual(["no-restricted-properties"]);
    expect(await broken("infra/settings.ts", environment)).toEqual([]);
  });

  test("the environment, imported", async () => {
    const text = 'import { env } from "node:process";\nexport const home = env["HOME"];\n';
    expect(await broken("api/a.ts", text)).toEqual(["no-restricted-imports"]);
  });

  test("a type that is imported like a value", async () => {
    const text = 'import { Stats } from "node:fs";\nexport const size = (of: Stats) => of.size;\n';
    expect(await broken("api/a.ts", text)).toEqual(["@typescript-eslint/consistent-type-imports"]);
  });
});

test("knip refuses an export that nobody imports, and a package that nobody uses", async () => {
  const root = plant({
    ...packages("zod"),
    "infra/main.ts": 'import { used } from "../api/a.ts";\nused();\n',
    "api/a.ts": "export function used() {}\nexport function unused() {}\n",
  });
  const answer = await runNode(root, [
    ...[join(house, "node_modules/knip/bin/knip.js"), "--reporter", "json"],
    ...["--directory", root, "--config", join(house, "knip.json")],
  ]);

  expect(answer).toMatchObject({ code: 1 });
  const { issues } = JSON.parse(answer.stdout);
  const found = (kind: string) =>
    issues.flatMap((file: Record<string, { name: string }[]>) =>
      file[kind]?.map(({ name }) => name),
    );
  expect(found("exports")).toEqual(["unused"]);
  expect(found("dependencies")).toContain("zod");
});
