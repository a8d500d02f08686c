import type { Command } from "commander";
import type { RejectsPage } from "../../../schemas/rejects.ts";
import type { Client } from "../client.ts";

/** Which rejects, as they are asked for on the command line. */
export type Filters = Readonly<Partial<Record<(typeof NAMES)[number], string>>>;

const NAMES = ["reason", "key", "path", "since", "until", "text"] as const;

/** The same options for whatever takes several rejects. */
export function withFilters(command: Command): Command {
  return command
    .option("-r, --reason <name>", "refused for this reason: future-time, invalid, …")
    .option("-k, --key <name>", "sent with the key of this name")
    .option("-p, --path <path>", "wrong at this place of the event: data.nps")
    .option("--since <time>", "first received then or later: 2026-03-12, 2026-03-12T08:00:00Z")
    .option("--until <time>", "first received before then")
    .option("-t, --text <text>", "with this text in the body, letter for letter");
}

/** Of all options, those that say which rejects. */
export function filtersOf(options: Filters): Filters {
  const given = NAMES.flatMap((name) => {
    const value = options[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(given);
}

/** The newest rejects, or those that come after `cursor`. */
export function pageOf(
  client: Client,
  filters: Filters,
  limit: string,
  cursor?: string,
): Promise<RejectsPage> {
  const after = cursor === undefined ? {} : { cursor };
  const query = new URLSearchParams({ ...filters, limit, ...after });
  return client.ask<RejectsPage>("GET", `/v1/rejects?${query.toString()}`);
}
