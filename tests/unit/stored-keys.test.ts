import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { hashKey, type StoredKey } from "../../infra/access/secrets.ts";
import { keyReader } from "../../infra/access/stored-keys.ts";
import { readSettings } from "../../infra/settings.ts";

test("a key that was just made is known to who asks again, and from then on", () => {
  const folder = mkdtempSync(join(tmpdir(), "parcours-keys-"));
  try {
    const keys = keyReader(readSettings({ PARCOURS_DATA: folder }));
    const names = (again?: "again") => keys(again).map(({ name }) => name);
    const defaults = ["write", "read", "admin"];
    expect(names()).toEqual(defaults);
    const made: StoredKey = {
      ...{ name: "branch", tenant: "default", kind: "secret", scopes: ["read"] },
      ...{ sha256: hashKey("pk"), created: new Date().toISOString() },
    };
    writeFileSync(join(folder, "keys.json"), JSON.stringify({ keys: [made] }));
    expect(names()).toEqual(defaults);
    expect(names("again")).toEqual([...defaults, "branch"]);
    expect(names()).toEqual([...defaults, "branch"]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
