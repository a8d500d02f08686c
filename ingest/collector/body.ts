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

/** A parsed value, or a line of text that is not JSON. */
export type Candidate = { readonly value: unknown } | { readonly broken: string };

const inflate = promisify(gunzip);

/** The bytes of a body as text, inflated and checked. */
export async function textOfBody(body: Buffer, headers: IncomingHttpHeaders): Promise<string> {
  const encoding = headers["content-encoding"]?.trim().toLowerCase() ?? "identity";
  if (encoding !== "gzip" && encoding !== "identity") {
    throw new RequestProblem(
      "unsupported-encoding",
      `Content-Encoding is "${encoding}"; send gzip or leave it out.`,
    );
  }
  const bytes = encoding === "gzip" ? await inflated(body) : body;
  if (isAscii(bytes)) return bytes.toString("latin1"); // nearly always, and then nothing to decode
  if (!isUtf8(bytes)) {
    throw new RequestProblem("invalid-encoding", "The body is not UTF-8; encode it as UTF-8.");
  }
  const text = bytes.toString("utf8");
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

async function inflated(body: Buffer): Promise<Buffer> {
  try {
    return await inflate(body, { maxOutputLength: LIMITS.bodyBytes });
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

/** Reads the events out of a body by its content type. */
export function readCandidates(text: string, headers: IncomingHttpHeaders): Candidates {
  const candidates = byContentType(text, headers);
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

function byContentType(text: string, headers: IncomingHttpHeaders): Candidates {
  const [type = "", ...parameters] = (headers["content-type"] ?? "").toLowerCase().split(";");
  const charset = parameters.map((part) => part.trim()).find((part) => part.startsWith("charset="));
  if (charset !== undefined && !/^charset="?utf-?8"?$/.test(charset)) {
    throw new RequestProblem("unsupported-media-type", `Send UTF-8, not ${charset}.`);
  }
  switch (type.trim()) {
    case "application/json":
      if (headers["ce-specversion"] !== undefined || headers["ce-type"] !== undefined) {
        return { events: [{ value: binaryMode(text, headers) }], lone: true };
      }
      return oneOrMany(parse(text));
    case "text/plain": // what a browser's beacon sends, so that no preflight is needed
      return oneOrMany(parse(text));
    case "application/cloudevents+json":
      return { events: [{ value: parse(text) }], lone: true };
    case "application/cloudevents-batch+json": {
      const batch = parse(text);
      if (Array.isArray(batch)) return many(batch);
      throw new RequestProblem("invalid-json", "A CloudEvents batch is a JSON array of events.");
    }
    case "application/x-ndjson":
    case "application/ndjson":
    case "application/jsonl":
      return { events: lines(text), lone: false };
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

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const said = error instanceof Error ? error.message.slice(0, 200).toWellFormed() : "";
    const detail = text === "" ? "The body is empty; send an event." : `${said}. Send valid JSON.`;
    throw new RequestProblem("invalid-json", detail, {}, { cause: error });
  }
}

function lines(text: string): Candidate[] {
  const candidates: Candidate[] = [];
  for (let from = 0, to; from < text.length; from = to + 1) {
    to = text.indexOf("\n", from);
    if (to === -1) to = text.length;
    const line = text.slice(from, to);
    if (line.trim() === "") continue;
    try {
      candidates.push({ value: JSON.parse(line) });
    } catch {
      candidates.push({ broken: line });
    }
  }
  return candidates;
}

/** CloudEvents binary mode: attributes in `ce-` headers, percent-encoded; the body is the data. */
function binaryMode(text: string, headers: IncomingHttpHeaders): Record<string, unknown> {
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
  if (text !== "") event["data"] = parse(text);
  return event;
}
