/** Remembers what was accepted lately, to tell senders that they repeat themselves. */
export interface Repeats {
  has(tenant: string, identity: string): boolean;
  add(tenant: string, identity: string): void;
}

/**
 * Only a courtesy: a repeat is kept like any event, since the fold forgives it, so that nothing is
 * lost where two events share an identity. Holds between `capacity` and twice as many identities.
 */
export function recentRepeats(capacity: number): Repeats {
  let recent = new Set<string>();
  let older = new Set<string>();
  return {
    has(tenant, identity) {
      const key = `${tenant}\n${identity}`;
      return recent.has(key) || older.has(key);
    },
    add(tenant, identity) {
      if (recent.size >= capacity) {
        older = recent;
        recent = new Set();
      }
      recent.add(`${tenant}\n${identity}`);
    },
  };
}
