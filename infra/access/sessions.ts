import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { Caller } from "./port.ts";

export const SESSION_COOKIE = "parcours_session";

const CODE_MS = 10 * 60_000;
const SESSION_MS = 30 * 86_400_000;
const Claims = z.object({ tenant: z.string(), name: z.string(), until: z.number() });

/** Signs browsers in: a code for one use becomes a session. */
export interface Sessions {
  /** A code that works once within ten minutes. */
  issueCode(tenant: string, name: string): string;
  /** The cookie's value for a code; undefined when it was used or is too old. */
  redeem(code: string): string | undefined;
  /** Who a cookie speaks for; undefined when it is not ours, or over. */
  open(cookie: string): Caller | undefined;
  readonly maxAgeSeconds: number;
}

/** Codes live in this process; sessions are signed claims, and outlive it. */
export function openSessions(secret: string, now: () => number): Sessions {
  const codes = new Map<string, { tenant: string; name: string; until: number }>();
  const sign = (payload: string) =>
    createHmac("sha256", secret).update(payload).digest("base64url");
  return {
    maxAgeSeconds: SESSION_MS / 1000,
    issueCode(tenant, name) {
      for (const [code, { until }] of codes) if (until < now()) codes.delete(code);
      const code = randomBytes(24).toString("base64url");
      codes.set(code, { tenant, name, until: now() + CODE_MS });
      return code;
    },
    redeem(code) {
      const claim = codes.get(code);
      codes.delete(code);
      if (claim === undefined || claim.until < now()) return undefined;
      const claims = { tenant: claim.tenant, name: claim.name, until: now() + SESSION_MS };
      const payload = Buffer.from(JSON.stringify(claims)).toString("base64url");
      return `${payload}.${sign(payload)}`;
    },
    open(cookie) {
      const [payload = "", signature = ""] = cookie.split(".");
      const expected = Buffer.from(sign(payload));
      const given = Buffer.from(signature);
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
      const claims = Claims.parse(JSON.parse(Buffer.from(payload, "base64url").toString("utf8")));
      if (claims.until < now()) return undefined;
      const { tenant, name } = claims;
      return { tenant, name, kind: "session", scopes: new Set(["read", "duty"]) };
    },
  };
}
