import type { JsonObject } from "./json.ts";
import {
  jsonContent,
  LANGUAGE_PARAMETER,
  needs,
  refTo,
  summarized,
  type Operation,
  type Paths,
} from "./operation.ts";
import { BODY_PROBLEMS, KEY_PROBLEMS, problemResponses } from "./problem-responses.ts";

const READING_PROBLEMS = problemResponses([...KEY_PROBLEMS, "store-unavailable"]);

const SUBJECT: JsonObject = {
  name: "subject",
  in: "path",
  required: true,
  description: "The journey, as its events name it",
  schema: refTo("Subject"),
  example: "01955b04-dc00-7d3e-8a41-5b0f2c9e6d17",
};

const readJourney: Operation = {
  operationId: "readJourney",
  ...summarized({
    en: "One journey, from its row to its raw events",
    fr: "Un parcours, de sa ligne à ses événements bruts",
  }),
  tags: ["questions"],
  security: needs("read"),
  parameters: [SUBJECT, LANGUAGE_PARAMETER],
  responses: {
    "200": {
      description: "Its row, its moments of truth, its events in order.",
      content: jsonContent(refTo("Timeline")),
    },
    ...problemResponses([...KEY_PROBLEMS, "not-found", "store-unavailable"]),
  },
};

const listDefinitions: Operation = {
  operationId: "listDefinitions",
  ...summarized({
    en: "Every metric, and how it is defined",
    fr: "Chaque indicateur, et sa définition",
  }),
  tags: ["questions"],
  security: needs("read"),
  parameters: [LANGUAGE_PARAMETER],
  responses: {
    "200": { description: "All metrics.", content: jsonContent(refTo("Definitions")) },
    ...problemResponses(KEY_PROBLEMS),
  },
};

const readLag: Operation = {
  operationId: "readLag",
  ...summarized({
    en: "How far figures are behind what was accepted",
    fr: "Le retard des chiffres sur ce qui est accepté",
  }),
  tags: ["questions"],
  security: needs("read"),
  responses: {
    "200": { description: "The lag now.", content: jsonContent(refTo("LagNow")) },
    ...problemResponses(KEY_PROBLEMS),
  },
};

const whoAmI: Operation = {
  operationId: "whoAmI",
  ...summarized({ en: "Who a key speaks for", fr: "Au nom de qui parle une clé" }),
  tags: ["questions"],
  security: needs("read"),
  responses: {
    "200": { description: "Tenant, name and scopes.", content: jsonContent(refTo("Me")) },
    ...problemResponses(KEY_PROBLEMS),
  },
};

const listSites: Operation = {
  operationId: "listSites",
  ...summarized({ en: "The sites that are known", fr: "Les sites connus" }),
  tags: ["sites"],
  security: needs("read"),
  responses: {
    "200": {
      description: "Those that the key may see, by id; at most five seconds old.",
      content: jsonContent(refTo("KnownSites")),
    },
    ...READING_PROBLEMS,
  },
};

/** A working body for `PUT /v1/sites`. */
const SITES_EXAMPLE: JsonObject = {
  sites: [
    {
      id: "lyon-bellecour",
      name: "Lyon Bellecour",
      region: "Auvergne-Rhône-Alpes",
      timezone: "Europe/Paris",
      latitude: 45.7578,
      longitude: 4.832,
      hours: [
        ...Array.from({ length: 5 }, () => ({ from: "09:00", to: "18:30" })),
        { from: "09:00", to: "12:00" },
        null,
      ],
    },
  ],
};

const saveSites: Operation = {
  operationId: "saveSites",
  ...summarized({
    en: "Save sites by their id; others stay as they are",
    fr: "Enregistrer des sites par leur identifiant ; les autres restent tels quels",
  }),
  tags: ["sites"],
  security: needs("admin"),
  requestBody: { required: true, content: jsonContent(refTo("SitesToSave"), SITES_EXAMPLE) },
  responses: {
    "200": { description: "How many were saved.", content: jsonContent(refTo("SavedSites")) },
    ...problemResponses([
      "invalid-question",
      ...BODY_PROBLEMS,
      ...KEY_PROBLEMS,
      "store-unavailable",
    ]),
  },
};

/** What is read besides questions, and the sites. */
export const READING_PATHS: Paths = {
  "/v1/journeys/{subject}": { get: readJourney },
  "/v1/definitions": { get: listDefinitions },
  "/v1/lag": { get: readLag },
  "/v1/me": { get: whoAmI },
  "/v1/sites": { get: listSites, put: saveSites },
};
