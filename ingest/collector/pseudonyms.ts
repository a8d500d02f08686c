import { createHmac } from "node:crypto";
import { Pieces } from "../../schemas/pieces.ts";

/** Turns what identifies a person into a pseudonym of the tenant. Never twice. */
export interface Pseudonym {
  (identifier: string): string;
  /** The same of an identifier in ASCII, for whom nobody has made a text of it yet. */
  ofBytes(bytes: Buffer, from: number, to: number): string;
}

const MARK = "h1.";
const LENGTH = 22; // of base64url: 132 bits
const MARKED = /^h1\.[A-Za-z0-9_-]{22}$/;
/** A power of two, twice as many as there are persons between two events of one of them. */
const REMEMBERED = 65_536;
/** What is longer is worked out each time. */
const LONGEST = 48;

/** HMAC-SHA256 under the tenant's secret, 132 bits of it, behind a mark; remembers the recent ones. */
export function pseudonyms(secret: string): Pseudonym {
  const known = new Pieces<string>(REMEMBERED, LONGEST);
  const ofBytes = (bytes: Buffer, from: number, to: number): string =>
    known.get(bytes, from, to) ??
    known.set(bytes, from, to, workedOut(secret, bytes.toString("utf8", from, to)));
  const ofText = (identifier: string): string => {
    const bytes = Buffer.from(identifier, "utf8");
    return ofBytes(bytes, 0, bytes.length);
  };
  return Object.assign(ofText, { ofBytes });
}

function workedOut(secret: string, identifier: string): string {
  if (MARKED.test(identifier)) return identifier;
  const digest = createHmac("sha256", secret).update(identifier, "utf8").digest("base64url");
  return MARK + digest.slice(0, LENGTH);
}
