import fc from "fast-check";
import type { FunnelRules, UnitEvents } from "../../api/funnel/rules.ts";
import type { Tried } from "./brute-force.ts";

/** What an event is, as far as a filter can see. */
interface Seen {
  readonly type: number;
  readonly attribute: number;
}

/** A step or an exclusion: a type, perhaps with a filter. */
interface Filter {
  readonly type: number;
  readonly attribute: number | undefined;
}

/** A funnel, and the units that go through it. */
export interface Population {
  readonly rules: FunnelRules;
  readonly steps: readonly Filter[];
  readonly excluded: readonly Filter[];
  /** Runs start before this time. */
  readonly until: number;
  readonly units: readonly (readonly (Seen & { readonly at: number })[])[];
}

/** Few types, few times: so that ties, repeats, windows that bind and exclusions that void are common. */
export function populations(): fc.Arbitrary<Population> {
  const type = fc.nat(2);
  const filter = fc.record({ type, attribute: fc.option(fc.nat(1), { nil: undefined, freq: 2 }) });
  const event = fc.record({ type, attribute: fc.nat(1), at: fc.nat(6) });
  const unit = fc.array(event, { minLength: 1, maxLength: 6 });
  const exclusion = fc.record({ between: fc.tuple(fc.nat(3), fc.nat(3)), filter });
  return fc
    .record({
      order: fc.constantFrom("ordered", "strict", "unordered"),
      windowMs: fc.nat(7),
      steps: fc.array(filter, { minLength: 1, maxLength: 4 }),
      exclusions: fc.array(exclusion, { maxLength: 2 }),
      units: fc.array(unit, { minLength: 1, maxLength: 4 }),
      until: fc.oneof(fc.constant(7), fc.nat(6)),
    })
    .map(({ order, windowMs, steps, exclusions, units, until }) => {
      const valid = exclusions.filter(
        ({ between: [a, b] }) => a !== b && Math.max(a, b) < steps.length,
      );
      return {
        rules: {
          order,
          windowMs,
          steps: steps.length,
          exclusions: valid.map(({ between: [a, b] }) => ({
            from: Math.min(a, b),
            to: Math.max(a, b),
          })),
        },
        steps,
        excluded: valid.map(({ filter: named }) => named),
        until,
        units: units.map((events) => [...events].sort((a, b) => a.at - b.at)),
      };
    });
}

function sees({ type, attribute }: Filter, event: Seen): boolean {
  return type === event.type && (attribute === undefined || attribute === event.attribute);
}

/** A unit as the evaluator takes it. */
export function unitOf(
  { steps, excluded, until }: Population,
  events: Population["units"][0],
): UnitEvents {
  return {
    times: events.map(({ at }) => at),
    starts: events.filter(({ at }) => at < until).length,
    serves: (event, step) => sees(steps[step]!, events[event]!),
    isExcluded: (event, exclusion) => sees(excluded[exclusion]!, events[event]!),
  };
}

/** The same as the oracle takes it. */
export function triedOf(population: Population, events: Population["units"][0]): Tried {
  const { rules, steps, excluded, until } = population;
  return {
    until,
    at: events.map(({ at }) => at),
    matches: events.map((event) => steps.map((step) => sees(step, event))),
    excluded: events.map((event) => excluded.map((named) => sees(named, event))),
    steps: steps.length,
    order: rules.order,
    window: rules.windowMs,
    exclusions: rules.exclusions,
  };
}
