import { eventSchemaName, API_NAMES, schemasAt } from "./named-schemas.ts";
import { EVENT_TYPES } from "../event-types.ts";
import { SEND_EVENTS } from "./event-path.ts";
import { exportPaths } from "./export-paths.ts";
import type { JsonObject } from "./json.ts";
import type { OpenApi } from "./operation.ts";
import { OPERATION_PATHS } from "./operation-paths.ts";
import { PROBLEM_RESPONSE } from "./problem-responses.ts";
import { questionPaths, WATCH_LIVE } from "./question-paths.ts";
import { READING_PATHS } from "./reading-paths.ts";
import { REJECT_PATHS } from "./reject-paths.ts";
import { SAVED_PATHS } from "./saved-paths.ts";

/** The version of every document: contracts only ever grow, so the first number stays. */
export const CONTRACT_VERSION = "1.0.0";

/** OpenAPI 3.1 of every route, generated from the schemas. */
export function openApi(): OpenApi {
  return {
    openapi: "3.1.1",
    info: {
      title: "Parcours",
      version: CONTRACT_VERSION,
      summary: "Journeys of a service network: events in, figures with their proof out.",
      description:
        "Send events with `POST /v1/events`; ask with `POST /v1/questions/{name}`. Every answer carries its definition, its n, its confidence interval and its freshness. Read more at `/docs`.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/", description: "The Parcours that serves this document" }],
    tags: [
      { name: "events", description: "How it comes in" },
      { name: "questions", description: "How questions are answered" },
      { name: "saved", description: "Questions under a name, and links to their answers" },
      { name: "exports", description: "How it comes out whole" },
      { name: "rejects", description: "What was refused, to be repaired and replayed" },
      { name: "sites", description: "The places where customers are served" },
      { name: "operations", description: "Health, metrics, and the door for browsers" },
      { name: "contracts", description: "What can be said, and a page to read it" },
    ],
    paths: {
      "/v1/events": { post: SEND_EVENTS },
      ...questionPaths(),
      ...exportPaths(),
      "/v1/live": { get: WATCH_LIVE },
      ...READING_PATHS,
      ...SAVED_PATHS,
      ...REJECT_PATHS,
      ...OPERATION_PATHS,
    },
    components: {
      schemas: componentSchemas(),
      responses: { Problem: PROBLEM_RESPONSE },
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}

function componentSchemas(): Readonly<Record<string, JsonObject>> {
  const schemas = schemasAt("#/components/schemas/", API_NAMES);
  const mapping = Object.fromEntries(
    EVENT_TYPES.map(({ type }) => [type, `#/components/schemas/${eventSchemaName(type)}`]),
  );
  const discriminator = { propertyName: "type", mapping };
  return { ...schemas, JourneyEvent: { ...schemas["JourneyEvent"], discriminator } };
}

const SECURITY_SCHEMES: JsonObject = {
  bearer: {
    type: "http",
    scheme: "bearer",
    description: [
      "A secret key. Its scopes:",
      "- `write`: send events",
      "- `read`: ask questions",
      "- `duty`: acknowledge and comment, save questions, and read",
      "- `admin`: everything: sites, links and rejects included",
      "",
      "A key may be bound to sites. The embedded default makes one key of each kind at its first start, in `default-keys.json` of the data folder.",
    ].join("\n"),
  },
  session: {
    type: "apiKey",
    in: "cookie",
    name: "parcours_session",
    description:
      "What a browser has once it opened the link of `npx parcours link`. It may read and save questions, and counts for our own pages alone.",
  },
  link: {
    type: "apiKey",
    in: "query",
    name: "link",
    description:
      "The token of a link, for programs that can send no header: it opens the answer of one saved question, as its maker may see it, until it expires or is revoked.",
  },
  publicKey: {
    type: "apiKey",
    in: "query",
    name: "key",
    description:
      "A public key, for browsers: it may only write, from the origins it is bound to, at a limited rate. Also accepted as a bearer.",
  },
};
