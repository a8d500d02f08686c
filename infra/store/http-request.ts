import type { IncomingMessage } from "node:http";
import { Fault } from "./fault.ts";
import { encodingOf, ENGINE_ENCODINGS } from "./http-body.ts";

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

export function readHead(request: IncomingMessage): StoreRequest {
  const query = new URL(request.url ?? "/", "http://store").searchParams;
  refuseNativeCompression(query);
  const [user, password] = credentials(request, query);
  const params = new Map<string, string>();
  const settings = new Map<string, string>();
  for (const [name, value] of query) {
    if (TRANSPORT.has(name)) continue;
    if (!SETTING_NAME.test(name))
      throw new Fault("BAD_ARGUMENTS", `No setting is called '${name}'`);
    if (name.startsWith("param_")) params.set(name, value);
    else settings.set(name, value);
  }
  return {
    user,
    password,
    queryId: /^[\x21-\x7e]+$/.exec(query.get("query_id") ?? "")?.[0],
    database: query.get("database") ?? header(request, "x-clickhouse-database"),
    format: query.get("default_format") ?? header(request, "x-clickhouse-format") ?? "TabSeparated",
    params,
    settings,
    wholeAnswer: isOn(query.get("wait_end_of_query")),
    gzipAnswer:
      isOn(query.get("enable_http_compression")) &&
      /\bgzip\b/.test(header(request, "accept-encoding") ?? ""),
    compression: ENGINE_ENCODINGS[encodingOf(request) ?? ""],
    sql: query.get("query") ?? "",
  };
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
