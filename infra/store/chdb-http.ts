import { randomUUID } from "node:crypto";
import { unlink, writeFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import type { Authenticate, Caller } from "./callers.ts";
import { prepare } from "./callers.ts";
import { canonicalSql, refuseStatement } from "./access.ts";
import type { Engine } from "./chdb-session.ts";
import { explain, Fault } from "./fault.ts";
import { sendPieces, sendWhole, type AnswerHead } from "./http-answer.ts";
import { readBody, readHead, withBody, type StoreRequest } from "./http-request.ts";
import { quote, readStatement, type Statement } from "./statement.ts";
import type { Turns } from "./turns.ts";

export interface FrontOptions {
  readonly engine: Engine;
  readonly authenticate: Authenticate;
  readonly turns: Readonly<Record<Caller["kind"], Turns>>;
  /** Where the rows of an insert wait for the engine to read them. */
  readonly spool: string;
  /** Used by requests that name none. */
  readonly database: string;
  /** Aborts what still runs when the store closes. */
  readonly closing: AbortSignal;
}

export type Front = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const BODY_BYTES = { parcours: 256 << 20, reader: 4 << 20 } as const;
/** Formats whose pieces, one after the other, are the whole answer: verified byte for byte in the contract suite. */
const IN_PIECES =
  /^(?:Native|RowBinary|JSONEachRow|JSONLines|NDJSON|JSONCompactEachRow|CSV|TSV|TabSeparated|TSVRaw|TabSeparatedRaw)$/i;
/** These end an answer with something about all of it, or wrap it. */
const ABOUT_THE_WHOLE = /totals|extremes|array_of_rows/i;
/** The supervisor ends this process; SQL doesn't. */
const ENDS_PROCESS = /^\s*SYSTEM\s+(?:SHUTDOWN|KILL)\b/i;

/** ClickHouse's HTTP interface over the engine. Whatever a client sends, it answers or hangs up, and never throws. */
export function createFront(options: FrontOptions): Front {
  return async function front(request, response) {
    const hungUp = new AbortController();
    response.on("close", () => hungUp.abort(new Fault("QUERY_WAS_CANCELLED", "The client left")));
    const signal = AbortSignal.any([hungUp.signal, options.closing]);
    try {
      await respond(options, request, response, signal);
    } catch (error) {
      refuse(request, response, error);
    }
  };
}

async function respond(
  options: FrontOptions,
  request: IncomingMessage,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  if (request.url === "/ping") return void response.end("Ok.\n");
  const address = readHead(request);
  const caller = options.authenticate(address.user, address.password);
  const sent = await readBody(request, BODY_BYTES[caller.kind]);
  const body = address.compression ? await inflate(options, caller, address.compression, sent) : sent;
  const { request: head, text } = await withBody(address, request.headers["content-type"], body);
  if (text.length === 0) return void response.end("Ok.\n");
  const statement = readStatement(text);
  if (ENDS_PROCESS.test(statement.sql))
    throw new Fault("ACCESS_DENIED", "The embedded store is ended by its supervisor, not by SQL");

  const answer: AnswerHead = {
    queryId: head.queryId ?? randomUUID(),
    format: statement.format ?? head.format,
    timezone: head.settings.get("session_timezone") ?? "UTC",
    gzip: head.gzipAnswer,
  };
  const inPieces = comesInPieces(head, statement, answer.format);
  const giveBack = await options.turns[caller.kind].take(signal);
  if (!giveBack)
    throw new Fault("TOO_MANY_SIMULTANEOUS_QUERIES", "Too many simultaneous queries: try again soon");
  let whole: Buffer;
  try {
    const pieces = perform(options, caller, head, statement, inPieces, signal);
    if (inPieces) return await sendPieces(response, answer, pieces, signal);
    whole = await gather(pieces);
  } finally {
    giveBack();
  }
  await sendWhole(response, answer, whole);
}

/** Runs the statement as its caller may run it. */
async function* perform(
  { engine, spool, database }: FrontOptions,
  caller: Caller,
  head: StoreRequest,
  statement: Statement,
  inPieces: boolean,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const before = prepare(caller, head, database);
  const run = { before, sql: statement.sql, format: head.format, inPieces, signal };
  if (caller.kind === "reader") await mustBeReadable(engine, statement, signal);
  if (!statement.rows || caller.kind === "reader") return yield* engine.run(run);

  // The engine reads binary rows from a file only, and text from a file with half the work.
  yield* inFile(spool, statement.rows, (file) =>
    engine.run({ ...run, sql: statement.fromFile(file) }),
  );
}

/** What Node can't inflate, such as the LZ4 of Python's clickhouse-connect, the engine can. */
async function inflate(
  { engine, spool, closing }: FrontOptions,
  caller: Caller,
  compression: string,
  bytes: Buffer,
): Promise<Buffer> {
  if (caller.kind === "reader")
    throw new Fault("NOT_IMPLEMENTED", `Content-Encoding ${compression} is for inserts: use gzip`);
  const pieces = inFile(spool, bytes, (file) =>
    engine.run({
      before: [`SET max_result_bytes = ${BODY_BYTES.parcours}, max_block_size = 1`],
      sql: `SELECT * FROM file(${quote(file)}, RawBLOB, 'bytes String', ${quote(compression)}) FORMAT RawBLOB`,
      format: "RawBLOB",
      inPieces: false,
      signal: closing,
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

async function mustBeReadable(
  engine: Engine,
  { sql }: Statement,
  signal: AbortSignal,
): Promise<void> {
  const asked = { before: [], sql: canonicalSql(sql), format: "RawBLOB", inPieces: false, signal };
  const reason = refuseStatement((await gather(engine.run(asked))).toString("utf8"));
  if (reason !== undefined) throw new Fault("ACCESS_DENIED", `Not allowed: ${reason}`);
}

function comesInPieces(head: StoreRequest, { verb, sql }: Statement, format: string): boolean {
  if (head.wholeAnswer || !IN_PIECES.test(format)) return false;
  if (verb !== "SELECT" && verb !== "WITH") return false;
  return !ABOUT_THE_WHOLE.test(sql) && ![...head.settings.keys()].some((name) => ABOUT_THE_WHOLE.test(name));
}

async function gather(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

function refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) return void response.destroy();
  const { code, text, status } = explain(error);
  response.statusCode = status;
  response.setHeader("X-ClickHouse-Exception-Code", code);
  response.setHeader("Content-Type", "text/plain; charset=UTF-8");
  // What a client still sends after its answer would be read as its next request.
  if (!request.complete) response.setHeader("Connection", "close");
  response.end(`${text}\n`);
}
