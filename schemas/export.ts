import { z } from "zod";
import type { Column } from "./answer.ts";
import { frameShape } from "./frame.ts";
import type { Text } from "./text.ts";

/** Which journeys leave: those that every question counts in this frame. */
export const ExportRequest = z.strictObject({
  range: frameShape.range,
  timezone: frameShape.timezone,
  where: frameShape.where,
  except: frameShape.except,
});
export type ExportRequest = z.infer<typeof ExportRequest>;

interface ExportFacts {
  readonly contentType: string;
  readonly text: Text;
}

/** What can be taken out whole, and as what. */
export const EXPORTS = {
  events: {
    contentType: "application/x-ndjson",
    text: {
      en: "The events of journeys, one CloudEvent a line, as they were told. `parcours import` takes them back: customers and staff stay the pseudonyms that they are.",
      fr: "Les événements des parcours, un CloudEvent par ligne, tels qu'ils furent dits. `parcours import` les reprend : clients et agents restent les pseudonymes qu'ils sont.",
    },
  },
  journeys: {
    contentType: "application/x-ndjson",
    text: {
      en: "Journeys, one JSON object a line: what the question `journeys` says of each, and its way.",
      fr: "Les parcours, un objet JSON par ligne : ce qu'en dit la question `journeys`, et son chemin.",
    },
  },
  log: {
    contentType: "application/xml",
    text: {
      en: "The events that count as a log for process mining (XES, IEEE 1849-2016): one trace a journey, in the order of the question `paths`, events of one time included.",
      fr: "Les événements qui comptent, en journal de fouille de processus (XES, IEEE 1849-2016) : une trace par parcours, dans l'ordre de la question `paths`, événements simultanés compris.",
    },
  },
} as const satisfies Record<string, ExportFacts>;
export type ExportName = keyof typeof EXPORTS;

/** The columns of exported journeys: those of the question `journeys` first. */
export const JOURNEY_EXPORT_COLUMNS = {
  journey: "string",
  started: "time",
  site: "string",
  site_name: "string",
  channel: "string",
  service: "string",
  status: "string",
  wait_seconds: "number",
  total_wait_seconds: "number",
  handle_seconds: "number",
  outcome: "string",
  nps: "integer",
  suspect_reason: "string",
  steps: "integer",
  last: "time",
  segment: "string",
  priority: "string",
  mode: "string",
  customer: "string",
  transfers: "integer",
  variant: "string",
} as const satisfies Record<string, Column["type"]>;

/** Headers that say, before the first byte, what comes; for who shows how far it is. */
export const EXPORT_HEADERS = {
  journeys: "Parcours-Journeys",
  events: "Parcours-Events",
  from: "Parcours-From",
  to: "Parcours-To",
} as const;
