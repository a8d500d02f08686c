import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline, Transform } from "node:stream";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import { parse } from "csv-parse";
import type { Adapter, Reading } from "./adapter.ts";

/** A row's reading, and how much of the file was read by then. */
export interface FileReading {
  readonly reading: Reading;
  /** 0 to 1. */
  readonly done: number;
}

/** Reads a file row by row, `.gz` as well; throws when it can't be read, or is cut. */
export async function* readFile(path: string, adapter: Adapter): AsyncGenerator<FileReading> {
  const { size } = await stat(path);
  let read = 0;
  const counting = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      read += chunk.length;
      done(null, chunk);
    },
  });
  const stages = [
    createReadStream(path),
    counting,
    ...(path.endsWith(".gz") ? [createGunzip()] : []),
  ];
  const rows =
    adapter.rows === "csv"
      ? parse({ columns: true, bom: true, skip_empty_lines: true, relax_column_count: true })
      : new Transform({
          transform(chunk: Buffer, _encoding, done) {
            done(null, chunk);
          },
        });
  let failure: unknown;
  pipeline([...stages, rows], (error) => {
    failure = error;
  });
  const source: AsyncIterable<unknown> =
    adapter.rows === "csv"
      ? rows
      : createInterface({ input: rows, crlfDelay: Number.POSITIVE_INFINITY });
  for await (const row of source) {
    if (row === "") continue;
    const reading = adapter.read(row as Record<string, string> | string);
    yield { reading, done: size === 0 ? 1 : read / size };
  }
  // readline ends quietly where its input breaks
  if (failure !== undefined && failure !== null) throw failure as Error;
}
