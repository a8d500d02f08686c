import type { Store } from "../infra/store/port.ts";
import type { Tenant } from "../schemas/config.ts";
import type { Site } from "../schemas/site.ts";
import { closingTimes, type ClosesAt } from "./places.ts";

interface StoredSite {
  readonly tenant: string;
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly timezone: string;
  readonly hours: string;
}

const REFRESH_MS = 1_000;

/** Keeps the sites' closing times at most a second old, as long as batches come. */
export function keepPlaces(store: Pick<Store, "query">, tenants: readonly Tenant[]) {
  let known = "";
  let refreshed = Number.NEGATIVE_INFINITY;
  let byTenant = new Map<string, ClosesAt>();
  const unknown = closingTimes([], "UTC");
  return {
    closesAt: (tenant: string): ClosesAt => byTenant.get(tenant) ?? unknown,
    async refresh(): Promise<void> {
      if (performance.now() - refreshed < REFRESH_MS) return;
      const rows = await store.query<StoredSite>(
        "SELECT tenant, id, name, region, timezone, hours FROM sites FINAL ORDER BY tenant, id",
      );
      refreshed = performance.now();
      const now = JSON.stringify(rows);
      if (now === known) return;
      known = now;
      byTenant = new Map(
        tenants.map(({ id, timezone }) => [
          id,
          closingTimes(rows.filter((row) => row.tenant === id).map(siteOf), timezone),
        ]),
      );
    },
  };
}

// Checked when it was saved. What would not pass today must not stop everybody's journeys.
function siteOf({ hours, ...site }: StoredSite): Site {
  return { ...site, hours: JSON.parse(hours) as Site["hours"] };
}
