import { statSync } from "node:fs";
import { join } from "node:path";
import { lookSafely, type LogLook } from "../log/look.ts";
import { StartupError } from "../startup-error.ts";
import { ok, problem, warning, type Finding } from "./finding.ts";
import { lagFinding } from "./lag.ts";
import type { Patient } from "./patient.ts";

const DAY_MS = 86_400_000;

/** The embedded log: can it be read, how far behind is the processor, and does retention work? */
export function embeddedLog(group: string) {
  return async function embeddedLog(patient: Patient): Promise<readonly Finding[]> {
    const { environment, dataDir } = patient.settings;
    if (environment.PARCOURS_KAFKA !== undefined) return [];
    const dir = join(dataDir, "log");
    try {
      const look = await lookSafely(dir, group);
      if (look === undefined) return [ok("log", `${dir} is made at the first start`)];
      const lags = look.topics.map(({ topic, lag }) => lagFinding(topic, lag, patient.isAlive));
      return [readable(dir), ...lags, retention(look, patient)];
    } catch (error) {
      if (!(error instanceof StartupError)) throw error;
      const todo = `Stop Parcours if it runs. Restore the latest backup (parcours restore <folder> --replace); or move ${dir} away, which loses what was accepted and is not in the store yet.`;
      return [problem("log", { expected: "a log that can be read", found: error.message, todo })];
    }
  };
}

function readable(dir: string): Finding {
  const megabytes = Math.ceil(statSync(join(dir, "data.mdb")).size / 1e6).toLocaleString("en");
  return ok("log", `${dir} can be read; ${megabytes} MB`);
}

/** Frames go when all groups have passed them: a group that nobody reads with holds them for ever. */
function retention({ topics }: LogLook, { settings, now }: Patient): Finding {
  const days = settings.environment.PARCOURS_RETENTION_DAYS;
  const promise = `the log keeps events ${String(days)} days after they were processed`;
  const held = topics.find(({ oldest, waitedFor }) => {
    return waitedFor.length > 0 && now() - (oldest ?? now()) > (1.5 * days + 1) * DAY_MS;
  });
  if (held === undefined) return ok("retention", promise);
  const { topic, oldest, waitedFor } = held;
  const ageDays = Math.floor((now() - (oldest ?? now())) / DAY_MS);
  return warning("retention", {
    expected: promise,
    found: `${topic} holds events of ${String(ageDays)} days ago, which ${waitedFor.join(", ")} has not read`,
    todo: "Start Parcours: its processor reads what waits, and retention goes on within a minute.",
  });
}
