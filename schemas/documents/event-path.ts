import { LIMITS, SENDER_HEADER } from "../admission.ts";
import { EVENT_TYPES } from "../event-types.ts";
import {
  BINARY_EXAMPLE,
  EVENT_EXAMPLES,
  JOURNEY_EXAMPLE,
  RECEIPT_EXAMPLE,
  REJECTED_EXAMPLE,
} from "./examples.ts";
import type { JsonObject } from "./json.ts";
import { jsonContent, needs, refTo, summarized, type Operation } from "./operation.ts";
import { KEY_PROBLEMS, problemResponses } from "./problem-responses.ts";

const batch: JsonObject = {
  type: "array",
  maxItems: LIMITS.eventsPerRequest,
  items: refTo("JourneyEvent"),
};
const oneOrMany: JsonObject = { anyOf: [refTo("JourneyEvent"), batch] };
const lines = `${JOURNEY_EXAMPLE.map((event) => JSON.stringify(event)).join("\n")}\n`;

const batchExamples = { journey: { summary: "A whole visit", value: JOURNEY_EXAMPLE } };
const oneExamples = {
  one: { summary: "One event", value: EVENT_EXAMPLES["ticket.issued"] },
};
const typeExamples = Object.fromEntries(
  EVENT_TYPES.map(({ type }) => [type, { summary: type, value: EVENT_EXAMPLES[type] }]),
);
const ndjson = {
  schema: { type: "string", description: "One event a line" },
  examples: { journey: { summary: "A whole visit, one event a line", value: lines } },
};

/** Every content type that the collector reads, with bodies that it accepts. */
const CONTENT = {
  "application/json": {
    schema: {
      anyOf: [
        refTo("JourneyEvent"),
        batch,
        { title: "Binary mode", description: "The data alone; the rest stands in `ce-` headers." },
      ],
    },
    examples: {
      ...typeExamples,
      ...batchExamples,
      binary: { summary: "Binary mode, with `ce-` headers", value: BINARY_EXAMPLE.data },
    },
  },
  "application/x-ndjson": ndjson,
  "application/ndjson": ndjson,
  "application/jsonl": ndjson,
  "application/cloudevents+json": { schema: refTo("JourneyEvent"), examples: oneExamples },
  "application/cloudevents-batch+json": { schema: batch, examples: batchExamples },
  "text/plain": {
    schema: { ...oneOrMany, description: "The same JSON, as a browser's beacon sends it" },
    examples: { ...oneExamples, ...batchExamples },
  },
} as unknown as JsonObject;

const PARAMETERS: readonly JsonObject[] = [
  {
    name: "Prefer",
    in: "header",
    description: "`return=minimal` leaves the accepted events out of `results`.",
    schema: { type: "string" },
    example: "return=minimal",
  },
  {
    name: "Content-Encoding",
    in: "header",
    description: "The body may be compressed.",
    schema: { type: "string", enum: ["gzip", "identity"], default: "identity" },
  },
  {
    name: SENDER_HEADER,
    in: "header",
    description:
      "Of an admin who sends again what another key has sent: that key's name, percent-encoded. What is refused again stays one reject.",
    schema: { type: "string" },
  },
  {
    name: "Origin",
    in: "header",
    description: "Browsers send it; a public key works for its origins alone.",
    schema: { type: "string" },
  },
  ...Object.entries(BINARY_EXAMPLE.headers).map(([name, example]) => ({
    name,
    in: "header",
    description: `Binary mode: the attribute \`${name.slice(3)}\`, percent-encoded.`,
    schema: { type: "string" },
    examples: { binary: { value: example } },
  })),
];

/** `POST /v1/events`. */
export const SEND_EVENTS: Operation = {
  operationId: "sendEvents",
  ...summarized({
    en: "Send events; 202 means kept",
    fr: "Envoyer des événements ; 202 veut dire conservé",
  }),
  description: [
    "One event, an array, NDJSON, or CloudEvents (structured, batch; binary mode for one event).",
    "The answer comes once the accepted events are on disk. A bad event in a batch is `rejected` in a 202 and the others are kept; a lone bad event is a 422.",
    "Send the same events again after a 429, a 503 or a broken connection: what comes twice counts once.",
    `Limits: ${String(LIMITS.eventsPerRequest)} events and ${String(LIMITS.bodyBytes)} bytes (inflated) a request, ${String(LIMITS.eventBytes)} bytes an event.`,
    "In binary mode any further `ce-` header is an attribute as well.",
  ].join("\n\n"),
  tags: ["events"],
  security: [...needs("write"), { publicKey: ["write"] }],
  parameters: PARAMETERS,
  requestBody: { required: true, content: CONTENT },
  responses: {
    "202": {
      description: "The accepted events are kept; `results` stands in the order of the request.",
      content: jsonContent(refTo("Receipt"), RECEIPT_EXAMPLE as unknown as JsonObject),
    },
    ...problemResponses(
      [
        ...(["invalid-json", "invalid-encoding", "invalid-cloudevent", "invalid-http"] as const),
        ...KEY_PROBLEMS,
        ...(["body-too-large", "too-many-events"] as const),
        ...(["unsupported-media-type", "unsupported-encoding"] as const),
        ...(["event-rejected", "too-many-requests", "log-unavailable"] as const),
      ],
      [REJECTED_EXAMPLE],
    ),
  },
};
