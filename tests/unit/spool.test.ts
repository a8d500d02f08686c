import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { openSpool } from "../../infra/store/spool.ts";

const folder = mkdtempSync(join(tmpdir(), "parcours-spool-"));
const spool = openSpool(folder);
const pieces = (...texts: readonly string[]) => texts.map((text) => Buffer.from(text));
const read = async (path: string) => readFileSync(path, "utf8");

afterAll(() => rmSync(folder, { recursive: true }));

test("what is written over leaves nothing of what was there before", async () => {
  const path = async (file: string) => file;
  const first = await spool.withFile(pieces("a long ", "first text"), path);
  expect(await spool.withFile(pieces("short"), path)).toBe(first);
  expect(await spool.withFile(pieces("short"), read)).toBe("short");
  expect(await spool.withFile([], read)).toBe("");
});

test("two at a time have a file each", async () => {
  const slowly = async (path: string) => {
    await pause(20);
    return read(path);
  };
  const both = [spool.withFile(pieces("one"), slowly), spool.withFile(pieces("two"), slowly)];
  expect(await Promise.all(both)).toEqual(["one", "two"]);
});

test("what ends half-way is thrown, and the next one finds none of it", async () => {
  async function* broken() {
    yield Buffer.from("half of what was to come");
    throw new Error("the sender left");
  }
  await expect(spool.withFile(broken(), read)).rejects.toThrow("the sender left");
  expect(await spool.withFile(pieces("whole"), read)).toBe("whole");
});

test("nothing stays once nobody asks", async () => {
  await spool.withFile(pieces("rows"), read);
  await expect.poll(() => readdirSync(folder), { timeout: 10_000 }).toEqual([]);
});
