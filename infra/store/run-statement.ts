import { canonicalSql, refuseStatement } from "./access.ts";
import { prepare, type Caller } from "./callers.ts";
import type { Engine, Run } from "./chdb-session.ts";
import { Fault } from "./fault.ts";
import type { StoreRequest } from "./http-request.ts";
import { gather, type Pieces } from "./pieces.ts";
import type { Spool } from "./spool.ts";
import { quote, type Statement } from "./statement.ts";

export interface Runner {
  readonly engine: Engine;
  /** Where the rows of an insert wait for the engine to read them. */
  readonly spool: Spool;
  /** Used by requests that name none. */
  readonly database: string;
}

export interface Work {
  readonly request: StoreRequest;
  readonly statement: Pick<Statement, "sql">;
  readonly inPieces: boolean;
  readonly signal: AbortSignal;
}

/** Runs a statement as its caller may run it. */
export function runStatement(
  { engine, database }: Runner,
  caller: Caller,
  { request, statement, inPieces, signal }: Work,
): AsyncGenerator<Uint8Array> {
  const before = prepare(caller, request, database);
  const run = { before, sql: statement.sql, format: request.format, inPieces, signal };
  return caller.kind === "reader" ? ifReadable(engine, run) : engine.run(run);
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
  pieces: Pieces,
  { compression, maxBytes, signal }: Inflation,
): Promise<Buffer> {
  return spool.withFile(pieces, (file) =>
    gather(
      engine.run({
        before: [`SET max_result_bytes = ${maxBytes}, max_block_size = 1`],
        sql: `SELECT * FROM file(${quote(file)}, RawBLOB, 'bytes String', ${quote(compression)}) FORMAT RawBLOB`,
        format: "RawBLOB",
        inPieces: false,
        signal,
      }),
    ),
  );
}
