import { Ajv2020 } from "ajv/dist/2020.js";
import { z } from "zod";
import { EVENT_SCHEMAS } from "../../schemas/event.ts";
import type { EventType } from "../../schemas/event-types.ts";

/** Says yes to valid events, fast; of the others zod says what is wrong. */
export type Validator = (event: unknown) => boolean;

/**
 * Validators compiled from the zod schemas, three times as fast as zod (ARCHITECTURE has the
 * figures). They must never accept what zod refuses, which a test holds them to; where they refuse,
 * zod has the last word.
 */
export function compileValidators(): ReadonlyMap<string, Validator> {
  const ajv = new Ajv2020({
    strict: true,
    unicode: false, // lengths in UTF-16 units, as zod counts them…
    logger: false, // …of which Ajv would rather not hear
    validateFormats: false, // zod writes a pattern beside each format
    allowUnionTypes: true,
  });
  return new Map(
    (Object.keys(EVENT_SCHEMAS) as EventType[]).map((type) => {
      const schema = z.toJSONSchema(EVENT_SCHEMAS[type], { io: "input" });
      return [type, ajv.compile(schema) as Validator];
    }),
  );
}
