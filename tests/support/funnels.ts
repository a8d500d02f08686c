import fc from "fast-check";
import { EVENT_TYPES } from "../../schemas/event-types.ts";
import { asPart, type Filter } from "../../dashboards/journeys/filters.ts";
import { GOERS, ORDERS, UNITS, type Funnel } from "../../dashboards/journeys/funnel.ts";
import { LASTING_TRAITS, OWN_TRAITS } from "../../schemas/traits.ts";

/** Types of events, any of the thirteen. */
export const anyType = fc.constantFrom(...EVENT_TYPES.map(({ type }) => type));

export const anyTrait = fc.constantFrom(...LASTING_TRAITS, ...OWN_TRAITS);

/** Values that events may say, the marks of the address among them. */
export const anyValues = fc.uniqueArray(
  fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom(",", "~", "\\", "a,b~c=d\\", "Été -1-")),
  { minLength: 1, maxLength: 3 },
);

/** Filters, the empty one too. */
const anyFilter: fc.Arbitrary<Filter> = fc
  .uniqueArray(fc.tuple(anyTrait, anyValues), { selector: ([trait]) => trait, maxLength: 3 })
  .map((conditions) => Object.fromEntries(conditions));

const filter = anyFilter.map(asPart);
const label = fc.oneof(
  fc.string({ minLength: 1, maxLength: 20 }),
  fc.constantFrom("~", "a~channel=b", "\\", "-", "c,d\\~"),
);
const step = fc
  .tuple(fc.record({ type: anyType, label }, { requiredKeys: ["type"] }), filter)
  .map(([named, filtered]) => ({ ...named, ...filtered }));

/** Funnels that somebody could have built. */
export const anyFunnel: fc.Arbitrary<Funnel> = fc
  .array(step, { minLength: 1, maxLength: 8 })
  .chain((steps) => {
    const place = fc.integer({ min: 1, max: steps.length });
    const excluded = fc
      .tuple(fc.record({ type: anyType, from: place, to: place }), filter)
      .filter(([{ from, to }]) => from < to)
      .map(([between, filtered]) => ({ ...between, ...filtered }));
    const window = fc
      .tuple(fc.integer({ min: 1, max: 9999 }), fc.constantFrom(...UNITS))
      .map(([count, unit]) => `${String(count)}${unit}`);
    return fc.record({
      steps: fc.constant(steps),
      order: fc.constantFrom(...ORDERS),
      window,
      exclude: steps.length > 1 ? fc.array(excluded, { maxLength: 3 }) : fc.constant([]),
      unit: fc.constantFrom(...GOERS),
    });
  });
