import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Authenticate, Caller } from "./callers.ts";
import { explain, Fault } from "./fault.ts";
import { sendPieces, sendWhole, type AnswerHead } from "./http-answer.ts";
import { piecesOf, readAsked } from "./http-body.ts";
import { readHead, type StoreRequest } from "./http-request.ts";
import { gather, type Pieces } from "./pieces.ts";
import { inflateInEngine, runStatement, type Runner } from "./run-statement.ts";
import type { Statement } from "./statement.ts";
import type { Turns } from "./turns.ts";

export interface FrontOptions extends Runner {
  readonly authenticate: Authenticate;
  readonly turns: Readonly<Record<Caller["kind"], Turns>>;
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

interface Asked {
  readonly request: StoreRequest;
  readonly statement: Statement;
  readonly signal: AbortSignal;
}

/** ClickHouse's HTTP interface over the engine. Whatever a client sends, it answers or hangs up, and never throws. */
export function createFront(options: FrontOptions): Front {
  return async function front(request, response) {
    const cancel = new AbortController();
    const onClosing = () => cancel.abort(options.closing.reason);
    options.closing.addEventListener("abort", onClosing);
    response.on("close", () => {
      options.closing.removeEventListener("abort", onClosing);
      cancel.abort(new Fault("QUERY_WAS_CANCELLED", "The client left"));
    });
    try {
      await respond(options, request, response, cancel.signal);
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
  if (/^\/ping(?:\?|$)/.test(request.url ?? "")) {
    respondOk(response);
    return;
  }
  const address = readHead(request);
  const caller = options.authenticate(address.user, address.password);
  const {
    request: whole,
    statement,
    rows,
  } = await readAsked(
    address,
    request.headers["content-type"],
    await piecesFrom(options, caller, request, address, signal),
  );
  if (statement === undefined) {
    respondOk(response);
    return;
  }
  if (ENDS_PROCESS.test(statement.sql))
    throw new Fault("ACCESS_DENIED", "The embedded store is ended by its supervisor, not by SQL");
  const answer = (sql: string) => {
    const work = { request: whole, statement: { ...statement, sql }, signal };
    return run(options, caller, work, response);
  };
  // The engine reads binary rows from a file only, and text from a file with half the work.
  if (rows === undefined || caller.kind === "reader") await answer(statement.sql);
  else await options.spool.withFile(rows, (file) => answer(statement.fromFile(file)));
}

async function run(
  options: FrontOptions,
  caller: Caller,
  { request, statement, signal }: Asked,
  response: ServerResponse,
): Promise<void> {
  const head: AnswerHead = {
    queryId: request.queryId ?? randomUUID(),
    format: statement.format ?? request.format,
    timezone: request.settings.get("session_timezone") ?? "UTC",
    gzip: request.gzipAnswer,
  };
  const inPieces = comesInPieces(request, statement, head.format);
  const giveBack = await options.turns[caller.kind].take(signal);
  if (!giveBack) throw new Fault("TOO_MANY_SIMULTANEOUS_QUERIES", "Too many queries wait already");
  let whole: Buffer;
  try {
    const pieces = runStatement(options, caller, { request, statement, inPieces, signal });
    if (inPieces) {
      await sendPieces(response, head, pieces, signal);
      return;
    }
    whole = await gather(pieces);
  } finally {
    giveBack();
  }
  await sendWhole(response, head, whole);
}

/** The body, of which whatever Node can't inflate has been. */
async function piecesFrom(
  options: FrontOptions,
  caller: Caller,
  request: IncomingMessage,
  { compression }: StoreRequest,
  signal: AbortSignal,
): Promise<Pieces> {
  const maxBytes = BODY_BYTES[caller.kind];
  const pieces = piecesOf(request, maxBytes);
  if (compression === undefined) return pieces;
  if (caller.kind === "reader")
    throw new Fault("NOT_IMPLEMENTED", `Content-Encoding ${compression} is for inserts: use gzip`);
  return [await inflateInEngine(options, pieces, { compression, maxBytes, signal })];
}

function respondOk(response: ServerResponse): void {
  response.end("Ok.\n");
}

function comesInPieces(
  head: StoreRequest,
  { verb, sql, format: named }: Statement,
  format: string,
): boolean {
  if (head.wholeAnswer || named === null || !IN_PIECES.test(format)) return false;
  if (verb !== "SELECT" && verb !== "WITH") return false;
  return (
    !ABOUT_THE_WHOLE.test(sql) &&
    ![...head.settings.keys()].some((name) => ABOUT_THE_WHOLE.test(name))
  );
}

function refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const { code, text, status } = explain(error);
  response.statusCode = status;
  response.setHeader("X-ClickHouse-Exception-Code", code);
  response.setHeader("Content-Type", "text/plain; charset=UTF-8");
  // What a client still sends after its answer would be read as its next request.
  if (!request.complete) response.setHeader("Connection", "close");
  response.end(`${text}\n`);
}
