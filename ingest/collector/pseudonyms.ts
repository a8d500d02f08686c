import { createHmac } from "node:crypto";

/** Turns what identifies a person into a pseudonym of the tenant. Never twice. */
export type Pseudonym = (identifier: string) => string;

const MARK = "h1.";
const LENGTH = 22; // of base64url: 132 bits
const MARKED = /^h1\.[A-Za-z0-9_-]{22}$/;
const CACHED = 50_000;

/** HMAC-SHA256 under the tenant's secret, 132 bits of it, behind a mark; remembers the recent ones. */
export function pseudonyms(secret: string): Pseudonym {
  let recent = new Map<string, string>();
  let older = new Map<string, string>();
  return function pseudonym(identifier) {
    if (identifier.startsWith(MARK) && MARKED.test(identifier)) return identifier;
    let known = recent.get(identifier);
    if (known === undefined) {
      known = older.get(identifier) ?? hmac(secret, identifier);
      if (recent.size >= CACHED) {
        older = recent;
        recent = new Map();
      }
      recent.set(identifier, known);
    }
    return known;
  };
}

function hmac(secret: string, identifier: string): string {
  const digest = createHmac("sha256", secret).update(identifier, "utf8").digest("base64url");
  return MARK + digest.slice(0, LENGTH);
}
