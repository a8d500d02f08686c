import type { Running } from "../support/running.ts";
import {
  expectedMoments,
  expectedVoice,
  expectedWaits,
  type ExpectedJourney,
  type Figures,
} from "./oracle.ts";

/** What is in the store against what was acknowledged. */
export interface Comparison {
  readonly stored: number;
  readonly lost: number;
  /** Rows beyond the first of an event. */
  readonly double: number;
  /** Journeys and figures that are not as the oracle has them, in words. */
  readonly differing: readonly string[];
}

const COLUMNS = `
  journey, version, toUnixTimestamp64Milli(started) AS started, toUnixTimestamp64Milli(last) AS last,
  site, channel, service, status, wait_ms, total_wait_ms, handle_ms, outcome, transfers,
  if(empty(review_nps), NULL, review_nps[1]) AS nps,
  if(empty(review_welcome), NULL, review_welcome[1]) AS welcome`;

/** Asks the store for every event and journey, and the api for the figures. */
export async function compare(
  parcours: Pick<Running, "sql" | "ask">,
  ids: ReadonlySet<string>,
  journeys: ReadonlyMap<string, ExpectedJourney>,
): Promise<Comparison> {
  const found = new Set<string>();
  let rows = 0;
  for (const { id } of await parcours.sql<{ id: string }>("SELECT id FROM events FINAL")) {
    rows += 1;
    found.add(id);
  }
  const lost = [...ids].filter((id) => !found.has(id)).length;
  const unknown = [...found].filter((id) => !ids.has(id)).length;
  return {
    stored: found.size,
    lost,
    double: rows - found.size + unknown,
    differing: [
      ...(await differingJourneys(parcours, journeys)),
      ...(await differingFigures(parcours, [...journeys.values()])),
    ],
  };
}

/** The journeys of the store that are not as the oracle has them, in words. */
export async function differingJourneys(
  parcours: Pick<Running, "sql">,
  journeys: ReadonlyMap<string, ExpectedJourney>,
): Promise<readonly string[]> {
  const settings = "SETTINGS output_format_json_quote_64bit_integers = 0";
  const rows = await parcours.sql<ExpectedJourney>(
    `SELECT ${COLUMNS} FROM journeys FINAL ${settings}`,
  );
  const differing = rows.flatMap((row) =>
    differences(`journey ${row.journey}`, journeys.get(row.journey), row),
  );
  const missing = journeys.size - new Set(rows.map(({ journey }) => journey)).size;
  return missing === 0 ? differing : [...differing, `${String(missing)} journeys are missing`];
}

const ALL = { range: "all", timezone: "UTC" } as const;

async function differingFigures(
  parcours: Pick<Running, "ask">,
  journeys: readonly ExpectedJourney[],
): Promise<readonly string[]> {
  const services = [...new Set(journeys.map(({ service }) => service))].sort();
  const asked = async (question: "waits" | "voice" | "moments", more: object = {}) =>
    (await parcours.ask(question, { ...ALL, ...more })).rows as readonly Figures[];
  const byService = await asked("waits", { by: ["service"] });
  const moments = await asked("moments", { by: ["moment"] });
  return [
    ...differences("waits", expectedWaits(journeys), (await asked("waits"))[0]),
    ...services.flatMap((service) =>
      differences(
        `waits of ${service}`,
        expectedWaits(journeys.filter((one) => one.service === service)),
        byService.find((row) => (row["service"] ?? "") === service),
      ),
    ),
    ...differences("voice", expectedVoice(journeys), (await asked("voice"))[0]),
    ...expectedMoments(journeys).flatMap((row) =>
      differences(
        `moment ${String(row["moment"])}`,
        row,
        moments.find(({ moment }) => moment === row["moment"]),
      ),
    ),
  ];
}

function differences(
  what: string,
  expected: object | undefined,
  found: object | undefined,
): readonly string[] {
  if (expected === undefined) return [`${what} is nobody's`];
  if (found === undefined) return [`${what} is missing`];
  const given = found as Readonly<Record<string, unknown>>;
  return Object.entries(expected).flatMap(([name, value]: [string, unknown]) =>
    isSame(value, given[name])
      ? []
      : [`${what}: ${name} is ${String(given[name])} instead of ${String(value)}`],
  );
}

/** Whole numbers exactly; means up to what adding in another order changes. */
function isSame(expected: unknown, found: unknown): boolean {
  if (typeof expected !== "number" || typeof found !== "number") return expected === found;
  return Math.abs(expected - found) <= 1e-9 * Math.max(1, Math.abs(expected));
}
