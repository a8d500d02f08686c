import { JOURNEY_EXPORT_COLUMNS } from "../../schemas/export.ts";
import type { Plan } from "../plan.ts";
import { instantSql, JOURNEY_SELECT } from "../questions/journeys.ts";
import { IN_PAGE } from "./pages.ts";
import { VARIANT } from "./rows.ts";

/** Columns that have another name inside, because conditions mean the table's. */
const INSIDE: Readonly<Record<string, string>> = {
  started: "started_at",
  last: "last_at",
  status: "state",
  variant: "types",
};

const NAMES = Object.keys(JOURNEY_EXPORT_COLUMNS);
const OUTSIDE = NAMES.map((name) => (name in INSIDE ? `${INSIDE[name] ?? ""} AS ${name}` : name));

/** The journeys of a page. */
export function journeyLines({ where }: Plan): string {
  return `
  SELECT ${OUTSIDE.join(", ")}
  FROM (
    SELECT ${JOURNEY_SELECT},
      transform(site, {site_name_ids: Array(String)}, {site_names: Array(String)}, site) AS site_name,
      ${instantSql("last")} AS last_at,
      segment, priority, mode, customer, transfers,
      ${VARIANT} AS types,
      minted
    FROM journeys FINAL
    WHERE ${where} AND ${IN_PAGE}
  )
  ORDER BY minted, journey
  SETTINGS output_format_json_escape_forward_slashes = 0`;
}
