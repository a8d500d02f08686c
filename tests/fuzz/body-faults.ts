import fc from "fast-check";
import { gzipSync } from "node:zlib";
import { bytesOf, type Draft } from "./draft.ts";
import type { Faults } from "./fault.ts";

/** Larger than any body may be. */
const HUGE_BYTES = 5_300_000;

/** What is wrong with the bytes of a body. */
export const BODY_FAULTS: Faults = {
  "no body": fc.constant((draft) => ({ ...draft, body: undefined })),
  "an empty body": rewritten(() => ""),
  "nothing but blanks": rewritten(() => " \n\t"),
  "half a body": fc
    .double({ min: 0, max: 0.99, noNaN: true })
    .map((part) => rewrite((text) => text.slice(0, Math.floor(text.length * part)))),
  "a comma too many": rewritten((text) => text.replace(/[\]}]$/, ",$&")),
  "single quotes": rewritten((text) => text.replaceAll('"', "'")),
  "something after the end": rewritten((text) => `${text} {}`),
  "a raw line break in a text": rewritten((text) => text.replace(/"([^"]*)"/, '"\n$1"')),
  "a word instead of a value": fc
    .constantFrom("NaN", "-Infinity", "undefined", "1e999", "0x1F", "01", ".5", "True")
    .map((word) => rewrite((text) => text.replace(/:\s*("[^"]*"|[\d.]+)/, `:${word}`))),
  "__proto__ as raw text": rewritten((text) => text.replace("{", '{"__proto__":{"limit":1},')),
  "a key twice": rewritten((text) => text.replace(/\{("[^"]*"):/, "{$1:null,$1:")),
  "a byte order mark": rewritten((text) => `\ufeff${text}`),
  "Latin-1": fc.constant((draft) => {
    const text = textOf(draft).replace(/"([^"]*)"/, '"été $1"');
    return withBytes(draft, Buffer.from(text, "latin1"));
  }),
  "UTF-16": fc.constant((draft) =>
    withBytes(draft, Buffer.from(`\ufeff${textOf(draft)}`, "utf16le")),
  ),
  "any bytes": fc
    .uint8Array({ maxLength: 64 })
    .map((bytes) => (draft: Draft) => withBytes(draft, bytes)),
  "a body that is too large": rewritten((text) => text.padEnd(HUGE_BYTES)),
  "gzip that is not said to be": fc.constant((draft) => ({
    ...withBytes(draft, gzipSync(textOf(draft))),
    gzip: false,
  })),
  "plain text that is said to be gzip": fc.constant((draft) => ({
    ...draft,
    gzip: false,
    headers: { ...draft.headers, "content-encoding": "gzip" },
  })),
  "a compression that nobody knows": fc
    .constantFrom("br", "deflate", "zstd", "gzip, gzip")
    .map((encoding) => (draft: Draft) => ({
      ...draft,
      gzip: false,
      headers: { ...draft.headers, "content-encoding": encoding },
    })),
};

function textOf({ body }: Draft): string {
  return body === undefined ? "" : Buffer.from(bytesOf(body)).toString("utf8");
}

function withBytes(draft: Draft, bytes: Uint8Array): Draft {
  // Where no body is asked for, one is read all the same.
  const { contentType = "application/json" } = draft;
  return { ...draft, contentType, body: { kind: "bytes", bytes } };
}

function rewrite(change: (text: string) => string) {
  return (draft: Draft): Draft => withBytes(draft, Buffer.from(change(textOf(draft))));
}

function rewritten(change: (text: string) => string): Faults[string] {
  return fc.constant(rewrite(change));
}
