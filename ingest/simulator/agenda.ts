import { branchDay } from "./branch-day.ts";
import { addDays, localDay, type LocalDate } from "./calendar.ts";
import type { Timed } from "./journey-writer.ts";
import { SIMULATED_SITES, type SimulatedSite } from "./network.ts";

/** Journeys that began longer ago than this have said everything: surveys are answered by then. */
export const HORIZON_DAYS = 3;

/** Which network: the same seed, first day and sites give the same events for ever. */
export interface Network {
  readonly seed: string;
  readonly sites?: readonly SimulatedSite[];
}

/** What happens in the network, from its first day on, in order of time. */
export interface Agenda {
  /** The events up to and including an instant (ms since 1970) that were not taken before. */
  take(until: number): readonly Timed[];
}

/** The agenda of all journeys that begin on the first day or later. */
export function openAgenda({ seed, sites = SIMULATED_SITES }: Network, first: LocalDate): Agenda {
  let next = localDay(first);
  let ahead: readonly Timed[] = [];
  return {
    take(until) {
      while (next.at(0) <= until) {
        const day = next;
        const today = sites.flatMap((site) => branchDay({ seed, site, day }).events);
        // Stable: events of equal time stay in the order of sites, so batches never matter.
        ahead = [...ahead, ...today].sort((a, b) => a.at - b.at);
        next = localDay(addDays(day.date, 1));
      }
      const split = firstAfter(ahead, until);
      const taken = ahead.slice(0, split);
      ahead = ahead.slice(split);
      return taken;
    },
  };
}

function firstAfter(events: readonly Timed[], until: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((events[middle]?.at ?? Infinity) <= until) low = middle + 1;
    else high = middle;
  }
  return low;
}
