import { gzipSync } from "node:zlib";
import type { Json } from "../../schemas/documents/json.ts";
import type { Caller } from "./callers.ts";
import type { Operation } from "./document.ts";

/** A request in parts, so that faults can be put into each. */
export interface Draft {
  readonly operation: Operation;
  readonly caller: Caller;
  readonly method: string;
  /** The path, its parameters filled in and percent-encoded. */
  readonly path: string;
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly headers: Readonly<Record<string, string>>;
  readonly contentType?: string | undefined;
  readonly body?: Body | undefined;
  readonly gzip: boolean;
  /** What was done to it, in words. */
  readonly faults: readonly string[];
  /** Where a fault leads away from the operation: the statuses it may have, each as a problem. */
  readonly elsewhere?: readonly number[];
}

/** A value as JSON, several as JSON lines, or bytes as they are. */
export type Body =
  | { readonly kind: "json"; readonly value: Json }
  | { readonly kind: "lines"; readonly value: readonly Json[] }
  | { readonly kind: "bytes"; readonly bytes: Uint8Array };

/** A request as it is sent. */
export interface WireRequest {
  readonly method: string;
  /** Path and query. */
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
}

export function bytesOf(body: Body): Uint8Array {
  switch (body.kind) {
    case "json":
      return Buffer.from(JSON.stringify(body.value));
    case "lines":
      return Buffer.from(body.value.map((value) => `${JSON.stringify(value)}\n`).join(""));
    case "bytes":
      return body.bytes;
    default:
      return body satisfies never;
  }
}

export function wireRequest({ caller, ...draft }: Draft): WireRequest {
  const query = [...draft.query, ...(caller.query ?? [])]
    .map((pair) => pair.map((text) => encodeURIComponent(text.toWellFormed())).join("="))
    .join("&");
  const plain = draft.body && bytesOf(draft.body);
  return {
    method: draft.method,
    address: query === "" ? draft.path : `${draft.path}?${query}`,
    headers: {
      ...(draft.contentType === undefined ? {} : { "content-type": draft.contentType }),
      ...(draft.gzip ? { "content-encoding": "gzip" } : {}),
      ...draft.headers,
      ...caller.headers,
    },
    body: plain && draft.gzip ? gzipSync(plain) : plain,
  };
}
