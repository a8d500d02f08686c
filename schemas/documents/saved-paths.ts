import { z } from "zod";
import { ANSWER_FILES, SAVED_LIMITS, SavedFilter, USUAL_LINK_DAYS } from "../saved.ts";
import { SAVED_EXAMPLE } from "./examples.ts";
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
import { ANSWER_CONTENT } from "./question-paths.ts";

const NAME: JsonObject = {
  name: "name",
  in: "path",
  required: true,
  description: "What it is called: its address",
  schema: refTo("SavedName"),
  example: "called-within-the-hour",
};
const VERSION: JsonObject = {
  name: "version",
  in: "query",
  schema: { type: "integer", minimum: 1, maximum: 999_999_999 },
};
const LINK: JsonObject = {
  name: "link",
  in: "path",
  required: true,
  description: "Its id, as the list has it",
  schema: { type: "string", maxLength: 64 },
  example: "3fa9c1d20b77",
};

const READING = [...KEY_PROBLEMS, "not-found", "store-unavailable"] as const;
const CHANGING = ["invalid-question", ...BODY_PROBLEMS, ...READING] as const;
const ASKING = [
  ...READING,
  ...(["invalid-question", "not-acceptable", "question-too-heavy"] as const),
] as const;

const ok = (description: string, name: string): JsonObject => ({
  "200": { description, content: jsonContent(refTo(name)) },
});

const listSaved: Operation = {
  operationId: "listSaved",
  ...summarized({ en: "The saved questions", fr: "Les questions enregistrées" }),
  description: "The newest version of each, by name, without parameters.",
  tags: ["saved"],
  security: needs("read"),
  parameters: filterParameters(),
  responses: {
    ...ok("Those there are.", "SavedQuestions"),
    ...problemResponses(["invalid-question", ...KEY_PROBLEMS, "store-unavailable"]),
  },
};

/** Each parameter of an address, as the schema of all of them says it. */
function filterParameters(): JsonObject[] {
  const { properties = {} } = z.toJSONSchema(SavedFilter, { io: "input" });
  return Object.entries(properties as Readonly<Record<string, JsonObject>>).map(
    ([name, { description = "", ...schema }]) => ({ name, in: "query", description, schema }),
  );
}

const readSaved: Operation = {
  operationId: "readSaved",
  ...summarized({ en: "A saved question", fr: "Une question enregistrée" }),
  tags: ["saved"],
  security: needs("read"),
  parameters: [NAME, { ...VERSION, description: "An earlier one; default: the newest" }],
  responses: {
    ...ok("As it was saved.", "SavedQuestion"),
    ...problemResponses(["invalid-question", ...READING]),
  },
};

const saveQuestion: Operation = {
  operationId: "saveQuestion",
  ...summarized({
    en: "Save a question under a name, as a version of it",
    fr: "Enregistrer une question sous un nom, comme une de ses versions",
  }),
  description: [
    "`version` is the one that this replaces: the newest, as it was read; 0 or none for a new name. If somebody has saved meanwhile, nothing is changed, and the answer is a 409.",
    `Limits: ${String(SAVED_LIMITS.questions)} saved questions a tenant, ${String(SAVED_LIMITS.versions)} versions of each, ${String(SAVED_LIMITS.parametersBytes)} bytes of parameters.`,
  ].join("\n\n"),
  tags: ["saved"],
  security: needs("duty"),
  parameters: [NAME],
  requestBody: {
    required: true,
    content: jsonContent(refTo("QuestionToSave"), SAVED_EXAMPLE as unknown as JsonObject),
  },
  responses: {
    ...ok("The version that this made.", "SavedQuestion"),
    // A name that is none is said to be so, and nothing is looked for.
    ...problemResponses([
      ...CHANGING.filter((code) => code !== "not-found"),
      ...(["version-conflict", "limit-reached"] as const),
    ]),
  },
};

const deleteSaved: Operation = {
  operationId: "deleteSaved",
  ...summarized({
    en: "Delete a saved question; a restore has it back",
    fr: "Supprimer une question enregistrée ; une restauration la ramène",
  }),
  description: "Its versions stay readable. Its links open nothing as long as it is away.",
  tags: ["saved"],
  security: needs("duty"),
  parameters: [
    NAME,
    { ...VERSION, description: "Where given, it must be the newest: else it is a 409" },
  ],
  responses: {
    ...ok("The version that took it away.", "SavedQuestion"),
    ...problemResponses([...CHANGING, "version-conflict"]),
  },
};

const listVersions: Operation = {
  operationId: "listVersions",
  ...summarized({
    en: "The versions of a saved question, the newest first",
    fr: "Les versions d'une question enregistrée, la plus récente d'abord",
  }),
  tags: ["saved"],
  security: needs("read"),
  parameters: [NAME],
  responses: {
    ...ok("All of them, without parameters.", "SavedVersions"),
    ...problemResponses(READING),
  },
};

