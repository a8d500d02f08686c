import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { QUESTIONS } from "../../schemas/questions/names.ts";
import { bearer, giveKeys } from "../support/keys.ts";
import { findPython, whyNoPython } from "../support/python.ts";
import { skipUnless } from "../support/requires.ts";
import { PROGRAM, startParcours, type Running } from "../support/running.ts";

const PAGE = new URL("../../infra/NOTEBOOKS.md", import.meta.url);
const python = findPython();
const folder = mkdtempSync(join(tmpdir(), "parcours-notebook-"));
let parcours: Running;

beforeAll(async () => {
  parcours = await startParcours();
  symlinkSync(parcours.dataDir, join(folder, "data"));
  const npx = join(folder, "npx");
  const line = [process.execPath, ...PROGRAM].map((word) => `'${word}'`).join(" ");
  writeFileSync(npx, `#!/bin/sh\nshift\nexec ${line} "$@"\n`);
  chmodSync(npx, 0o700);
}, 120_000);

afterAll(async () => {
  await parcours.stop();
  rmSync(folder, { recursive: true });
});

interface Block {
  readonly language: string;
  readonly code: string;
}

/** Addresses of the page, as they are here. */
function here(code: string): string {
  const { port } = new URL(parcours.url);
  const { port: storePort } = new URL(parcours.storeUrl);
  return code.replaceAll("7300", port).replaceAll("7301", storePort);
}

function blocksOf(markdown: string): readonly Block[] {
  return [...markdown.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map(([, language = "", code = ""]) => {
    return { language, code };
  });
}

describe("the page From Parcours to pandas", skipUnless("python", whyNoPython(python)), () => {
  test("prints what it says that it prints", async () => {
    const blocks = blocksOf(readFileSync(PAGE, "utf8"));
    const toRun = blocks.filter(({ language }) => language !== "text");
    expect(new Set(toRun.map(({ language }) => language))).toEqual(new Set(["python", "sh"]));
    const printed = await run(toRun.map((block) => ({ ...block, code: here(block.code) })));

    const wanted = blocks.flatMap((block, nth) => {
      if (block.language === "text") return [];
      const next = blocks[nth + 1];
      return [next?.language === "text" ? next.code : ""];
    });
    expect(trimmed(printed)).toEqual(trimmed(wanted));
    expect(wanted.filter((output) => output.trim() !== "").length).toBeGreaterThan(5);
  }, 180_000);
});

const trimmed = (outputs: readonly string[]) =>
  outputs.map((output) => output.replace(/ +$/gm, "").trim());

async function run(blocks: readonly Block[]): Promise<readonly string[]> {
  if ("whyNot" in python) throw new Error(python.whyNot);
  const script = new URL("../support/notebook.py", import.meta.url).pathname;
  const child = spawn(python.command, ["-W", "ignore", script], {
    cwd: folder,
    env: { ...parcours.env, PATH: `${folder}:${process.env["PATH"] ?? ""}` },
  });
  child.stdin.end(JSON.stringify(blocks));
  const [printed, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (printed === "") throw new Error(errors.slice(-4_000));
  return JSON.parse(printed) as string[];
}

describe("/docs", () => {
  const LANGUAGES = ["en", "fr"] as const;

  test.each(LANGUAGES)(
    "has only curl lines that work as they are pasted (%s)",
    async (language) => {
      await giveKeys(parcours, {
        admin: { tenant: "default", scopes: ["admin"] },
      });
      const key = bearer("admin").authorization.replace("Bearer ", "");
      const page = await (await fetch(`${parcours.url}/docs?lang=${language}`)).text();
      const all = [...page.matchAll(/<pre[^>]*>(?:<code>)?(curl [^<]*)</g)].map(([, line]) =>
        here(unescaped(line ?? "")),
      );
      const lines = all.filter((line) => !line.includes("…")); // which stands for a link's token
      // An event, a question at the top, each kind of question, an export.
      expect(lines.length).toBe(Object.keys(QUESTIONS).length + 3);
      for (const line of lines) {
        const status = await statusOf(line, key);
        expect([status, line]).toEqual([expect.stringMatching(/^20[02]$/), line]);
      }
    },
    60_000,
  );
});

async function statusOf(line: string, key: string): Promise<string> {
  const child = spawn(
    "bash",
    ["-c", `${line} --silent --output /dev/null --write-out '%{http_code}'`],
    {
      env: { ...process.env, PARCOURS_READ_KEY: key, PARCOURS_WRITE_KEY: key },
    },
  );
  return text(child.stdout);
}

function unescaped(html: string): string {
  return html
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
}
