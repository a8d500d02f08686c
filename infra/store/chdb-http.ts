import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Authenticate, Caller } from "./callers.ts";
import { explain, Fault } from "./fault.ts";
import { sendPieces, sendWhole, type AnswerHead } from "./http-answer.ts";
import { readBody, withBody } from "./http-body.ts";
import { readHead, type StoreRequest } from "./http-request.ts";
import { gather, inflateInEngine, runStatement, type Runner, type Work } from "./run-statement.ts";
import { readStatement, type Statement } from "./statement.ts";
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
  const body = await bodyOf(options, caller, request, address, signal);
  const { request: whole, text } = await withBody(address, request.headers["content-type"], body);
  if (text.length === 0) {
    respondOk(response);
    return;
  }
  const statement = readStatement(text);
  if (ENDS_PROCESS.test(statement.sql))
    throw new Fault("ACCESS_DENIED", "The embedded store is ended by its supervisor, not by SQL");
  await run(options, caller, { request: whole, statement, signal }, response);
}

async function run(
  options: FrontOptions,
  caller: Caller,
  { request, statement, signal }: Omit<Work, "inPieces">,
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

async function bodyOf(
  options: FrontOptions,
  caller: Caller,
  request: IncomingMessage,
  { compression }: StoreRequest,
  signal: AbortSignal,
): Promise<Buffer> {
  const maxBytes = BODY_BYTES[caller.kind];
  const body = await readBody(request, maxBytes);
  if (compression === undefined) return body;
  if (caller.kind === "reader")
    throw new Fault("NOT_IMPLEMENTED", `Content-Encoding ${compression} is for inserts: use gzip`);
  return inflateInEngine(options, body, { compression, maxBytes, signal });
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
