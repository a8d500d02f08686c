import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { keepSecrets, readSecrets } from "../../infra/access/secrets.ts";

describe("a role of which there may be several", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "parcours-secrets-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  test("reads the secrets that were made before it", () => {
    const made = keepSecrets(folder, ["acme", "other"]);
    expect(readSecrets(folder, ["acme"])).toEqual(made);
  });

  test("never makes its own, and says what to do", () => {
    const read = () => readSecrets(folder, ["acme"]);
    expect(read).toThrow(/no secrets in .*PARCOURS_DATA.*parcours migrate/);
    expect(read).toThrow(); // nothing was left behind the first time
  });

  test("refuses a tenant that came later, until its secret is made", () => {
    const { pseudonyms } = keepSecrets(folder, ["acme"]);
    expect(() => readSecrets(folder, ["acme", "other"])).toThrow(/no secret of other/);
    keepSecrets(folder, ["acme", "other"]);
    const { acme } = readSecrets(folder, ["acme", "other"]).pseudonyms;
    expect(acme).toBe(pseudonyms["acme"]);
  });
});
