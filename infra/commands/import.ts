import type { Adapter } from "../../ingest/importers/adapter.ts";
import { eventLines, eventRows } from "../../ingest/importers/events.ts";
import { runImport, type ImportSummary } from "../../ingest/importers/run-import.ts";
import { technion } from "../../ingest/importers/technion.ts";
import { sendTo } from "../../ingest/sender.ts";
import { ending } from "../roles/messages.ts";
import type { Settings } from "../settings.ts";
import { StartupError } from "../startup-error.ts";
import { clientOf } from "./client.ts";
import { progressLine } from "./progress.ts";
import { waitUntilQueryable } from "./queryable.ts";

/** The formats that can be imported. */
const FORMATS = {
  ndjson: eventLines,
  csv: eventRows,
  technion,
} as const satisfies Record<string, Adapter>;
type Format = keyof typeof FORMATS;

/** `parcours import`: a file's rows through the collector, with progress and a summary. */
export async function importFile(
  settings: Settings,
  path: string,
  asked: string | undefined,
): Promise<void> {
  const format = formatOf(asked, path);
  const client = clientOf(settings);
  await client.ask("GET", "/v1/me"); // says what to do when nothing runs, before any work
  const signal = ending();
  const line = progressLine(path);
  const summary = await runImport({
    path,
    adapter: FORMATS[format],
    deliver: sendTo({ url: client.url, key: client.keys.write, signal }),
    signal,
    onProgress: ({ done, events }) => {
      line.say(done, events, "events");
    },
  }).catch((cause: unknown) => {
    line.end();
    if (signal.aborted) {
      const message = "Interrupted. Run the same command again: what was sent counts once.";
      throw new StartupError("interrupted", message, { cause });
    }
    const said = cause instanceof Error ? cause.message : String(cause);
    const message = `${path} could not be imported to its end: ${said} What was sent is kept; mend it and run the same command again.`;
    throw new StartupError("import-failed", message, { cause });
  });
  line.end();
  process.stdout.write(summaryText(path, summary));
  await waitUntilQueryable(client);
  process.stdout.write("All of it is in the figures now.\n");
}

function formatOf(asked: string | undefined, path: string): Format {
  const name = asked ?? (/\.csv(\.gz)?$/.test(path) ? "csv" : "ndjson");
  if (Object.hasOwn(FORMATS, name)) return name as Format;
  const names = Object.keys(FORMATS).join(", ");
  throw new StartupError("unknown-format", `There is no format "${name}"; there are ${names}.`);
}

function summaryText(path: string, summary: ImportSummary): string {
  const { rows, events, accepted, duplicate, skipped, rejected } = summary;
  const total = (by: Readonly<Record<string, number>>) =>
    Object.values(by).reduce((sum, one) => sum + one, 0);
  const reasons = (by: Readonly<Record<string, number>>) =>
    Object.entries(by).map(([reason, n]) => `  ${n.toLocaleString("en")} ${reason}\n`);
  return [
    `${path}: ${rows.toLocaleString("en")} rows gave ${events.toLocaleString("en")} events: `,
    `${accepted.toLocaleString("en")} accepted, ${duplicate.toLocaleString("en")} known already.\n`,
    `Skipped: ${String(total(skipped))} rows\n`,
    ...reasons(skipped),
    `Rejected: ${String(total(rejected))}\n`,
    ...reasons(rejected),
  ].join("");
}
