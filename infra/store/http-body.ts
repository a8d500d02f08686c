import type { IncomingMessage } from "node:http";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { Fault } from "./fault.ts";

/** What only the engine inflates, by its own name for it. */
export const ENGINE_ENCODINGS: Readonly<Record<string, string>> = {
  lz4: "lz4",
  zstd: "zstd",
  xz: "xz",
};

export function encodingOf(request: IncomingMessage): string | undefined {
  return request.headers["content-encoding"]?.toLowerCase();
}

/** The body, inflated unless only the engine can. Refuses what exceeds `maxBytes` before it is in memory. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const collect = async (source: AsyncIterable<Buffer>) => {
    for await (const chunk of source) {
      bytes += chunk.length;
      if (bytes > maxBytes)
        throw new Fault(
          "QUERY_IS_TOO_LARGE",
          `The request exceeds ${maxBytes} bytes: send it in parts`,
        );
      chunks.push(chunk);
    }
  };
  const inflate = inflater(encodingOf(request));
  if (inflate) await pipeline(request, inflate, collect);
  else await pipeline(request, collect);
  return Buffer.concat(chunks);
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

interface Asked {
  readonly sql: string;
  readonly params: ReadonlyMap<string, string>;
}

/**
 * The request with what its body adds: a form holds the statement and its parameters (a way around
 * the limited length of an address); any other body continues the statement.
 */
export async function withBody<Head extends Asked>(
  head: Head,
  type: string | undefined,
  body: Buffer,
): Promise<{ readonly request: Head; readonly text: Buffer }> {
  if (!type?.startsWith("multipart/form-data")) {
    const text = head.sql ? Buffer.concat([Buffer.from(`${head.sql}\n`), body]) : body;
    return { request: head, text };
  }
  const params = new Map(head.params);
  let sql = head.sql;
  for (const [name, value] of await readForm(type, body)) {
    if (typeof value !== "string")
      throw new Fault("NOT_IMPLEMENTED", `External tables ('${name}') are not taken here`);
    if (name === "query") sql = value;
    else if (/^param_\w+$/.test(name)) params.set(name, value);
  }
  return { request: { ...head, params }, text: Buffer.from(sql) };
}

async function readForm(type: string, body: Buffer): Promise<FormData> {
  try {
    return await new Response(new Uint8Array(body), {
      headers: { "Content-Type": type },
    }).formData();
  } catch (cause) {
    throw new Fault("BAD_ARGUMENTS", "The form in the body is broken", { cause });
  }
}
