import { createHmac } from "node:crypto";
import { Recent } from "../../schemas/texts/recent.ts";

/** Turns what identifies a person into a pseudonym of the tenant. Never twice. */
export type Pseudonym = (identifier: string) => string;

const MARK = "h1.";
const LENGTH = 22; // of base64url: 132 bits
const MARKED = /^h1\.[A-Za-z0-9_-]{22}$/;
const REMEMBERED = 65_536;

/** HMAC-SHA256 under the tenant's secret, 132 bits of it, behind a mark; remembers the recent ones. */
export function pseudonyms(secret: string): Pseudonym {
  const known = new Recent<string>(REMEMBERED);
  return (identifier) =>
    known.get(identifier) ?? known.set(identifier, workedOut(secret, identifier));
}

function workedOut(secret: string, identifier: string): string {
  if (MARKED.test(identifier)) return identifier;
  const digest = createHmac("sha256", secret).update(identifier, "utf8").digest("base64url");
  return MARK + digest.slice(0, LENGTH);
}
