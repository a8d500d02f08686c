import { join } from "node:path";
import type { Logger } from "pino";
import type { Settings } from "../settings.ts";
import { openLmdbLog, type LmdbLog } from "./lmdb.ts";
import type { Topic } from "./port.ts";

/** The log as this process uses it: `writes` are the topics that it alone appends to. */
export function openLog(
  { environment, dataDir }: Settings,
  { writes, logger }: { readonly writes: readonly Topic[]; readonly logger: Logger },
): LmdbLog {
  return openLmdbLog({
    dir: join(dataDir, "log"),
    writes,
    retentionMs: environment.PARCOURS_RETENTION_DAYS * 86_400_000,
    onCorrupt: (frame) => {
      logger.error({ frame }, "a batch of the log is damaged; it was not delivered, and stays");
    },
    onError: (error) => {
      logger.error({ err: error }, "the log could not be tidied");
    },
  });
}
