import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { serveOrders } from "./child.ts";
import { BATCH, purePipeline } from "./pure-pipeline.ts";
import { inBatches, recordsOf } from "./records.ts";

export interface RowsOrder {
  /** NDJSON. */
  readonly file: string;
  readonly folder: string;
}

/** One Arrow stream on disk: the rows of one table out of one batch. */
export interface RowFile {
  readonly batch: number;
  readonly table: string;
  readonly rows: number;
  readonly path: string;
}

/** Writes the rows that the processor would insert for these events, in batches as with a backlog. */
async function writeRows({ file, folder }: RowsOrder): Promise<RowFile[]> {
  const pipeline = await purePipeline(() => undefined);
  const files: RowFile[] = [];
  let batch = 0;
  for (const records of inBatches(await recordsOf(file, 200), BATCH)) {
    for (const { table, rows, stream } of await pipeline.run(records)) {
      const path = join(folder, `${batch}-${table}.arrow`);
      writeFileSync(path, stream);
      files.push({ batch, table, rows, path });
    }
    batch += 1;
  }
  return files;
}

serveOrders(writeRows);
