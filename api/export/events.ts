import type { Plan } from "../plan.ts";
import { instantSql } from "../questions/journeys.ts";
import { eventsOfPage, RANK } from "./rows.ts";

/** An attribute of a CloudEvent, unless it is empty. */
const attribute = (name: string) =>
  `if(${name} = '', '', concat(',"${name}":', toJSONString(toString(${name}))))`;

/** Data and extensions are kept as the JSON that admission made of them. */
const LINE = `concat(
    '{"specversion":"1.0","id":', toJSONString(id), ',"source":', toJSONString(toString(source)),
    ',"type":', toJSONString(toString(type)), ',"time":"', ${instantSql("time")},
    '","subject":', toJSONString(journey), ${["site", "channel", "customer", "staff"].map(attribute).join(", ")},
    if(data = '', '', concat(',"data":', data)),
    if(extensions = '', '', concat(',', substring(extensions, 2, length(extensions) - 2))), '}')`;

/** The raw events of a page, bodies that lost to another of the same identity included. */
export function eventLines(plan: Plan): string {
  return `
  SELECT ${LINE} AS line
  FROM events FINAL
  WHERE ${eventsOfPage(plan)}
  ORDER BY minted, journey, time, ${RANK}, source, id, body_hash
  SETTINGS output_format_json_escape_forward_slashes = 0`;
}
