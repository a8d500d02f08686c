/**
 * What steps of a journey can be filtered by. The first five hold from the event that says them until
 * another says otherwise, and before it as for the journey; the others are of the event alone.
 */
export const LASTING_TRAITS = ["site", "channel", "service", "segment", "priority"] as const;
export const OWN_TRAITS = [
  "desk",
  "queue",
  "mode",
  "outcome",
  "reason",
  "to",
  "form",
  "nps",
] as const;

export type LastingTrait = (typeof LASTING_TRAITS)[number];
export type OwnTrait = (typeof OWN_TRAITS)[number];
export type Trait = LastingTrait | OwnTrait;

/** Between traits; no name may hold it. */
export const BETWEEN = "\t";

/**
 * A trait as the store has it. A step's traits are these one after the other, after one {@link BETWEEN};
 * those that are as the journey's are left out, so that few texts say much.
 */
export function spellTrait(name: Trait, value: string): string {
  return value === "" ? "" : `${name}=${value}${BETWEEN}`;
}
