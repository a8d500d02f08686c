import type { Plan } from "../plan.ts";
import { instantSql, JOURNEY_SELECT } from "../questions/journeys.ts";
import { IN_PAGE } from "./pages.ts";
import { eventsOfPage, RANK } from "./rows.ts";

/** What no XML can hold, escaped or not. */
const NOT_XML =
  "[^\\\\x{9}\\\\x{A}\\\\x{D}\\\\x{20}-\\\\x{D7FF}\\\\x{E000}-\\\\x{FFFD}\\\\x{10000}-\\\\x{10FFFF}]";
/** Looked for first: to replace in a line that has none of it costs as much as all the rest. */
const withoutNotXml = (text: string) =>
  `if(match(${text}, '${NOT_XML}'), replaceRegexpAll(${text}, '${NOT_XML}', '\uFFFD'), ${text})`;

const string = (key: string, text: string) =>
  `if(${text} = '', '', concat('<string key="${key}" value="', encodeXMLComponent(toString(${text})), '"/>'))`;
const float = (key: string, number: string) =>
  `if(isNull(${number}), '', concat('<float key="${key}" value="', toString(assumeNotNull(${number})), '"/>'))`;

const DIMENSIONS = [
  ...["site", "channel", "service", "segment", "priority", "mode", "customer", "outcome"],
  "state",
];
const KEYS: Readonly<Record<string, string>> = { state: "status" };

/** What all events of a journey share. */
const JOURNEY_XML = `concat(${[
  string("concept:name", "journey"),
  ...DIMENSIONS.map((name) => string(KEYS[name] ?? name, name)),
  float("wait_seconds", "wait_seconds"),
].join(",\n      ")})`;

const EVENT_XML = `concat('<event>', ${[
  string("concept:name", "type"),
  `'<date key="time:timestamp" value="', ${instantSql("time")}, '"/>'`,
  `'<string key="lifecycle:transition" value="complete"/>'`,
  string("org:resource", "resource"),
  string("org:group", "site"),
  ...["channel", "queue", "desk"].map((name) => string(name, name)),
].join(",\n        ")}, '</event>')`;

/** One trace a line: the events that count, of one identity the body with the smallest hash. */
export function traceLines(plan: Plan): string {
  return `
  SELECT concat('<trace>', ${withoutNotXml("concat(about, events)")}, '</trace>') AS line
  FROM (
    SELECT minted, journey, ${JOURNEY_XML} AS about
    FROM (
      SELECT ${JOURNEY_SELECT}, minted, segment, priority, mode, customer
      FROM journeys FINAL
      WHERE ${plan.where} AND ${IN_PAGE}
    )
  ) AS told
  INNER JOIN (
    SELECT minted, journey, arrayStringConcat(arrayMap(event -> event.5,
      arraySort(groupArray((time, ${RANK}, toString(source), id, ${EVENT_XML}))))) AS events
    FROM (
      SELECT minted, journey, source, id, type, time, site, channel,
        JSONExtractString(data, 'desk') AS desk, JSONExtractString(data, 'queue') AS queue,
        if(staff = '', desk, staff) AS resource
      FROM events FINAL
      WHERE ${eventsOfPage(plan)}
      ORDER BY toInt32(bitShiftRight(body_hash, 32)), toInt32(body_hash)
      LIMIT 1 BY minted, journey, source, id
    )
    GROUP BY minted, journey
  ) AS happened USING (minted, journey)
  ORDER BY minted, journey`;
}

const EXTENSIONS = [
  ["Concept", "concept"],
  ["Time", "time"],
  ["Lifecycle", "lifecycle"],
  ["Organizational", "org"],
] as const;

/** What stands before the traces. */
export const LOG_HEAD = [
  '<?xml version="1.0" encoding="UTF-8"?>',
  '<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">',
  ...EXTENSIONS.map(
    ([name, prefix]) =>
      `<extension name="${name}" prefix="${prefix}" uri="http://www.xes-standard.org/${prefix}.xesext"/>`,
  ),
  '<global scope="trace"><string key="concept:name" value=""/></global>',
  '<global scope="event"><string key="concept:name" value=""/><date key="time:timestamp" value="1970-01-01T00:00:00.000Z"/><string key="lifecycle:transition" value="complete"/></global>',
  '<classifier name="Type" keys="concept:name"/>',
  "",
].join("\n");

/** What stands behind them. */
export const LOG_END = "</log>\n";
