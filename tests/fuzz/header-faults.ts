import fc from "fast-check";
import type { Draft } from "./draft.ts";
import type { Faults } from "./fault.ts";

/** What is wrong, or unusual, in the headers. Who asks is no matter of theirs: callers have their own. */
export const HEADER_FAULTS: Faults = {
  "no content type": fc.constant((draft) => ({ ...draft, contentType: undefined })),
  "another content type": fc
    .constantFrom(
      "text/html",
      "text/plain",
      "application/xml",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "application/json; charset=iso-8859-1",
      "application/json; charset=utf-8",
      "APPLICATION/JSON",
      "application/cloudevents+xml",
      "*/*",
      ";;;",
      "json",
    )
    .map((contentType) => (draft: Draft) => ({ ...draft, contentType })),
  "a format that there is not": header("accept", "image/png"),
  "an unusual Accept": header(
    "accept",
    "text/html, */*;q=0.1",
    "text/csv;q=0, application/*",
    "application/json;q=oops",
    "text/event-stream",
    "text/event-stream;q=0.1, application/json",
    "*",
    ",,,",
    "x".repeat(2_000),
  ),
  "an unusual language": header("accept-language", "fr", "FR-ca;q=0.1", "*", "x".repeat(500), ";"),
  "an unusual preference": header("prefer", "return=minimal", "return=", "respond-async"),
  "half of binary mode": fc.constant((draft) => ({
    ...draft,
    headers: {
      ...draft.headers,
      "ce-type": "ticket.issued",
      "ce-id": "%E9%ff",
      "ce-specversion": "1",
    },
  })),
  "a header of another world": header("x-http-method-override", "DELETE"),
  "headers that are too large": fc.constant((draft) => ({
    ...draft,
    headers: { ...draft.headers, "x-long": "x".repeat(20_000) },
    elsewhere: [...(draft.elsewhere ?? []), 431],
  })),
};

function header(name: string, ...values: readonly string[]): Faults[string] {
  return fc.constantFrom(...values).map((value) => (draft: Draft) => ({
    ...draft,
    headers: { ...draft.headers, [name]: value },
  }));
}
