/** How often something was found, by its name. */
export interface Count {
  readonly name: string;
  readonly n: number;
}

/** How many names a finding gives; of the others it says how many there are. */
export const SHOWN = 5;

/** The most frequent with their counts, and how many more there are. */
export function listed(counts: readonly Count[], unit: string): string {
  const named = counts
    .slice(0, SHOWN)
    .map(({ name, n }) => `${name} (${n.toLocaleString("en")} ${unit})`);
  return named.join(", ") + more(counts.length);
}

/** What follows the names that are shown. */
export function more(count: number): string {
  return count > SHOWN ? `, and ${String(count - SHOWN)} more` : "";
}
