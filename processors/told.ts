/** A set of moments that have a row in the store. Immutable, and held once for all journeys that share it. */
export interface Told {
  readonly moments: ReadonlySet<string>;
  /** The sets with one moment more, as far as somebody needed them. */
  readonly more: Map<string, Told>;
}

export const NOTHING_TOLD: Told = { moments: new Set(), more: new Map() };

/** With this one as well. A few definitions make a few sets, where one a journey took 160 bytes each. */
export function alsoTold(told: Told, moment: string): Told {
  if (told.moments.has(moment)) return told;
  let more = told.more.get(moment);
  if (more === undefined) {
    more = { moments: new Set([...told.moments, moment]), more: new Map() };
    told.more.set(moment, more);
  }
  return more;
}
