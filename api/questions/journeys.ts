import type { SqlValue, Store } from "../../infra/store/port.ts";
import type { Row } from "../../schemas/answer.ts";
import { isOfCustomers, type JourneysQuestion } from "../../schemas/questions/journeys.ts";
import { joined, type Cell } from "../cell.ts";
import { JOURNEY_DIMENSIONS } from "../dimensions.ts";
import { cellOf } from "../funnel/cell.ts";
import { withSql } from "../funnel/source.ts";
import { wayCell } from "../paths/cell.ts";
import { planOf, type Scope } from "../plan.ts";
import { returnedCell } from "./cohorts.ts";
import { contactCell } from "./contacts.ts";
import { RESULT_NOW } from "./moments.ts";
import { satisfactionCell } from "./satisfaction.ts";
import { wonBackCell } from "./won-back.ts";

interface StoredJourney {
  readonly journey: string;
  readonly started: string;
  readonly site: string;
  readonly channel: string;
  readonly service: string;
  readonly status: string;
  readonly wait_seconds: number | null;
  readonly total_wait_seconds: number | null;
  readonly handle_seconds: number | null;
  readonly outcome: string;
  readonly nps: number | null;
  readonly suspect_reason: string;
  readonly steps: number;
  /** Of lists of customers. */
  readonly customer?: string;
  readonly customers?: number;
}

/** An instant of the engine as RFC 3339, in UTC. */
export const instantSql = (column: string) =>
  `concat(replaceOne(toString(${column}, 'UTC'), ' ', 'T'), 'Z')`;

export const JOURNEY_SELECT = `
    journey,
    ${instantSql("started")} AS started_at,
    site, channel, service,
    multiIf(status != 'waiting', toString(status),
      closes_at <= fromUnixTimestamp64Milli({now: Int64}, 'UTC'), 'censored', 'open') AS state,
    wait_ms / 1000 AS wait_seconds,
    total_wait_ms / 1000 AS total_wait_seconds,
    handle_ms / 1000 AS handle_seconds,
    outcome,
    arrayFirstOrNull((nps, form) -> form = 'survey' AND nps >= 0, review_nps, review_form) AS nps,
    suspect AS suspect_reason,
    length(step_codes) AS steps`;

/** A list that is asked for. */
export interface Listing {
  readonly store: Store;
  readonly scope: Scope;
  readonly question: JourneysQuestion;
  /** How much of the log is not in the figures yet. */
  readonly behindMs: number;
  readonly signal: AbortSignal;
}

/** Whose journey it is, and how many they are in the whole list. */
const CUSTOMERS = "customer, uniqExact(customer) OVER () AS customers,";

/** The journeys behind a figure: the same conditions as the figure, one row a journey. */
export async function listJourneys(listing: Listing): Promise<readonly Row[]> {
  const { store, scope, question, signal } = listing;
  const tags: Record<string, SqlValue> = {};
  const where = conditions(question, tags);
  const cell = joined([
    await figureOf(listing),
    wayCell(scope, question),
    { with: [], where, params: tags },
  ]);
  const params = { ...cell.params, limit: question.limit + 1, offset: question.offset };
  const ofCustomers = isOfCustomers(question);
  const order = question.sort === "wait" ? "wait_seconds DESC NULLS LAST," : "";
  const sql = `
  ${withSql(cell.with)}
  SELECT ${ofCustomers ? CUSTOMERS : ""} ${JOURNEY_SELECT}
  FROM journeys FINAL
  WHERE ${cell.where.join("\n    AND ")}
  ORDER BY ${order} started DESC, journey
  LIMIT {limit: UInt64} OFFSET {offset: UInt64}`;
  const rows = await store.query<StoredJourney>(sql, params, { signal });
  return rows.map((row) => {
    const { customer = "", customers = 0 } = row;
    return { ...journeyRow(row, scope), ...(ofCustomers && { customer, customers }) };
  });
}

/** What the question's cell counts, by the plan of whoever counted it; else all journeys of the frame. */
async function figureOf({ store, scope, question, behindMs, signal }: Listing): Promise<Cell> {
  const { funnel, returned, satisfaction, contact, won_back, first } = question;
  if (funnel !== undefined)
    return cellOf({ store, scope, steps: funnel, behindMs, signal }, funnel);
  if (returned !== undefined) return returnedCell(scope, returned, first);
  if (satisfaction !== undefined) return satisfactionCell(scope, satisfaction);
  if (contact !== undefined) return contactCell(scope, contact);
  if (won_back !== undefined) return wonBackCell(scope, won_back);
  // An answer counts when it was given, which may be long after its journey began.
  const time = question.nps === undefined ? "started" : "last";
  const bounds = { latest: time, earliest: "started" };
  const plan = planOf(scope, { dimensions: JOURNEY_DIMENSIONS, time, bounds });
  return { with: [], where: [plan.where], params: plan.params };
}

function conditions(question: JourneysQuestion, params: Record<string, SqlValue>): string[] {
  const found: string[] = [];
  if (question.status !== undefined) {
    params["status"] = question.status;
    found.push("has({status: Array(String)}, state)");
  }
  if (question.suspect !== undefined)
    found.push(question.suspect ? "suspect != ''" : "suspect = ''");
  if (question.nps !== undefined) {
    params["groups"] = question.nps;
    const group = "multiIf(score >= 9, 'promoter', score >= 7, 'passive', 'detractor')";
    found.push(`arrayExists((score, form, at) -> form = 'survey' AND score >= 0
      AND at >= fromUnixTimestamp64Milli({from: Int64}, 'UTC')
      AND at < fromUnixTimestamp64Milli({to: Int64}, 'UTC')
      AND has({groups: Array(String)}, ${group}), review_nps, review_form, review_at)`);
  }
  if (question.moment !== undefined) {
    params["moment"] = question.moment.id;
    params["results"] = question.moment.outcome;
    found.push(`(minted, journey) IN (
      SELECT minted, journey FROM moments FINAL
      WHERE tenant = {tenant: String} AND moment = {moment: String}
        AND has({results: Array(String)}, ${RESULT_NOW}))`);
  }
  return found;
}

/** A journey as it is answered. */
export function journeyRow(stored: object, scope: Pick<Scope, "sites">): Row {
  const { started_at, state, ...row } = stored as Record<string, Row[string]>;
  const site = scope.sites.find(({ id }) => id === row["site"]);
  return {
    journey: row["journey"] ?? "",
    started: started_at ?? "",
    site: row["site"] ?? "",
    site_name: site?.name ?? row["site"] ?? "",
    channel: row["channel"] ?? "",
    service: row["service"] ?? "",
    status: state ?? "",
    wait_seconds: row["wait_seconds"] ?? null,
    total_wait_seconds: row["total_wait_seconds"] ?? null,
    handle_seconds: row["handle_seconds"] ?? null,
    outcome: row["outcome"] ?? "",
    nps: row["nps"] ?? null,
    suspect_reason: row["suspect_reason"] ?? "",
    steps: row["steps"] ?? 0,
  };
}
