import { cpSync, existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { furnish, house, plant, runNode, type Ended } from "./plant.ts";

const says = (text: string) =>
  `export async function main(argv: readonly string[]): Promise<void> {\n  console.log("${text}", ...argv);\n}\n`;

/** A checkout with next to nothing in it, so that it builds at once. */
function checkout(): string {
  const root = plant({
    "infra/main.ts": says("first"),
    "infra/store/migrations/0001.sql": "select 1",
  });
  const taken = ["infra/parcours.mjs", "infra/setup.mjs", "infra/setup"];
  const settings = ["package.json", "package-lock.json", "tsconfig.json", "tsconfig.build.json"];
  for (const path of [...taken, ...settings]) {
    cpSync(join(house, path), join(root, path), { recursive: true });
  }
  furnish(root);
  return root;
}

const parcours = (root: string, ...args: readonly string[]): Promise<Ended> =>
  runNode(root, ["infra/parcours.mjs", ...args]);

describe("npx parcours", () => {
  test("builds what is not built, once, however many ask at once", async () => {
    const root = checkout();
    const all = await Promise.all(["a", "b", "c"].map((name) => parcours(root, name)));
    expect(all.map(({ stdout }) => stdout)).toEqual(["first a\n", "first b\n", "first c\n"]);
    expect(all.filter(({ stderr }) => stderr.includes("Building"))).toHaveLength(1);
    expect(existsSync(join(root, "dist/infra/store/migrations/0001.sql"))).toBe(true);
    expect(readdirSync(root).filter((name) => name.startsWith(".build"))).toEqual([]);
  });

  test("builds again when a source has changed, and is silent when none has", async () => {
    const root = checkout();
    await parcours(root);
    writeFileSync(join(root, "infra/README.md"), "# Words change nothing");
    expect(await parcours(root)).toMatchObject({ stdout: "first\n", stderr: "" });

    writeFileSync(join(root, "infra/main.ts"), says("second"));
    const { stdout, stderr } = await parcours(root);
    expect(stdout).toBe("second\n");
    expect(stderr).toContain("Building");
  });

  test("leaves dist whole when the sources don't compile, and says why", async () => {
    const root = checkout();
    await parcours(root);
    writeFileSync(join(root, "infra/main.ts"), "export const wrong: string = 1;\n");
    const { code, stderr } = await parcours(root);
    expect(code).toBe(1);
    expect(stderr).toContain("infra/main.ts(1,14): error TS2322");

    // Without its sources a checkout is what a container image is: dist is used as it stands.
    rmSync(join(root, "tsconfig.build.json"));
    expect(await parcours(root)).toMatchObject({ stdout: "first\n", stderr: "" });
  });
});
