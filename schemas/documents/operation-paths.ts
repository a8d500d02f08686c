import type { Text } from "../text.ts";
import type { JsonObject } from "./json.ts";
import { jsonContent, needs, refTo, summarized, type Operation, type Paths } from "./operation.ts";
import { BODY_PROBLEMS, KEY_PROBLEMS, problemResponses } from "./problem-responses.ts";

function open(
  operationId: string,
  tag: "operations" | "contracts",
  summary: Text,
  responses: JsonObject,
): Operation {
  return {
    operationId,
    ...summarized(summary),
    tags: [tag],
    security: [],
    responses: { ...responses, ...problemResponses([]) },
  };
}

function text(type: string, description: string): JsonObject {
  return { "200": { description, content: { [type]: { schema: { type: "string" } } } } };
}

function document(description: string): JsonObject {
  return { "200": { description, content: jsonContent({ type: "object" }) } };
}

const issueLink: Operation = {
  operationId: "issueLink",
  ...summarized({
    en: "A link that signs a browser in, once within ten minutes",
    fr: "Un lien qui connecte un navigateur, une fois dans les dix minutes",
  }),
  tags: ["operations"],
  security: needs("admin"),
  responses: {
    "200": { description: "The link's path.", content: jsonContent(refTo("Link")) },
    ...problemResponses([...BODY_PROBLEMS, ...KEY_PROBLEMS]), // a body is read, and not needed
  },
};

const signIn: Operation = {
  ...open(
    "signIn",
    "operations",
    { en: "Turn a link's code into a session", fr: "Changer le code d'un lien en session" },
    {
      "303": {
        description: "To the dashboards; with a session cookie when the code was good.",
        headers: {
          Location: { schema: { type: "string", const: "/" } },
          "Set-Cookie": { schema: { type: "string" } },
        },
      },
    },
  ),
  parameters: [
    {
      name: "code",
      in: "query",
      required: true,
      schema: { type: "string" },
      description: "Works once",
    },
  ],
};

const readiness = jsonContent(refTo("Readiness"));

/** Health, metrics, the door for browsers, and these documents themselves. */
export const OPERATION_PATHS: Paths = {
  "/v1/links": { post: issueLink },
  "/signin": { get: signIn },
  "/livez": {
    get: open(
      "isAlive",
      "operations",
      { en: "Whether this process is alive", fr: "Si ce processus est en vie" },
      { "200": { description: "It is.", content: jsonContent(refTo("Health")) } },
    ),
  },
  "/readyz": {
    get: open(
      "isReady",
      "operations",
      { en: "Whether every part answers", fr: "Si chaque partie répond" },
      {
        "200": { description: "All are ready.", content: readiness },
        "503": { description: "Some are not, and `missing` says which.", content: readiness },
      },
    ),
  },
  "/metrics": {
    get: open(
      "readMetrics",
      "operations",
      {
        en: "How Parcours itself fares, for Prometheus",
        fr: "Comment va Parcours, pour Prometheus",
      },
      text("text/plain", "Metrics in Prometheus' text format."),
    ),
  },
  "/docs": {
    get: {
      ...open(
        "readDocs",
        "contracts",
        { en: "These contracts as a page", fr: "Ces contrats sur une page" },
        text("text/html", "The page, in English or French."),
      ),
      parameters: [
        {
          name: "lang",
          in: "query",
          description: "Default: what the browser prefers",
          schema: { type: "string", enum: ["en", "fr"] },
        },
      ],
    },
  },
  "/openapi.json": {
    get: open(
      "readOpenApi",
      "contracts",
      { en: "OpenAPI 3.1 of this interface", fr: "OpenAPI 3.1 de cette interface" },
      document("This document."),
    ),
  },
  "/asyncapi.json": {
    get: open(
      "readAsyncApi",
      "contracts",
      { en: "AsyncAPI 3.0 of the log's topics", fr: "AsyncAPI 3.0 des sujets du journal" },
      document("The topics and their messages."),
    ),
  },
  "/schemas/event.json": {
    get: open(
      "readEventSchema",
      "contracts",
      { en: "JSON Schema of an event", fr: "JSON Schema d'un événement" },
      {
        "200": {
          description: "JSON Schema 2020-12.",
          content: { "application/schema+json": { schema: { type: "object" } } },
        },
      },
    ),
  },
};
