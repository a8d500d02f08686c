import fc from "fast-check";
import { EVENT_TYPES } from "../../schemas/event-types.ts";
import { ORDERS, UNITS, type Funnel } from "../../dashboards/journeys/funnel.ts";

/** Types of events, any of the thirteen. */
export const anyType = fc.constantFrom(...EVENT_TYPES.map(({ type }) => type));

const step = fc.oneof(
  fc.record({ type: anyType }),
  fc.record({ type: anyType, label: fc.string({ minLength: 1, maxLength: 20 }) }),
);

/** Funnels that somebody could have built. */
export const anyFunnel: fc.Arbitrary<Funnel> = fc
  .array(step, { minLength: 1, maxLength: 8 })
  .chain((steps) => {
    const place = fc.integer({ min: 1, max: steps.length });
    const excluded = fc
      .record({ type: anyType, from: place, to: place })
      .filter(({ from, to }) => from < to);
    const window = fc
      .tuple(fc.integer({ min: 1, max: 9999 }), fc.constantFrom(...UNITS))
      .map(([count, unit]) => `${String(count)}${unit}`);
    return fc.record({
      steps: fc.constant(steps),
      order: fc.constantFrom(...ORDERS),
      window,
      exclude: steps.length > 1 ? fc.array(excluded, { maxLength: 3 }) : fc.constant([]),
    });
  });
