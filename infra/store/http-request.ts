import type { IncomingMessage } from "node:http";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { Fault } from "./fault.ts";

/** One request to ClickHouse's HTTP interface, as a client meant it. */
export interface StoreRequest {
  readonly user: string;
  readonly password: string;
  readonly queryId: string | undefined;
  readonly database: string | undefined;
  readonly format: string;
  /** Values of `{name: Type}`, keyed `param_name`. */
  readonly params: ReadonlyMap<string, string>;
  readonly settings: ReadonlyMap<string, string>;
  /** Answer in one piece, so that an error late in the query still has a status of its own. */
  readonly wholeAnswer: boolean;
  readonly gzipAnswer: boolean;
  /** Of the body, when it is one that only the engine can inflate. */
  readonly compression: string | undefined;
  readonly sql: string;
}

/** Of ClickHouse's HTTP transport, and not settings. Sessions are among them: here each request has its own. */
const TRANSPORT = new Set(
  (
    "query database default_format user password quota_key query_id role stacktrace buffer_size " +
    "wait_end_of_query compress decompress session_id session_timeout session_check close_session " +
    "client_protocol_version enable_http_compression http_zlib_compression_level " +
    "send_progress_in_http_headers http_headers_progress_interval_ms http_response_headers " +
    "log_comment add_http_cors_header http_write_exception_in_output_format"
  ).split(" "),
);
const SETTING_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * The request with what its body adds: a form holds the statement and its parameters (a way around
 * the limited length of an address); any other body continues the statement.
 */
export async function withBody(
  head: StoreRequest,
  type: string | undefined,
  body: Buffer,
): Promise<{ readonly request: StoreRequest; readonly text: Buffer }> {
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
    return await new Response(new Uint8Array(body), { headers: { "Content-Type": type } }).formData();
  } catch (cause) {
    throw new Fault("BAD_ARGUMENTS", "The form in the body is broken", { cause });
  }
}

export function readHead(request: IncomingMessage): StoreRequest {
  const query = new URL(request.url ?? "/", "http://store").searchParams;
  refuseNativeCompression(query);
  const [user, password] = credentials(request, query);
  const params = new Map<string, string>();
  const settings = new Map<string, string>();
  for (const [name, value] of query) {
    if (TRANSPORT.has(name)) continue;
    if (!SETTING_NAME.test(name)) throw new Fault("BAD_ARGUMENTS", `No setting is called '${name}'`);
    if (name.startsWith("param_")) params.set(name, value);
    else settings.set(name, value);
  }
  return {
    user,
    password,
    queryId: query.get("query_id") ?? undefined,
    database: query.get("database") ?? header(request, "x-clickhouse-database"),
    format: query.get("default_format") ?? header(request, "x-clickhouse-format") ?? "TabSeparated",
    params,
    settings,
    wholeAnswer: isOn(query.get("wait_end_of_query")),
    gzipAnswer:
      isOn(query.get("enable_http_compression")) &&
      /\bgzip\b/.test(header(request, "accept-encoding") ?? ""),
    compression: ENGINE_ENCODINGS[header(request, "content-encoding") ?? ""],
    sql: query.get("query") ?? "",
  };
}

/** The body, inflated unless only the engine can. Refuses what exceeds `maxBytes` before it is in memory. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const collect = async (source: AsyncIterable<Buffer>) => {
    for await (const chunk of source) {
      bytes += chunk.length;
      if (bytes > maxBytes)
        throw new Fault("QUERY_IS_TOO_LARGE", `The request exceeds ${maxBytes} bytes: send it in parts`);
      chunks.push(chunk);
    }
  };
  const inflate = inflater(header(request, "content-encoding"));
  if (inflate) await pipeline(request, inflate, collect);
  else await pipeline(request, collect);
  return Buffer.concat(chunks);
}

const ENGINE_ENCODINGS: Readonly<Record<string, string>> = { lz4: "lz4", zstd: "zstd", xz: "xz" };

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
      throw new Fault("NOT_IMPLEMENTED", `Content-Encoding ${encoding} is not understood: use gzip`);
  }
}

function refuseNativeCompression(query: URLSearchParams): void {
  if (isOn(query.get("compress")) || isOn(query.get("decompress")))
    throw new Fault(
      "NOT_IMPLEMENTED",
      "ClickHouse's own compression (compress=1, decompress=1) is not spoken here: use HTTP's (enable_http_compression=1)",
    );
}

function credentials(request: IncomingMessage, query: URLSearchParams): readonly [string, string] {
  const basic = /^Basic (.+)$/i.exec(request.headers.authorization ?? "")?.[1];
  if (basic) {
    const [user = "", ...password] = Buffer.from(basic, "base64").toString("utf8").split(":");
    return [user, password.join(":")];
  }
  return [
    header(request, "x-clickhouse-user") ?? query.get("user") ?? "default",
    header(request, "x-clickhouse-key") ?? query.get("password") ?? "",
  ];
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function isOn(value: string | null): boolean {
  return value === "1" || value === "true";
}
