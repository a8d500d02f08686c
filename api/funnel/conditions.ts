/** What is asked of a journey's own times, in SQL; `askingOf` binds the values. */

/** Longer than the window, so that it may bind. */
export const LONG = "dateDiff('millisecond', started, last) > {window: Int64}";

/** Wholly inside the period, and over before anybody could be open: whenever its entry is, it counts, and is not open. */
export const INSIDE = `started >= fromUnixTimestamp64Milli({from: Int64}, 'UTC')
      AND last < fromUnixTimestamp64Milli({inside_to: Int64}, 'UTC')`;

/** The others, in two parts: of each the engine finds the granules by an index of its own. */
export const OUTSIDE = [
  "started < fromUnixTimestamp64Milli({from: Int64}, 'UTC')",
  `started >= fromUnixTimestamp64Milli({from: Int64}, 'UTC')
      AND last >= fromUnixTimestamp64Milli({inside_to: Int64}, 'UTC')`,
];

/** The unit entered in the period. */
export const ENTERED = `entry >= fromUnixTimestamp64Milli({from: Int64}, 'UTC')
    AND entry < fromUnixTimestamp64Milli({to: Int64}, 'UTC')`;

/** A unit that has not converted still may. */
export const MAY_CONVERT = "entry > fromUnixTimestamp64Milli({open_after: Int64}, 'UTC')";
