import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { furnish, house, plant, runNode } from "./plant.ts";

const check = ["infra/setup/machine.mjs", "--check"];

test("the WebAssembly in git is what its source says; if not, `npm run machine`", async () => {
  expect(await runNode(house, check)).toMatchObject({ code: 0, stderr: "" });
});

test("and the check finds a source that was changed", async () => {
  const source = readFileSync(join(house, "schemas/texts/machine.ts"), "utf8");
  const root = plant({ "schemas/texts/machine.ts": source.replace("> 23", "> 24") });
  for (const part of ["infra/setup", "schemas/texts/machine.wasm.ts"]) {
    cpSync(join(house, part), join(root, part), { recursive: true });
  }
  furnish(root);
  const { code, stderr } = await runNode(root, check);
  expect([code, stderr]).toEqual([1, expect.stringContaining("npm run machine")]);
});
