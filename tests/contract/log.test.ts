import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLmdbLog } from "../../infra/log/lmdb.ts";
import { logContract } from "./log-contract.ts";

logContract({
  name: "lmdb",
  create() {
    const dir = mkdtempSync(join(tmpdir(), "parcours-log-"));
    return {
      open: (options = {}) => openLmdbLog({ dir, reserveBytes: 1 << 16, ...options }),
      destroy: () => {
        rmSync(dir, { recursive: true });
      },
    };
  },
});
