import type { IncomingHttpHeaders } from "node:http";
import type { Scope } from "../../schemas/config.ts";

/** Who asks, as their key or session says. */
export interface Caller {
  readonly tenant: string;
  /** The key's name, for the record; never the key. */
  readonly name: string;
  readonly kind: "secret" | "public" | "session";
  readonly scopes: ReadonlySet<Scope>;
  /** When set, only these sites may be read or written about. */
  readonly sites?: readonly string[];
}

/** The parts of a request that say who asks. */
export interface Credentials {
  readonly headers: IncomingHttpHeaders;
  /** Of the query string; counts for public keys alone, because beacons carry no header. */
  readonly key?: string | undefined;
  readonly method: string;
}

/** Lets callers in. Throws a `RequestProblem` (401, 403 or 429) that says what to do. */
export interface Access {
  authorize(credentials: Credentials, scope: Scope): Caller;
  /** Origins from which some public key may write: what CORS may allow. */
  isPublicOrigin(origin: string): boolean;
}
