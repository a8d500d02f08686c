import { describeColumn } from "../columns.ts";
import { LiveQuestion } from "../questions/live.ts";
import { QUESTIONS, type QuestionName } from "../questions/names.ts";
import { MISUNDERSTOOD_EXAMPLE, QUESTION_EXAMPLES } from "./examples.ts";
import type { JsonObject } from "./json.ts";
import { questionSchemaName } from "./named-schemas.ts";
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
import { columnsOf } from "../questions/columns.ts";

const LIVE_PROBLEMS = [
  "invalid-question",
  ...KEY_PROBLEMS,
  ...(["not-acceptable", "question-too-heavy", "store-unavailable"] as const),
] as const;
const PROBLEM_CODES = [...LIVE_PROBLEMS, ...BODY_PROBLEMS];

/** The formats of an answer, the default first. The rows are the same in each. */
export const ANSWER_CONTENT: JsonObject = {
  "application/json": { schema: refTo("Answer") },
  "application/vnd.parcours.columns+json": { schema: refTo("ColumnarAnswer") },
  "text/csv": {
    schema: { type: "string", description: "A header, then one line a row (RFC 4180)" },
  },
  "application/vnd.apache.arrow.stream": {
    schema: { description: "An Apache Arrow IPC stream" },
  },
  "application/vnd.apache.parquet": {
    schema: { description: "An Apache Parquet file" },
  },
};

/** `POST /v1/questions/{name}`, one path for each question. */
export function questionPaths(): Paths {
  const names = Object.keys(QUESTIONS) as QuestionName[];
  return Object.fromEntries(
    names.map((name) => [`/v1/questions/${name}`, { post: questionOperation(name) }]),
  );
}

function questionOperation(name: QuestionName): Operation {
  const { schema, text } = QUESTIONS[name];
  const example: JsonObject = QUESTION_EXAMPLES[name] as unknown as JsonObject;
  const columns = columnsOf(name, schema.parse(example));
  return {
    operationId: `ask${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    ...summarized(firstSentence(text)),
    description: text.en,
    tags: ["questions"],
    security: needs("read"),
    parameters: [LANGUAGE_PARAMETER],
    requestBody: { content: jsonContent(refTo(questionSchemaName(name)), example) },
    responses: {
      "200": {
        description: `The answer; to the example its columns are: ${columns.join(", ")}.`,
        content: ANSWER_CONTENT,
        "x-columns": columns.map((column) => ({ ...describeColumn(name, column, "en") })),
      },
      ...problemResponses(PROBLEM_CODES, [MISUNDERSTOOD_EXAMPLE]),
    },
  };
}

function firstSentence({ en, fr }: { readonly en: string; readonly fr: string }) {
  const first = (text: string) => text.split(/[.:] /)[0]?.replace(/\s*[.:]$/, "") ?? text;
  return { en: first(en), fr: first(fr) };
}

/** `GET /v1/live`: the question as dashboards ask it, once or as a stream. */
export const WATCH_LIVE: Operation = {
  operationId: "watchLive",
  ...summarized({
    en: "Who waits now, once or as a stream",
    fr: "Qui attend en ce moment, une fois ou en continu",
  }),
  description:
    "With `Accept: text/event-stream` an event `live` is sent whenever the answer changes; its data is the answer as JSON. A comment comes every 15 s otherwise.",
  tags: ["questions"],
  security: needs("read"),
  parameters: [
    ...LiveQuestion.shape.by.unwrap().element.options.map((name) => ({
      name,
      in: "query",
      description: `Only who waits with this ${name}; may be repeated.`,
      schema: { type: "array", items: { type: "string", maxLength: 256 } },
      explode: true,
    })),
    {
      name: "over_seconds",
      in: "query",
      description: "Count those who have waited longer than this.",
      schema: { type: "number", minimum: 0, maximum: 86_400, default: 600 },
    },
    LANGUAGE_PARAMETER,
  ],
  responses: {
    "200": {
      description: "Who waits, by site.",
      content: {
        ...ANSWER_CONTENT,
        "text/event-stream": {
          schema: { type: "string", description: "Events `live`, each with an `Answer` as JSON" },
        },
      },
    },
    ...problemResponses(LIVE_PROBLEMS),
  },
};
