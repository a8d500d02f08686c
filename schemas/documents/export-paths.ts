import { EXPORT_HEADERS, EXPORTS, type ExportName } from "../export.ts";
import { EXPORT_EXAMPLE } from "./examples.ts";
import type { JsonObject } from "./json.ts";
import { jsonContent, needs, refTo, summarized, type Operation, type Paths } from "./operation.ts";
import { BODY_PROBLEMS, KEY_PROBLEMS, problemResponses } from "./problem-responses.ts";

/** `POST /v1/export/{name}`, one path for each. */
export function exportPaths(): Paths {
  const names = Object.keys(EXPORTS) as ExportName[];
  return Object.fromEntries(
    names.map((name) => [`/v1/export/${name}`, { post: exportOperation(name) }]),
  );
}

const SUMMARIES = {
  events: { en: "Take events out whole", fr: "Sortir les événements en entier" },
  journeys: { en: "Take journeys out whole", fr: "Sortir les parcours en entier" },
  log: { en: "Take out a log for process mining", fr: "Sortir un journal de fouille de processus" },
} as const satisfies Record<ExportName, object>;

function exportOperation(name: ExportName): Operation {
  const { contentType, text } = EXPORTS[name];
  return {
    operationId: `export${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    ...summarized(SUMMARIES[name]),
    description: `${text.en} Journeys are those that every question counts in this frame. An answer that fails half-way breaks off, and does not end.`,
    tags: ["exports"],
    security: needs("read"),
    requestBody: { content: jsonContent(refTo("ExportRequest"), EXPORT_EXAMPLE) },
    responses: {
      "200": {
        description: "All of it, as it is read.",
        headers: HEADERS,
        content: { [contentType]: { schema: { type: "string" } } },
      },
      ...problemResponses([
        "invalid-question",
        ...KEY_PROBLEMS,
        ...(["not-acceptable", "question-too-heavy", "store-unavailable"] as const),
        ...BODY_PROBLEMS,
      ]),
    },
  };
}

const number = (description: string): JsonObject => {
  return { description, schema: { type: "integer", minimum: 0 } };
};
const instant = (description: string): JsonObject => {
  return { description, schema: { type: "string", format: "date-time" } };
};

const HEADERS: JsonObject = {
  [EXPORT_HEADERS.journeys]: number("How many journeys come"),
  [EXPORT_HEADERS.events]: number("How many events they have that count"),
  [EXPORT_HEADERS.from]: instant("The journeys started then or later"),
  [EXPORT_HEADERS.to]: instant("And before this"),
};
