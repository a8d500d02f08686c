import { randomUUID } from "node:crypto";
import { unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { canonicalSql, refuseStatement } from "./access.ts";
import { prepare, type Caller } from "./callers.ts";
import type { Engine, Run } from "./chdb-session.ts";
import { Fault } from "./fault.ts";
import type { StoreRequest } from "./http-request.ts";
import { quote, type Statement } from "./statement.ts";

export interface Runner {
  readonly engine: Engine;
  /** Where the rows of an insert wait for the engine to read them. */
  readonly spool: string;
  /** Used by requests that name none. */
  readonly database: string;
}

export interface Work {
  readonly request: StoreRequest;
  readonly statement: Statement;
  readonly inPieces: boolean;
  readonly signal: AbortSignal;
}

/** Runs a statement as its caller may run it. */
export function runStatement(
  { engine, spool, database }: Runner,
  caller: Caller,
  { request, statement, inPieces, signal }: Work,
): AsyncGenerator<Uint8Array> {
  const before = prepare(caller, request, database);
  const run = { before, sql: statement.sql, format: request.format, inPieces, signal };
  if (caller.kind === "reader") return ifReadable(engine, run);
  if (!statement.rows) return engine.run(run);
  // The engine reads binary rows from a file only, and text from a file with half the work.
  return inFile(spool, statement.rows, (file) =>
    engine.run({ ...run, sql: statement.fromFile(file) }),
  );
}

async function* ifReadable(engine: Engine, run: Run): AsyncGenerator<Uint8Array> {
  const sql = canonicalSql(run.sql);
  const asked = engine.run({ ...run, before: [], sql, format: "RawBLOB", inPieces: false });
  const reason = refuseStatement((await gather(asked)).toString("utf8"));
  if (reason !== undefined) throw new Fault("ACCESS_DENIED", `Not allowed: ${reason}`);
  yield* engine.run(run);
}

interface Inflation {
  readonly compression: string;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/** What Node can't inflate, such as the LZ4 of Python's clickhouse-connect, the engine can. */
export function inflateInEngine(
  { engine, spool }: Runner,
  bytes: Buffer,
  { compression, maxBytes, signal }: Inflation,
): Promise<Buffer> {
  const pieces = inFile(spool, bytes, (file) =>
    engine.run({
      before: [`SET max_result_bytes = ${maxBytes}, max_block_size = 1`],
      sql: `SELECT * FROM file(${quote(file)}, RawBLOB, 'bytes String', ${quote(compression)}) FORMAT RawBLOB`,
      format: "RawBLOB",
      inPieces: false,
      signal,
    }),
  );
  return gather(pieces);
}

/** The bytes as a file, for as long as it takes. */
async function* inFile(
  spool: string,
  bytes: Uint8Array,
  use: (file: string) => AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const file = join(spool, randomUUID());
  try {
    await writeFile(file, bytes);
    yield* use(file);
  } finally {
    await unlink(file).catch(() => undefined);
  }
}

/** All pieces as one. */
export async function gather(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}
