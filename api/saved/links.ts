import { createHash, randomBytes } from "node:crypto";
import type { Caller } from "../../infra/access/port.ts";
import type { Store } from "../../infra/store/port.ts";
import { RequestProblem } from "../../schemas/problem.ts";
import { ANSWER_FILES, SAVED_LIMITS, type MadeLink, type SavedLink } from "../../schemas/saved.ts";
import { instantSql } from "../questions/journeys.ts";
import type { Named } from "./read.ts";

const DAY_MS = 86_400_000;
/** For so many days after it has expired it is still known what a link was, in ms. */
export const REMEMBERED_MS = 90 * DAY_MS;

interface StoredLink {
  readonly id: string;
  readonly made_at: string;
  readonly by: string;
  readonly expires_at: string;
  readonly revoked_at: string;
  readonly revoker: string;
  readonly sites: string;
}

const LINK_SELECT = `link AS id, ${instantSql("made")} AS made_at, made_by AS by,
    ${instantSql("expires")} AS expires_at, if(revoked IS NULL, '', ${instantSql("revoked")}) AS revoked_at,
    revoked_by AS revoker, sites`;

function linkOf(stored: StoredLink, now: number): SavedLink {
  const isRevoked = stored.revoked_at !== "";
  const sites = sitesIn(stored.sites);
  return {
    link: stored.id,
    made_at: stored.made_at,
    made_by: stored.by,
    expires_at: stored.expires_at,
    revoked_at: isRevoked ? stored.revoked_at : null,
    revoked_by: isRevoked ? stored.revoker : null,
    opens: !isRevoked && Date.parse(stored.expires_at) > now,
    sites: sites === undefined ? null : [...sites],
  };
}

/** The sites of which a link may show something; undefined when it may of all. */
export function sitesIn(text: string): readonly string[] | undefined {
  return text === "" ? undefined : (JSON.parse(text) as readonly string[]);
}

/** What a token is known by: the token itself is kept nowhere. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token, "utf8").digest("hex");
}

/** The links of a saved question, the newest first; those that expired are listed for 90 days more. */
export async function listLinks(
  store: Store,
  of: Named,
  now: number,
): Promise<readonly SavedLink[]> {
  const sql = `
  SELECT ${LINK_SELECT} FROM saved_links FINAL
  WHERE tenant = {tenant: String} AND name = {name: String}
    AND expires > fromUnixTimestamp64Milli({since: Int64}, 'UTC')
  ORDER BY made DESC, link`;
  const links = await store.query<StoredLink>(sql, { ...of, since: now - REMEMBERED_MS });
  return links.map((link) => linkOf(link, now));
}

/** Makes an address that opens the answer of one saved question, seen as its maker may see it. */
export async function makeLink(
  store: Store,
  of: Named,
  { caller, days, now }: { readonly caller: Caller; readonly days: number; readonly now: number },
): Promise<MadeLink> {
  const there = (await listLinks(store, of, now)).filter(({ opens }) => opens);
  if (there.length >= SAVED_LIMITS.links) {
    const most = String(SAVED_LIMITS.links);
    const detail = `"${of.name}" has ${most} links that work, which is as many as there may be; revoke those that nobody needs.`;
    throw new RequestProblem("limit-reached", detail, { limit: `links: ${most} a saved question` });
  }
  const token = `pl_${randomBytes(24).toString("base64url")}`;
  const made: StoredLink = {
    id: randomBytes(6).toString("hex"),
    made_at: new Date(now).toISOString(),
    by: caller.name,
    expires_at: new Date(now + days * DAY_MS).toISOString(),
    revoked_at: "",
    revoker: "",
    sites: caller.sites === undefined ? "" : JSON.stringify(caller.sites),
  };
  await store.command(
    `INSERT INTO saved_links (tenant, link, name, sha256, made, made_by, expires, revoked, revoked_by,
      sites, changed)
    SELECT {tenant: String}, {link: String}, {name: String}, {sha256: String},
      fromUnixTimestamp64Milli({now: Int64}, 'UTC'), {by: String},
      fromUnixTimestamp64Milli({expires: Int64}, 'UTC'), NULL, '', {sites: String},
      fromUnixTimestamp64Milli({now: Int64}, 'UTC')`,
    {
      ...of,
      ...{ link: made.id, sha256: hashToken(token), by: made.by, sites: made.sites, now },
      expires: Date.parse(made.expires_at),
    },
  );
  const path = (file: string) => [file, `/v1/saved/${of.name}/answer.${file}?link=${token}`];
  const paths = Object.fromEntries(Object.keys(ANSWER_FILES).map(path)) as MadeLink["paths"];
  return { ...linkOf(made, now), paths };
}

/** Ends a link for good; one that has been revoked before stays as it was. */
export async function revokeLink(
  store: Store,
  of: Named,
  link: string,
  { by, now }: { readonly by: string; readonly now: number },
): Promise<SavedLink> {
  const find = async () => (await listLinks(store, of, now)).find((one) => one.link === link);
  const found = await find();
  if (found === undefined) {
    const detail = `"${of.name.slice(0, 64)}" has no link ${link.slice(0, 64)}; GET /v1/saved/{name}/links lists those there are.`;
    throw new RequestProblem("not-found", detail);
  }
  if (found.revoked_at !== null) return found;
  await store.command(
    `INSERT INTO saved_links (tenant, link, name, sha256, made, made_by, expires, revoked, revoked_by,
      sites, changed)
    SELECT tenant, link, name, sha256, made, made_by, expires,
      fromUnixTimestamp64Milli({now: Int64}, 'UTC'), {by: String}, sites,
      greatest(changed + INTERVAL 1 MILLISECOND, fromUnixTimestamp64Milli({now: Int64}, 'UTC'))
    FROM saved_links FINAL
    WHERE tenant = {tenant: String} AND name = {name: String} AND link = {link: String}`,
    { ...of, link, by, now },
  );
  return (await find()) ?? found;
}
