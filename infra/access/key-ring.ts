import { timingSafeEqual } from "node:crypto";
import { RequestProblem } from "../../schemas/problem.ts";
import type { Scope } from "../../schemas/config.ts";
import type { Access, Caller, Credentials } from "./port.ts";
import { hashKey, type StoredKey } from "./secrets.ts";
import { SESSION_COOKIE, type Sessions } from "./sessions.ts";

/** The keys as they were a second ago at most; `again` as they are now. */
export type KeyReader = (again?: "again") => readonly StoredKey[];

export interface KeyRingDeps {
  /** Asked at every request, so that a new key works at once and a revoked one stops within a second. */
  readonly keys: KeyReader;
  readonly sessions: Sessions;
  /** ms since 1970. */
  readonly now: () => number;
}

/** Requests a second that a public key may make, and how many at once. */
const PUBLIC_RATE = { perSecond: 50, burst: 200 };

/** Lets callers in by `Authorization: Bearer`, by `?key=` (public keys alone) or by session cookie. */
export function keyRing({ keys, sessions, now }: KeyRingDeps): Access {
  const buckets = new Map<string, { tokens: number; at: number }>();

  function spend(name: string): void {
    const bucket = buckets.get(name) ?? { tokens: PUBLIC_RATE.burst, at: now() };
    const refilled = bucket.tokens + ((now() - bucket.at) / 1000) * PUBLIC_RATE.perSecond;
    const tokens = Math.min(PUBLIC_RATE.burst, refilled) - 1;
    if (tokens < 0) {
      const detail = `The public key "${name}" allows ${String(PUBLIC_RATE.perSecond)} requests a second; send more events a request.`;
      throw new RequestProblem("too-many-requests", detail, { retryAfterSeconds: 1 });
    }
    buckets.set(name, { tokens, at: now() });
  }

  function callerOf(credentials: Credentials): Caller {
    const bearer = bearerOf(credentials.headers.authorization);
    const presented = bearer ?? credentials.key;
    if (presented === undefined) {
      const session = sessionOf(credentials, sessions);
      if (session !== undefined) return session;
      throw new RequestProblem(
        "no-key",
        "Send `Authorization: Bearer <key>`, or sign the browser in with the link of `npx parcours link`.",
      );
    }
    const key = find(keys(), presented) ?? find(keys("again"), presented);
    if (key === undefined) {
      throw new RequestProblem(
        "unknown-key",
        "No key of this Parcours has this value; `npx parcours keys list` shows those there are.",
      );
    }
    if (bearer === undefined && key.kind !== "public") {
      throw new RequestProblem(
        "unknown-key",
        "Only public keys may stand in an address; send this one as `Authorization: Bearer <key>`.",
      );
    }
    if (key.kind === "public") {
      checkOrigin(key, credentials.headers.origin);
      spend(key.name);
    }
    return {
      tenant: key.tenant,
      name: key.name,
      kind: key.kind,
      scopes: new Set(scopesOf(key)),
      ...(key.sites === undefined ? {} : { sites: key.sites }),
    };
  }

  return {
    authorize(credentials, scope) {
      const caller = callerOf(credentials);
      if (!allows(caller, scope)) {
        const has = [...caller.scopes].join(", ") || "nothing";
        const detail = `"${caller.name}" may ${has}; this needs the scope "${scope}".`;
        throw new RequestProblem("wrong-scope", detail);
      }
      return caller;
    },
    isPublicOrigin: (origin) =>
      keys().some((key) => key.kind === "public" && key.origins?.includes(origin) === true),
  };
}

/**
 * Whatever its file says: a public key stands in pages that anybody can read, and what admins change is
 * everybody's, also where a key is bound to sites; a link of theirs would open all of them.
 */
function scopesOf({ kind, sites, scopes }: StoredKey): readonly Scope[] {
  if (kind === "public") return ["write"];
  return sites === undefined ? scopes : scopes.filter((scope) => scope !== "admin");
}

/** Admins may do everything; a duty key may read what it acts on. */
function allows({ scopes }: Caller, scope: Scope): boolean {
  return scopes.has(scope) || scopes.has("admin") || (scope === "read" && scopes.has("duty"));
}

function bearerOf(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const [, key] = /^Bearer +(\S+)$/i.exec(header) ?? [];
  if (key !== undefined) return key;
  throw new RequestProblem("no-key", "The header reads `Authorization: Bearer <key>`.");
}

function find(keys: readonly StoredKey[], presented: string): StoredKey | undefined {
  const hash = Buffer.from(hashKey(presented), "hex");
  return keys.find(({ sha256 }) => timingSafeEqual(Buffer.from(sha256, "hex"), hash));
}

function checkOrigin(key: StoredKey, origin: string | undefined): void {
  if (origin !== undefined && key.origins?.includes(origin) === true) return;
  const allowed = key.origins?.join(", ") ?? "no origin";
  const detail = `The public key "${key.name}" is for ${allowed}, not for ${origin ?? "a request without Origin"}.`;
  throw new RequestProblem("wrong-origin", detail);
}

/** A session counts only where the page itself asks: other sites can't use a cookie of ours. */
function sessionOf({ headers, method }: Credentials, sessions: Sessions): Caller | undefined {
  const cookie = headers.cookie
    ?.split(";")
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${SESSION_COOKIE}=`));
  if (cookie === undefined) return undefined;
  const { origin, host } = headers;
  if (method !== "GET" && method !== "HEAD" && origin !== undefined && !isSameHost(origin, host)) {
    throw new RequestProblem("wrong-origin", `A page of ${origin} may not use this session.`);
  }
  return sessions.open(cookie.slice(SESSION_COOKIE.length + 1));
}

function isSameHost(origin: string, host: string | undefined): boolean {
  return URL.canParse(origin) && new URL(origin).host === host;
}
