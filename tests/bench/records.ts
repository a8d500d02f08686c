import { readFileSync } from "node:fs";
import type { LogRecord } from "../../infra/log/port.ts";
import type * as Admit from "../../ingest/collector/admit.ts";
import type * as Pseudonyms from "../../ingest/collector/pseudonyms.ts";
import { compiled } from "./places.ts";

/** The events of a file as the collector would have put them into the log, so many a record. */
export async function recordsOf(file: string, perRecord: number): Promise<LogRecord[]> {
  const { admit } = await compiled<typeof Admit>("ingest/collector/admit.js");
  const { pseudonyms } = await compiled<typeof Pseudonyms>("ingest/collector/pseudonyms.js");
  const appended = Date.now();
  const admitOne = admit({ pseudonym: pseudonyms("secret"), now: Date.now, skewMs: 300_000 });
  const records: LogRecord[] = [];
  let group: string[] = [];
  const close = () => {
    const value = Buffer.from(`[${group.join(",\n")}]`); // a line each, as collectors write
    records.push({ tenant: "default", partition: 0, count: group.length, appended, value });
    group = [];
  };
  for (const line of readFileSync(file, "utf8").trimEnd().split("\n")) {
    const admission = admitOne(JSON.parse(line));
    if (admission.kind === "reject") throw new Error(`Not admitted: ${admission.refusal.detail}`);
    if (group.push(JSON.stringify(admission.event.stored)) === perRecord) close();
  }
  if (group.length > 0) close();
  return records;
}

/** Records in groups of about so many events. */
export function* inBatches(
  records: readonly LogRecord[],
  events: number,
): Generator<readonly LogRecord[]> {
  let batch: LogRecord[] = [];
  let count = 0;
  for (const record of records) {
    batch.push(record);
    count += record.count;
    if (count < events) continue;
    yield batch;
    batch = [];
    count = 0;
  }
  if (batch.length > 0) yield batch;
}