const restoreVersion: Operation = {
  operationId: "restoreVersion",
  ...summarized({
    en: "Make an earlier version the newest: undo, also of a deletion",
    fr: "Refaire d'une version la plus récente : annuler, même une suppression",
  }),
  tags: ["saved"],
  security: needs("duty"),
  parameters: [NAME],
  requestBody: { required: true, content: jsonContent(refTo("RestoreVersion"), { restore: 1 }) },
  responses: {
    ...ok("The version that this made.", "SavedQuestion"),
    ...problemResponses([...CHANGING, ...(["version-conflict", "limit-reached"] as const)]),
  },
};

const askSaved: Operation = {
  operationId: "askSaved",
  ...summarized({
    en: "The answer to a saved question, now",
    fr: "La réponse à une question enregistrée, maintenant",
  }),
  description:
    "What `POST /v1/questions/{name}` answers to its parameters, as far as the key may see. A relative range is counted from now.",
  tags: ["saved"],
  security: needs("read"),
  parameters: [NAME, LANGUAGE_PARAMETER],
  responses: {
    "200": { description: "The answer, by `Accept`.", content: ANSWER_CONTENT },
    ...problemResponses(ASKING),
  },
};

/** The same answer at an address of its own, for each format, so that a link can name it. */
function filePaths(): Paths {
  const files = Object.entries(ANSWER_FILES).map(([file, type]) => {
    const operation: Operation = {
      operationId: `askSavedAs${file.charAt(0).toUpperCase()}${file.slice(1)}`,
      ...summarized({
        en: `The same answer as ${file.toUpperCase()}, with a key or by a link`,
        fr: `La même réponse en ${file.toUpperCase()}, avec une clé ou par un lien`,
      }),
      description:
        "For programs that can send no header, such as spreadsheets: `?link=` holds the token of a link, which opens this answer and nothing else. At most one answer a second, sixty at once.",
      tags: ["saved"],
      security: [...needs("read"), { link: [] }],
      parameters: [NAME, LANGUAGE_PARAMETER],
      responses: {
        "200": { description: "The answer.", content: { [type]: ANSWER_CONTENT[type] ?? {} } },
        ...problemResponses([
          ...ASKING.filter((code) => code !== "not-acceptable"),
          ...(["link-ended", "too-many-requests"] as const),
        ]),
      },
    };
    return [`/v1/saved/{name}/answer.${file}`, { get: operation }] as const;
  });
  return Object.fromEntries(files);
}

const listLinks: Operation = {
  operationId: "listLinks",
  ...summarized({
    en: "The links that open the answer of a saved question",
    fr: "Les liens qui ouvrent la réponse d'une question enregistrée",
  }),
  description: "Without their tokens, which nobody knows any more.",
  tags: ["saved"],
  security: needs("read"),
  parameters: [NAME],
  responses: {
    ...ok("The newest first; what has expired is listed for 90 days.", "SavedLinks"),
    ...problemResponses(READING),
  },
};

const makeLink: Operation = {
  operationId: "makeLink",
  ...summarized({
    en: "Make a link to the answer of a saved question, for a spreadsheet",
    fr: "Créer un lien vers la réponse d'une question enregistrée, pour un tableur",
  }),
  description: [
    "Its addresses are said now and never again. Whoever has one sees what its maker may see, of this saved question alone and as it stands then, until it expires or is revoked.",
    `It works for ${String(USUAL_LINK_DAYS)} days unless \`days\` says otherwise; ${String(SAVED_LIMITS.links)} links of one question may work at a time.`,
  ].join("\n\n"),
  tags: ["saved"],
  security: needs("read"),
  parameters: [NAME],
  requestBody: { content: jsonContent(refTo("LinkToMake"), { days: USUAL_LINK_DAYS }) },
  responses: {
    ...ok("The link, with its addresses.", "MadeLink"),
    ...problemResponses([...CHANGING, "limit-reached"]),
  },
};

const revokeLink: Operation = {
  operationId: "revokeLink",
  ...summarized({ en: "Revoke a link, for good", fr: "Révoquer un lien, pour de bon" }),
  tags: ["saved"],
  security: needs("read"),
  parameters: [NAME, LINK],
  responses: {
    ...ok("The link as it is now.", "SavedLink"),
    ...problemResponses([...BODY_PROBLEMS, ...READING]), // a body is read, and not needed
  },
};

/** Questions that are kept under a name, their answers, and links to these. */
export const SAVED_PATHS: Paths = {
  "/v1/saved": { get: listSaved },
  "/v1/saved/{name}": { get: readSaved, put: saveQuestion, delete: deleteSaved },
  "/v1/saved/{name}/versions": { get: listVersions },
  "/v1/saved/{name}/restore": { post: restoreVersion },
  "/v1/saved/{name}/answer": { get: askSaved },
  ...filePaths(),
  "/v1/saved/{name}/links": { get: listLinks, post: makeLink },
  "/v1/saved/{name}/links/{link}": { delete: revokeLink },
};
