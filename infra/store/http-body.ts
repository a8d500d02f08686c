import type { IncomingMessage } from "node:http";
import { pipeline, type Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { Fault } from "./fault.ts";
import { gather, type Pieces } from "./pieces.ts";
import { readStatement, type Statement } from "./statement.ts";

/** What only the engine inflates, by its own name for it. */
export const ENGINE_ENCODINGS: Readonly<Record<string, string>> = {
  lz4: "lz4",
  zstd: "zstd",
  xz: "xz",
};

export function encodingOf(request: IncomingMessage): string | undefined {
  return request.headers["content-encoding"]?.toLowerCase();
}

/** The body as it comes, inflated unless only the engine can. Ends at what exceeds `maxBytes`, before it is in memory. */
export async function* piecesOf(
  request: IncomingMessage,
  maxBytes: number,
): AsyncGenerator<Buffer, void> {
  const inflate = inflater(encodingOf(request));
  const source: Readable = inflate ? pipeline(request, inflate, () => undefined) : request;
  let bytes = 0;
  for await (const piece of source as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > maxBytes)
      throw new Fault(
        "QUERY_IS_TOO_LARGE",
        `The request exceeds ${maxBytes} bytes: send it in parts`,
      );
    yield piece;
  }
}

function inflater(encoding: string | undefined) {
  switch (encoding) {
    case undefined:
    case "identity":
      return undefined;
    case "gzip":
      return createGunzip();
    case "deflate":
      return createInflate();
    case "br":
      return createBrotliDecompress();
    default:
      if (ENGINE_ENCODINGS[encoding]) return undefined;
      throw new Fault(
        "NOT_IMPLEMENTED",
        `Content-Encoding ${encoding} is not understood: use gzip`,
      );
  }
}

interface Head {
  readonly sql: string;
  readonly params: ReadonlyMap<string, string>;
}

/** A request with what its body adds. */
interface Asked<Request> {
  readonly request: Request;
  /** Undefined when nothing was asked. */
  readonly statement: Statement | undefined;
  /** The rows that an insert brings. */
  readonly rows: Pieces | undefined;
}

/**
 * A form holds the statement and its parameters (a way around the limited length of an address); any
 * other body continues the statement. The rows of an insert whose statement is in the address are
 * not read yet: they are the largest bodies, and need never be in memory as a whole.
 */
export async function readAsked<Request extends Head>(
  head: Request,
  type: string | undefined,
  body: Pieces,
): Promise<Asked<Request>> {
  if (type?.startsWith("multipart/form-data")) {
    const { sql, params } = await readForm(head, type, await gather(body));
    return asked({ ...head, params }, Buffer.from(sql));
  }
  const address = Buffer.from(head.sql === "" ? "" : `${head.sql}\n`);
  const statement = readStatement(address);
  if (statement.rows?.length === 0) return { request: head, statement, rows: body };
  return asked(head, Buffer.concat([address, await gather(body)]));
}

function asked<Request>(request: Request, text: Buffer): Asked<Request> {
  if (text.length === 0) return { request, statement: undefined, rows: undefined };
  const statement = readStatement(text);
  return { request, statement, rows: statement.rows && [statement.rows] };
}

async function readForm(head: Head, type: string, body: Buffer): Promise<Head> {
  const params = new Map(head.params);
  let sql = head.sql;
  for (const [name, value] of await formOf(type, body)) {
    if (typeof value !== "string")
      throw new Fault("NOT_IMPLEMENTED", `External tables ('${name}') are not taken here`);
    if (name === "query") sql = value;
    else if (/^param_\w+$/.test(name)) params.set(name, value);
  }
  return { sql, params };
}

async function formOf(type: string, body: Buffer): Promise<FormData> {
  try {
    return await new Response(new Uint8Array(body), {
      headers: { "Content-Type": type },
    }).formData();
  } catch (cause) {
    throw new Fault("BAD_ARGUMENTS", "The form in the body is broken", { cause });
  }
}
