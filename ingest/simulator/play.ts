import { setTimeout as wait } from "node:timers/promises";
import { HORIZON_DAYS, openAgenda, type Network } from "./agenda.ts";
import { addDays, localDateOf, localDay, type LocalDate } from "./calendar.ts";
import { beginsJourney } from "./journey-writer.ts";
import { postBatches, type Posting } from "./post-batches.ts";

/** How far a run has come. */
export interface Progress {
  readonly events: number;
  readonly journeys: number;
  readonly accepted: number;
  readonly duplicate: number;
  readonly rejected: number;
  readonly eventsPerSecond: number;
  /** An estimate, from the share of the period that is done. */
  readonly secondsLeft: number;
}

/** What a backfill is asked for; `until` in ms since 1970. */
export interface BackfillOptions extends Network, Omit<Posting, "onKept"> {
  /** Whole local days before the one that holds `until`. */
  readonly days: number;
  readonly until: number;
  readonly onProgress?: (progress: Progress) => void;
}

/** What a backfill sent: journeys that began on `first` or later, events up to `until`. */
export interface Backfilled extends Progress {
  readonly first: LocalDate;
  readonly until: number;
}

/**
 * Posts the last local days in order of time. To repeat it is harmless: events and their ids are
 * the same, so a broken run is simply run again.
 */
export async function backfill(options: BackfillOptions): Promise<Backfilled> {
  const { days, until, onProgress, signal } = options;
  const last = localDateOf(until);
  const first = addDays(last, -days);
  const agenda = openAgenda(options, first);
  const progress = followProgress(localDay(first).at(0), until);
  for (let date = first; date <= last; date = addDays(date, 1)) {
    signal?.throwIfAborted();
    const endOfDay = localDay(addDays(date, 1)).at(0) - 1;
    const events = agenda.take(Math.min(endOfDay, until));
    await postBatches(events, {
      ...options,
      onKept(batch, counts) {
        const journeys = batch.filter(beginsJourney).length;
        progress.add(batch.length, journeys, counts, batch.at(-1)?.at ?? until);
        onProgress?.(progress.now());
      },
    });
  }
  return { ...progress.now(), first, until };
}

/** What a live run is asked for; times in ms since 1970. */
export interface LiveOptions extends Network, Omit<Posting, "onKept"> {
  /** Events up to this were sent before. Left out: today begins at midnight, with all its journeys. */
  readonly since?: number;
  /** The first day whose journeys were sent, so that none is sent without its beginning. */
  readonly first?: LocalDate;
  readonly now?: () => number;
  readonly tickMs?: number;
  /** Resolves after so many ms, or rejects when the signal is aborted. */
  readonly sleep?: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
  /** After each tick: everything up to this instant is kept, so it is the next run's `since`. */
  readonly onTick?: (until: number, events: number) => void;
}

/**
 * Posts each event when its time comes, after filling the gap since the last run. Resolves when the
 * signal is aborted; rejects when `post` gives up.
 */
export async function live(options: LiveOptions): Promise<void> {
  const { now = Date.now, tickMs = 1000, sleep = pause, signal, onTick } = options;
  const today = localDateOf(now());
  const since = options.since ?? localDay(today).at(0) - 1;
  const oldest = addDays(localDateOf(since), -HORIZON_DAYS);
  const first = options.first ?? (options.since === undefined ? today : oldest);
  const agenda = openAgenda(options, first > oldest ? first : oldest);
  agenda.take(since);
  try {
    for (;;) {
      signal?.throwIfAborted();
      const until = now();
      const events = agenda.take(until);
      await postBatches(events, options);
      onTick?.(until, events.length);
      await sleep(tickMs, signal);
    }
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await wait(ms, undefined, signal && { signal });
}

function followProgress(from: number, until: number) {
  const startedAt = performance.now();
  const sums = { events: 0, journeys: 0, accepted: 0, duplicate: 0, rejected: 0 };
  let reached = from;
  return {
    add(
      events: number,
      journeys: number,
      counts: Omit<typeof sums, "events" | "journeys">,
      at: number,
    ) {
      sums.events += events;
      sums.journeys += journeys;
      sums.accepted += counts.accepted;
      sums.duplicate += counts.duplicate;
      sums.rejected += counts.rejected;
      reached = Math.max(reached, at);
    },
    now(): Progress {
      const seconds = (performance.now() - startedAt) / 1000;
      const done = (reached - from) / Math.max(1, until - from);
      const secondsLeft = done > 0 ? (seconds * (1 - done)) / done : Infinity;
      return { ...sums, eventsPerSecond: sums.events / Math.max(seconds, 1e-3), secondsLeft };
    },
  };
}
