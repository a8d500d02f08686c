import type { Store } from "../../infra/store/port.ts";
import type { Row } from "../../schemas/answer.ts";
import { mintedOf } from "../../schemas/journey-id.ts";
import { RequestProblem } from "../../schemas/problem.ts";
import type { Timeline } from "../../schemas/timeline.ts";
import type { Asker } from "../plan.ts";
import { instantSql, JOURNEY_SELECT, journeyRow } from "./journeys.ts";
import { RESULT_NOW } from "./moments.ts";

interface StoredEvent {
  readonly at: string;
  readonly type: string;
  readonly source: string;
  readonly id: string;
  readonly site: string;
  readonly channel: string;
  readonly staff: string;
  readonly data: string;
  readonly extensions: string;
}

const KEY = `tenant = {tenant: String}
    AND minted = fromUnixTimestamp64Milli({minted: Int64}, 'UTC') AND journey = {journey: String}`;

/** One journey: its row, its moments, and its events as they were told. */
export async function timelineOf(
  store: Store,
  asker: Asker,
  subject: string,
  momentName: (id: string) => string,
  signal: AbortSignal,
): Promise<Timeline> {
  const params = {
    tenant: asker.tenant,
    minted: mintedOf(subject),
    journey: subject,
    now: asker.now,
  };
  const options = { signal };
  const [rows, moments, events] = await Promise.all([
    store.query<Row>(`SELECT ${JOURNEY_SELECT} FROM journeys FINAL WHERE ${KEY}`, params, options),
    store.query<{ moment: string; outcome: string }>(
      `SELECT moment, ${RESULT_NOW} AS outcome FROM moments FINAL
      WHERE ${KEY} AND outcome != 'not_applicable' ORDER BY moment`,
      params,
      options,
    ),
    store.query<StoredEvent>(
      `SELECT ${instantSql("time")} AS at, type, source, id, site, channel, staff, data, extensions
      FROM events FINAL WHERE ${KEY} ORDER BY time, source, id`,
      params,
      options,
    ),
  ]);
  const [row] = rows;
  const visible = asker.allowedSites?.includes(String(row?.["site"])) ?? true;
  if (row === undefined || !visible) {
    throw new RequestProblem("not-found", `No journey ${subject.slice(0, 128)} is known here.`);
  }
  return {
    journey: journeyRow(row, asker),
    moments: moments.map(({ moment, outcome }) => ({ moment, name: momentName(moment), outcome })),
    events: events.map(({ at, data, extensions, ...event }) => ({
      time: at,
      ...event,
      data: data === "" ? {} : (JSON.parse(data) as Record<string, unknown>),
      extensions: extensions === "" ? {} : (JSON.parse(extensions) as Record<string, unknown>),
    })),
  };
}
