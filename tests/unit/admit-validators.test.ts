import fc from "fast-check";
import { expect, test } from "vitest";
import { validators } from "../../ingest/collector/validators.ts";
import { EVENT_SCHEMAS } from "../../schemas/event.ts";
import type { EventType } from "../../schemas/event-types.ts";
import { changedEvents, FULL_EVENTS } from "../support/wrong-events.ts";

test("the compiled validators accept nothing that zod refuses, and all that is usual", () => {
  const validatorOf = validators("event");
  for (const event of FULL_EVENTS) {
    expect(validatorOf(event.type)?.(event)).toBe(true);
  }
  const types = fc.constantFrom(...FULL_EVENTS.map(({ type }) => type));
  fc.assert(
    fc.property(types, changedEvents, (type: EventType, sent) => {
      if (validatorOf(type)?.(sent) !== true) return;
      expect(EVENT_SCHEMAS[type].safeParse({ ...sent, type }).success).toBe(true);
    }),
    { numRuns: 5_000 },
  );
});
