import { z } from "zod";
import { RejectsQuestion } from "../rejects.ts";
import type { JsonObject } from "./json.ts";
import { jsonContent, needs, refTo, summarized, type Operation, type Paths } from "./operation.ts";
import { KEY_PROBLEMS, problemResponses } from "./problem-responses.ts";

const ID = "3fa9c1d20b7745e88d1a90c6e2f4b713";

const listRejects: Operation = {
  operationId: "listRejects",
  ...summarized({
    en: "What was refused, and how much for which reason",
    fr: "Ce qui a été refusé, et combien pour quel motif",
  }),
  description:
    "The newest first, one page at a time. `reasons` counts all that match, on whichever page. Bodies hold pseudonyms instead of persons; those that are no JSON are kept as they came, for 30 days.",
  tags: ["rejects"],
  security: needs("admin"),
  parameters: queryParameters(),
  responses: {
    "200": { description: "One page of them.", content: jsonContent(refTo("RejectsPage")) },
    ...problemResponses([
      "invalid-question",
      ...KEY_PROBLEMS,
      ...(["question-too-heavy", "store-unavailable"] as const),
    ]),
  },
};

/** Each parameter of an address, as the schema of all of them says it. */
function queryParameters(): JsonObject[] {
  const { properties = {} } = z.toJSONSchema(RejectsQuestion, { io: "input" });
  return Object.entries(properties as Readonly<Record<string, JsonObject>>).map(
    ([name, { description, ...schema }]) => ({
      name,
      in: "query",
      schema,
      ...(description === undefined ? {} : { description }),
    }),
  );
}

const readReject: Operation = {
  operationId: "readReject",
  ...summarized({
    en: "One event that was refused, and what can be done",
    fr: "Un événement refusé, et ce qu'on peut y faire",
  }),
  tags: ["rejects"],
  security: needs("admin"),
  parameters: [
    {
      name: "reject",
      in: "path",
      required: true,
      description: "Its id, or at least six letters of its beginning",
      schema: { type: "string", pattern: "^[0-9a-f]{6,32}$" },
      example: ID,
    },
  ],
  responses: {
    "200": { description: "All of it.", content: jsonContent(refTo("WholeReject")) },
    ...problemResponses([
      "invalid-question",
      ...KEY_PROBLEMS,
      ...(["not-found", "store-unavailable"] as const),
    ]),
  },
};

const forgetRejects: Operation = {
  operationId: "forgetRejects",
  ...summarized({
    en: "Forget rejects whose events were kept in the end",
    fr: "Oublier des refus dont les événements ont fini par être conservés",
  }),
  description:
    "`npx parcours rejects replay` does it by itself, for what was accepted. Ids that are not known are no mistake.",
  tags: ["rejects"],
  security: needs("admin"),
  requestBody: {
    required: true,
    content: jsonContent(refTo("RejectsToForget"), { rejects: [ID] }),
  },
  responses: {
    "200": { description: "How many there were.", content: jsonContent(refTo("ForgottenRejects")) },
    ...problemResponses([
      ...(["invalid-question", "invalid-json"] as const),
      ...KEY_PROBLEMS,
      ...(["body-too-large", "unsupported-media-type", "store-unavailable"] as const),
    ]),
  },
};

/** What was refused, and how it leaves the list again. */
export const REJECT_PATHS: Paths = {
  "/v1/rejects": { get: listRejects },
  "/v1/rejects/{reject}": { get: readReject },
  "/v1/rejects/forget": { post: forgetRejects },
};
