import type { SqlValue, Store } from "../../infra/store/port.ts";
import type { Row } from "../../schemas/answer.ts";
import { letterOf } from "../../schemas/event-types.ts";
import type { JourneysQuestion } from "../../schemas/questions/journeys.ts";
import { JOURNEY_DIMENSIONS } from "../dimensions.ts";
import { cellOf } from "../funnel/cell.ts";
import { withSql } from "../funnel/source.ts";
import { planOf, type Scope } from "../plan.ts";
import { RESULT_NOW } from "./moments.ts";
import { handedSql, SEQUENCE, TRAITS } from "../paths/ways.ts";

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

/** The journeys behind a figure: the same conditions as the figure, one row a journey. */
export async function listJourneys(
  store: Store,
  scope: Scope,
  question: JourneysQuestion,
  behindMs: number,
  signal: AbortSignal,
): Promise<readonly Row[]> {
  // An answer counts when it was given, which may be long after its journey began.
  const time = question.nps === undefined ? "started" : "last";
  const bounds = { latest: time, earliest: "started" };
  const plan = planOf(scope, { dimensions: JOURNEY_DIMENSIONS, time, bounds });
  const cell =
    question.funnel === undefined
      ? undefined
      : await cellOf({ store, scope, steps: question.funnel, behindMs, signal }, question.funnel);
  const params: Record<string, SqlValue> = {
    ...plan.params,
    ...cell?.params,
    limit: question.limit + 1,
    offset: question.offset,
  };
  const where = [...(cell?.where ?? [plan.where]), ...conditions(question, params)];
  const order = question.sort === "wait" ? "wait_seconds DESC NULLS LAST," : "";
  const sql = `
  ${withSql(cell?.with ?? [])}
  SELECT ${JOURNEY_SELECT}
  FROM journeys FINAL
  WHERE ${where.join("\n    AND ")}
  ORDER BY ${order} started DESC, journey
  LIMIT {limit: UInt64} OFFSET {offset: UInt64}`;
  const rows = await store.query<StoredJourney>(sql, params, { signal });
  return rows.map((row) => journeyRow(row, scope));
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
  const { follows, in_a_row, hands_over, variant, repeats } = question;
  if (follows !== undefined) {
    params["pair"] = [follows.from, follows.to].map(letterOf).join("");
    found.push(
      follows.from === "start"
        ? `startsWith(${SEQUENCE}, {pair: String})`
        : follows.to === "end"
          ? `endsWith(${SEQUENCE}, {pair: String})`
          : `position(${SEQUENCE}, {pair: String}) > 0`,
    );
  }
  if (in_a_row !== undefined) {
    params["row"] = in_a_row.map(letterOf).join("");
    found.push(`position(${SEQUENCE}, {row: String}) > 0`);
  }
  if (hands_over !== undefined) {
    params["giver"] = hands_over.from;
    params["taker"] = hands_over.to;
    const handed = `arrayMap(t -> ${handedSql(hands_over.between)}, ${TRAITS})`;
    found.push(`arrayExists((giver, taker) -> giver = {giver: String} AND taker = {taker: String},
      arrayPopBack(arrayCompact(arrayFilter(x -> x != '', ${handed})) AS held), arrayPopFront(held))`);
  }
  if (variant !== undefined) {
    params["sequence"] = variant.map(letterOf).join("");
    found.push(`${SEQUENCE} = {sequence: String}`);
  }
  if (repeats !== undefined) {
    params["letter"] = letterOf(repeats);
    found.push(`countSubstrings(${SEQUENCE}, {letter: String}) > 1`);
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
