import { pino, type Logger } from "pino";
import type { Settings } from "./settings.ts";

/** Structured logs, one JSON object a line on standard error, so that standard output stays for people. */
export function roleLogger({ environment }: Settings, role: string): Logger {
  return pino(
    { level: environment.PARCOURS_LOG_LEVEL, base: { role, pid: process.pid } },
    pino.destination({ dest: 2, sync: false }),
  );
}
