import { z } from "zod";
import type { Store } from "../infra/store/port.ts";
import { RequestProblem } from "../schemas/problem.ts";
import { Site } from "../schemas/site.ts";

const KEPT_MS = 5_000;
/** Bound values travel in the address of a statement, which has room for some hundred kilobytes. */
const CHUNK = 200;

interface StoredSite {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly timezone: string;
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly hours: string;
}

/** The sites of a tenant, at most five seconds old. */
export function knownSites(store: Store): (tenant: string) => Promise<readonly Site[]> {
  const known = new Map<
    string,
    { readonly at: number; readonly sites: Promise<readonly Site[]> }
  >();
  return function sitesOf(tenant) {
    const held = known.get(tenant);
    if (held !== undefined && performance.now() - held.at < KEPT_MS) return held.sites;
    const sites = readSites(store, tenant);
    known.set(tenant, { at: performance.now(), sites });
    sites.catch(() => known.delete(tenant));
    return sites;
  };
}

async function readSites(store: Store, tenant: string): Promise<readonly Site[]> {
  const rows = await store.query<StoredSite>(
    `SELECT id, name, region, timezone, latitude, longitude, hours
    FROM sites FINAL WHERE tenant = {tenant: String} ORDER BY id`,
    { tenant },
  );
  return rows.map(({ latitude, longitude, hours, ...site }) => ({
    ...site,
    hours: JSON.parse(hours) as Site["hours"],
    ...(latitude === null ? {} : { latitude }),
    ...(longitude === null ? {} : { longitude }),
  }));
}

const Sites = z.strictObject({ sites: z.array(Site).min(1).max(100_000) });

/** Saves sites by id; they take effect within seconds, for journeys folded from then on. */
export async function saveSites(
  store: Store,
  tenant: string,
  body: unknown,
  now: number,
): Promise<number> {
  const read = Sites.safeParse(body);
  if (!read.success) {
    const [issue] = read.error.issues;
    const field = issue?.path.map(String).join(".") ?? "";
    throw new RequestProblem("invalid-question", `${field}: ${issue?.message ?? ""}.`, { field });
  }
  const { sites } = read.data;
  for (let start = 0; start < sites.length; start += CHUNK) {
    await saveSome(store, tenant, sites.slice(start, start + CHUNK), now);
  }
  return sites.length;
}

async function saveSome(
  store: Store,
  tenant: string,
  sites: readonly Site[],
  now: number,
): Promise<void> {
  await store.command(
    `INSERT INTO sites (tenant, id, name, region, timezone, latitude, longitude, hours, updated)
    SELECT {tenant: String}, JSONExtractString(s, 'id'), JSONExtractString(s, 'name'),
      JSONExtractString(s, 'region'), JSONExtractString(s, 'timezone'),
      JSONExtract(s, 'latitude', 'Nullable(Float64)'), JSONExtract(s, 'longitude', 'Nullable(Float64)'),
      JSONExtractRaw(s, 'hours'), fromUnixTimestamp64Milli({now: Int64}, 'UTC')
    FROM (SELECT arrayJoin(JSONExtractArrayRaw({sites: String})) AS s)`,
    { tenant, now, sites: JSON.stringify(sites) },
  );
}
