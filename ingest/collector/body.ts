import { isAscii, isUtf8 } from "node:buffer";
import type { IncomingHttpHeaders } from "node:http";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { LIMITS } from "../../schemas/admission.ts";
import { RequestProblem } from "../../schemas/problem.ts";

/** The events of a request, before anybody has checked them. */
export interface Candidates {
  readonly events: readonly Candidate[];
  /** A request made for one event alone: where that is bad, the whole request is. */
  readonly lone: boolean;
}

/** A parsed value, or a line that nobody has parsed yet. */
export type Candidate = { readonly value: unknown } | Line;

/** A part of a body that is an event, unless somebody broke it. */
export interface Line {
  /** UTF-8. */
  readonly bytes: Buffer;
  readonly from: number;
  readonly to: number;
}

const unzip = promisify(gunzip);

/** A body inflated, and checked to be UTF-8. */
export async function inflate(body: Buffer, headers: IncomingHttpHeaders): Promise<Buffer> {
  const encoding = headers["content-encoding"]?.trim().toLowerCase() ?? "identity";
  if (encoding !== "gzip" && encoding !== "identity") {
    throw new RequestProblem(
      "unsupported-encoding",
      `Content-Encoding is "${encoding}"; send gzip or leave it out.`,
    );
  }
  const bytes = encoding === "gzip" ? await inflated(body) : body;
  if (!isUtf8(bytes)) {
    throw new RequestProblem("invalid-encoding", "The body is not UTF-8; encode it as UTF-8.");
  }
  return bytes.subarray(0, BOM.length).equals(BOM) ? bytes.subarray(BOM.length) : bytes;
}

const BOM = Buffer.from("\uFEFF");

async function inflated(body: Buffer): Promise<Buffer> {
  try {
    return await unzip(body, { maxOutputLength: LIMITS.bodyBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge();
    throw new RequestProblem(
      "invalid-encoding",
      "Content-Encoding says gzip, and the body is not whole gzip; compress it again.",
      {},
      { cause: error },
    );
  }
}

/** The 413 that names the limit of a body. */
export function tooLarge(): RequestProblem {
  const limit = String(LIMITS.bodyBytes);
  return new RequestProblem(
    "body-too-large",
    `A body has at most ${limit} bytes (5 MiB) once inflated; send fewer events a request.`,
    { limit: `body: ${limit} bytes inflated` },
  );
}

/** Reads the events out of an inflated body by its content type. */
export function readCandidates(body: Buffer, headers: IncomingHttpHeaders): Candidates {
  const candidates = byContentType(body, headers);
  if (candidates.events.length > LIMITS.eventsPerRequest) {
    throw new RequestProblem(
      "too-many-events",
      `A request has at most ${String(LIMITS.eventsPerRequest)} events, this one has ${String(candidates.events.length)}; split it.`,
      { limit: `batch: ${String(LIMITS.eventsPerRequest)} events` },
    );
  }
  return candidates;
}

const ACCEPTED =
  "application/json, application/x-ndjson, application/cloudevents+json, application/cloudevents-batch+json";

function byContentType(body: Buffer, headers: IncomingHttpHeaders): Candidates {
  const [type = "", ...parameters] = (headers["content-type"] ?? "").toLowerCase().split(";");
  const charset = parameters.map((part) => part.trim()).find((part) => part.startsWith("charset="));
  if (charset !== undefined && !/^charset="?utf-?8"?$/.test(charset)) {
    throw new RequestProblem("unsupported-media-type", `Send UTF-8, not ${charset}.`);
  }
  switch (type.trim()) {
    case "application/json":
      if (headers["ce-specversion"] !== undefined || headers["ce-type"] !== undefined) {
        return { events: [{ value: binaryMode(body, headers) }], lone: true };
      }
      return oneOrMany(parse(body));
    case "text/plain": // what a browser's beacon sends, so that no preflight is needed
      return oneOrMany(parse(body));
    case "application/cloudevents+json":
      return { events: [{ value: parse(body) }], lone: true };
    case "application/cloudevents-batch+json": {
      const batch = parse(body);
      if (Array.isArray(batch)) return many(batch);
      throw new RequestProblem("invalid-json", "A CloudEvents batch is a JSON array of events.");
    }
    case "application/x-ndjson":
    case "application/ndjson":
    case "application/jsonl":
      return { events: lines(body), lone: false };
    default:
      throw new RequestProblem(
        "unsupported-media-type",
        `Content-Type is "${type}"; send one of ${ACCEPTED}.`,
      );
  }
}

function oneOrMany(value: unknown): Candidates {
  return Array.isArray(value) ? many(value) : { events: [{ value }], lone: true };
}

function many(values: readonly unknown[]): Candidates {
  return { events: values.map((value) => ({ value })), lone: false };
}

function parse(body: Buffer): unknown {
  const text = textOf(body);
  try {
    return JSON.parse(text);
  } catch (error) {
    const said = error instanceof Error ? error.message.slice(0, 200).toWellFormed() : "";
    const detail = text === "" ? "The body is empty; send an event." : `${said}. Send valid JSON.`;
    throw new RequestProblem("invalid-json", detail, {}, { cause: error });
  }
}

const [NEWLINE, RETURN, SPACE, DELETE] = [0x0a, 0x0d, 0x20, 0x7f];

function lines(bytes: Buffer): Line[] {
  const found: Line[] = [];
  for (let from = 0, next; from < bytes.length; from = next) {
    const end = bytes.indexOf(NEWLINE, from);
    let to = end === -1 ? bytes.length : end;
    next = to + 1;
    if (bytes[to - 1] === RETURN) to -= 1;
    const first = bytes[from] ?? SPACE;
    const isText = to > from && first > SPACE && first < DELETE;
    const line = { bytes, from, to };
    if (isText || textOfLine(line).trim() !== "") found.push(line);
  }
  return found;
}

/** Of a large text it is worth to see that there is nothing to decode. */
export function textOf(bytes: Buffer): string {
  return bytes.toString(isAscii(bytes) ? "latin1" : "utf8");
}

/** The text of a line. */
export function textOfLine({ bytes, from, to }: Line): string {
  return bytes.toString("utf8", from, to);
}

/** CloudEvents binary mode: attributes in `ce-` headers, percent-encoded; the body is the data. */
function binaryMode(body: Buffer, headers: IncomingHttpHeaders): Record<string, unknown> {
  const event: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (!name.startsWith("ce-") || typeof value !== "string") continue;
    const attribute = name.slice(3);
    if (!/^[a-z0-9_]+$/.test(attribute) || attribute === "data" || attribute === "__proto__") {
      throw new RequestProblem("invalid-cloudevent", `The header ${name} names no attribute.`);
    }
    try {
      event[attribute] = decodeURIComponent(value);
    } catch (error) {
      const detail = `The header ${name} is not percent-encoded UTF-8.`;
      throw new RequestProblem("invalid-cloudevent", detail, {}, { cause: error });
    }
  }
  if (body.length > 0) event["data"] = parse(body);
  return event;
}
