import { EVENT_EXAMPLES, JOURNEY_EXAMPLE } from "./examples.ts";
import type { JsonObject } from "./json.ts";
import { LOG_NAMES, schemasAt } from "./named-schemas.ts";
import { CONTRACT_VERSION } from "./open-api.ts";

const schemaRef = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const messageRef = (name: string) => ({ $ref: `#/components/messages/${name}` });

/** AsyncAPI 3.0 of the log's topics: what is in them, and who puts it there. */
export function asyncApi(): JsonObject {
  return {
    asyncapi: "3.0.0",
    id: "urn:parcours:log",
    info: {
      title: "Parcours: the log",
      version: CONTRACT_VERSION,
      description:
        "What stands between the collector and the processors. The embedded log keeps these topics in the data folder, for processes of the same machine; on Kafka they are topics of these names, behind the configured prefix. Who sends events needs none of this: `POST /v1/events` does.",
      license: { name: "Apache-2.0" },
    },
    defaultContentType: "application/json",
    channels: CHANNELS,
    operations: OPERATIONS,
    components: { schemas: schemasAt("#/components/schemas/", LOG_NAMES), messages: MESSAGES },
  };
}

const CHANNELS: JsonObject = {
  journeyEvents: {
    address: "journey-events",
    description:
      "Admitted events: pseudonymised, masked, in one form. The key is the tenant, a zero byte and the subject, so that a journey stays in one partition, in order. Delivered at least once; what comes twice counts once.",
    messages: { events: messageRef("Events") },
  },
  journeyRejects: {
    address: "journey-rejects",
    description: "What was not admitted, with the reason. The same reject has the same id.",
    messages: { reject: messageRef("Reject") },
  },
  journeyInbox: {
    address: "journey-inbox.{tenant}",
    description:
      "For services that already write to Kafka: the same events, which a collector admits as if they had come over HTTP. It comes with the Kafka adapter, and does not exist on the embedded log.",
    parameters: { tenant: { description: "The tenant; Kafka's ACL proves who may write for it." } },
    messages: { events: messageRef("SentEvents") },
  },
};

const channelRef = (name: string) => ({ $ref: `#/channels/${name}` });

function operation(action: "send" | "receive", channel: string, summary: string): JsonObject {
  return { action, channel: channelRef(channel), summary };
}

const OPERATIONS: JsonObject = {
  keepEvents: operation("send", "journeyEvents", "The collector keeps what it admitted."),
  foldEvents: operation("receive", "journeyEvents", "The processor folds events into journeys."),
  keepRejects: operation("send", "journeyRejects", "The collector keeps what it refused."),
  storeRejects: operation("receive", "journeyRejects", "The processor stores rejects."),
  admitInbox: operation(
    "receive",
    "journeyInbox",
    "A collector admits what services wrote to Kafka.",
  ),
};

const oneOrMany: JsonObject = {
  description: "One event, or several of one partition",
  anyOf: [
    schemaRef("JourneyEvent"),
    { type: "array", minItems: 1, items: schemaRef("JourneyEvent") },
  ],
};

const tenantHeader: JsonObject = {
  type: "object",
  properties: {
    tenant: { type: "string", description: "From the key of the sender, never from the event" },
  },
  required: ["tenant"],
};

const sent = [
  { name: "one", payload: EVENT_EXAMPLES["ticket.issued"] },
  { name: "several", payload: JOURNEY_EXAMPLE },
] as unknown as readonly JsonObject[];

const PSEUDONYM = "h1.Qm9uam91ci1QYXJjb3Vycw";
const people = { customer: PSEUDONYM, staff: PSEUDONYM };
const kept = [
  {
    name: "one",
    headers: { tenant: "default" },
    payload: { ...EVENT_EXAMPLES["ticket.issued"], ...people },
  },
  {
    name: "several",
    headers: { tenant: "default" },
    payload: JOURNEY_EXAMPLE.map((event) => ({ ...event, ...people })),
  },
] as unknown as readonly JsonObject[];

const MESSAGES: JsonObject = {
  Events: {
    title: "Admitted events",
    summary: "`customer` and `staff` are pseudonyms, verbatims are masked.",
    headers: tenantHeader,
    payload: oneOrMany,
    examples: kept,
  },
  Reject: {
    title: "A rejected event",
    headers: tenantHeader,
    payload: schemaRef("RejectedEvent"),
  },
  SentEvents: {
    title: "Events as services send them",
    summary: "The tenant is the topic's; there is no header to trust.",
    payload: oneOrMany,
    examples: sent,
  },
};
