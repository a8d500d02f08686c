import { EVENT_TYPES } from "../event-types.ts";
import { EVENT_EXAMPLES } from "./examples.ts";
import type { JsonObject } from "./json.ts";
import { EVENT_NAMES, schemasAt } from "./named-schemas.ts";

/** JSON Schema 2020-12 of an event as senders write it, complete in itself. */
export function eventJsonSchema(): JsonObject {
  const { JourneyEvent, ...$defs } = schemasAt("#/$defs/", EVENT_NAMES);
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: "urn:parcours:schema:event",
    title: "Parcours event",
    description:
      "Any of the thirteen events of a journey: a CloudEvents 1.0 object. Attributes and data that are not listed are kept.",
    ...JourneyEvent,
    examples: EVENT_TYPES.map(({ type }) => EVENT_EXAMPLES[type] as JsonObject),
    $defs,
  };
}
