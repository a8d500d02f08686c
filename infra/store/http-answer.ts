import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { Writable } from "node:stream";
import { promisify } from "node:util";
import { createGzip, gzip as gzipBytes } from "node:zlib";

export interface AnswerHead {
  readonly queryId: string;
  readonly format: string;
  readonly timezone: string;
  readonly gzip: boolean;
}

/** A client that takes nothing for so long loses its turn to those who wait. */
const STALL_MS = 60_000;
const GZIP = { level: 3 } as const;
const gzip = promisify(gzipBytes);

/** Sends an answer that is complete. */
export async function sendWhole(
  response: ServerResponse,
  head: AnswerHead,
  whole: Uint8Array,
): Promise<void> {
  const body = head.gzip ? await gzip(whole, GZIP) : whole;
  writeHead(response, head);
  response.setHeader("Content-Length", body.byteLength);
  response.end(body);
}

/** Sends an answer while it is made. An error after its first piece can only break the connection, as it does in ClickHouse. */
export async function sendPieces(
  response: ServerResponse,
  head: AnswerHead,
  pieces: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  let out: Writable | undefined;
  for await (const piece of pieces) {
    out ??= begin(response, head);
    if (out.write(piece)) continue;
    await once(out, "drain", { signal: AbortSignal.any([signal, AbortSignal.timeout(STALL_MS)]) });
  }
  (out ?? begin(response, head)).end();
}

function begin(response: ServerResponse, head: AnswerHead): Writable {
  writeHead(response, head);
  if (!head.gzip) return response;
  const zipped = createGzip(GZIP);
  zipped.pipe(response);
  return zipped;
}

function writeHead(response: ServerResponse, head: AnswerHead): void {
  response.setHeader("Content-Type", contentType(head.format));
  response.setHeader("X-ClickHouse-Query-Id", head.queryId);
  response.setHeader("X-ClickHouse-Format", head.format);
  response.setHeader("X-ClickHouse-Timezone", head.timezone);
  if (head.gzip) response.setHeader("Content-Encoding", "gzip");
}

function contentType(format: string): string {
  if (/^(?:JSON|NDJSON)/i.test(format)) return "application/json; charset=UTF-8";
  if (/^(?:TSV|TabSeparated)/i.test(format)) return "text/tab-separated-values; charset=UTF-8";
  if (/^CSV/i.test(format)) return "text/csv; charset=UTF-8; header=present";
  return "application/octet-stream";
}
