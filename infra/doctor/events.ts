import { FIRST_MINTED } from "../../schemas/journey-id.ts";
import { listed, type Count } from "./counts.ts";
import { ok, warning, type Finding } from "./finding.ts";
import type { Patient } from "./patient.ts";

const UNDATED = `
  SELECT tenant AS name, count() AS n FROM journeys FINAL
  WHERE minted < fromUnixTimestamp64Milli({first: Int64}, 'UTC') GROUP BY tenant ORDER BY tenant`;

/** Journeys that share four partitions, because their ids have no time in them. */
export async function undatedJourneys({ store: { store } }: Patient): Promise<readonly Finding[]> {
  if (store === undefined) return [];
  const counts = await store.query<Count>(UNDATED, { first: FIRST_MINTED });
  if (counts.length === 0) return [ok("journey ids", "all have a time in them")];
  return [
    warning("journey ids", {
      expected: "UUIDv7 as the subject of every journey, minted between 2000 and 2100",
      found: `without such a time: ${listed(counts, "journeys")}`,
      todo: "They count, and slow questions down: they are read whatever the range. Let the service that begins a journey make its id as a UUIDv7.",
    }),
  ];
}

const UNKNOWN_SITES = `
  SELECT tenant || '/' || site AS name, count() AS n FROM events
  WHERE site != '' AND (tenant, site) NOT IN (SELECT tenant, id FROM sites)
  GROUP BY tenant, site ORDER BY n DESC, name`;

/** Sites that events name, and of which nobody has said more. */
export async function unknownSites({ store: { store } }: Patient): Promise<readonly Finding[]> {
  if (store === undefined) return [];
  const unknown = await store.query<Count>(UNKNOWN_SITES);
  if (unknown.length === 0) return [ok("sites", "all sites that events name are known")];
  return [
    warning("sites", {
      expected: "a name, region and opening hours for each site that events name",
      found: `${unknown.length.toLocaleString("en")} sites are not imported: ${listed(unknown, "events")}`,
      todo: "parcours sites import <file.csv>, with a line for each; or mend the senders where it is a slip of the pen.",
    }),
  ];
}

const WHO = ["events", "employee_answers", "sites", "rejects"]
  .map((table) => `SELECT DISTINCT tenant FROM ${table}`)
  .join(" UNION DISTINCT ");

/** Data that nobody can ask for any more. */
export async function forgottenTenants(patient: Patient): Promise<readonly Finding[]> {
  const { store } = patient.store;
  if (store === undefined) return [];
  const known = patient.settings.config.tenants.map(({ id }) => id);
  const found = await store.query<{ tenant: string }>(`${WHO} ORDER BY tenant`);
  const forgotten = found.map(({ tenant }) => tenant).filter((tenant) => !known.includes(tenant));
  if (forgotten.length === 0) return [ok("tenants", `${known.join(", ")}; no data of others`)];
  return [
    warning("tenants", {
      expected: `data of ${known.join(", ")} alone, as the configuration has it`,
      found: `data of ${forgotten.join(", ")} as well, for which nobody can ask`,
      todo: "Put the tenant back into the configuration; its secret is still in secrets.json.",
    }),
  ];
}
