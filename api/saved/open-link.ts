import type { Caller } from "../../infra/access/port.ts";
import type { Store } from "../../infra/store/port.ts";
import { RequestProblem } from "../../schemas/problem.ts";
import { instantSql } from "../questions/journeys.ts";
import { hashToken, REMEMBERED_MS, sitesIn } from "./links.ts";

/** As whom an answer is looked up. */
export type Viewer = Pick<Caller, "tenant" | "sites">;

interface KnownLink {
  readonly sha256: string;
  readonly tenant: string;
  readonly name: string;
  readonly by: string;
  readonly expires_at: string;
  readonly is_revoked: boolean;
  readonly sites: string;
}

/** How long what is known of links counts, in ms: so nobody keeps the store busy by guessing. */
const KEPT_MS = 1_000;
/** So many answers a second, and so many at once, are more than any sheet needs. */
const RATE = { perSecond: 1, burst: 60 };

/** Opens links, each for one saved question. */
export interface LinkDoor {
  /** @throws {RequestProblem} 401 when there is no such link, 403 when it has ended, 404 for another question's, 429. */
  open(token: string, name: string): Promise<Viewer>;
  /** To be said after a change, so that it counts here at once. */
  changed(): void;
}

/** Knows all links by the hashes of their tokens, at most a second old. */
export function linkDoor(store: Store, now: () => number): LinkDoor {
  let held: { readonly at: number; readonly links: Promise<KnownLinks> } | undefined;
  const spend = buckets(now);

  function known(): Promise<KnownLinks> {
    if (held !== undefined && performance.now() - held.at < KEPT_MS) return held.links;
    const links = readLinks(store, now() - REMEMBERED_MS);
    const reading = { at: performance.now(), links };
    held = reading;
    links.catch(() => {
      if (held === reading) held = undefined;
    });
    return links;
  }

  return {
    async open(token, name) {
      const link = (await known()).get(hashToken(token));
      if (link === undefined) {
        const detail =
          "No link of this Parcours has this token; ask who gave you the address for a new one.";
        throw new RequestProblem("unknown-key", detail);
      }
      const { tenant, sites } = link;
      if (link.is_revoked || Date.parse(link.expires_at) <= now()) throw endedLink(link);
      if (link.name !== name) {
        const detail = "This link opens another saved question; use its address as it was given.";
        throw new RequestProblem("not-found", detail);
      }
      spend(link.sha256);
      const limits = sitesIn(sites);
      return { tenant, ...(limits === undefined ? {} : { sites: limits }) };
    },
    changed() {
      held = undefined;
    },
  };
}

type KnownLinks = ReadonlyMap<string, KnownLink>;

async function readLinks(store: Store, since: number): Promise<KnownLinks> {
  const links = await store.query<KnownLink>(
    `SELECT sha256, tenant, name, made_by AS by, ${instantSql("expires")} AS expires_at,
      revoked IS NOT NULL AS is_revoked, sites
    FROM saved_links FINAL WHERE expires > fromUnixTimestamp64Milli({since: Int64}, 'UTC')`,
    { since },
  );
  return new Map(links.map((link) => [link.sha256, link]));
}

function endedLink({ is_revoked: isRevoked, expires_at: at, by }: KnownLink): RequestProblem {
  const what = isRevoked ? "was revoked" : `has expired, at ${at}`;
  const detail = `This link ${what}. Ask "${by}", who made it, for a new one: POST /v1/saved/{name}/links.`;
  return new RequestProblem("link-ended", detail);
}

/** A sheet that a whole company has open asks again and again. */
function buckets(now: () => number): (link: string) => void {
  const all = new Map<string, { readonly tokens: number; readonly at: number }>();
  return function spend(link) {
    const bucket = all.get(link) ?? { tokens: RATE.burst, at: now() };
    const refilled = bucket.tokens + ((now() - bucket.at) / 1000) * RATE.perSecond;
    const tokens = Math.min(RATE.burst, refilled) - 1;
    if (tokens < 0) {
      const detail = `A link gives ${String(RATE.perSecond)} answer a second; ask less often.`;
      throw new RequestProblem("too-many-requests", detail, { retryAfterSeconds: 1 });
    }
    all.set(link, { tokens, at: now() });
  };
}
