/**
 * Who waits at the instant `{now: Int64}` (ms since 1970), as a condition on `journeys`: a wait is open,
 * and its site has not closed since. One text, for what is shown and what is watched.
 */
export const WAITS_NOW = `isNotNull(waiting_since)
      AND closes_at > fromUnixTimestamp64Milli({now: Int64}, 'UTC')`;

/** How long somebody has waited by then, in ms, where {@link WAITS_NOW} holds. */
export const WAITED_MS = `dateDiff('millisecond', assumeNotNull(waiting_since),
      fromUnixTimestamp64Milli({now: Int64}, 'UTC'))`;

/** Nobody waits longer than this; what is open since then was forgotten by its sender. */
export const LIVE_WINDOW_MS = 36 * 3_600_000;
