import { hashTexts, thenHash, type Hash64 } from "../../schemas/text-hash.ts";

/** Remembers what was accepted lately, to tell senders that they repeat themselves. */
export interface Repeats {
  /** What stands for the identity of an event of a tenant. */
  keyOf(tenant: string, identity: Hash64): Hash64;
  has(key: Hash64): boolean;
  add(key: Hash64): void;
}

/**
 * Only a courtesy: a repeat is kept like any event, since the fold forgives it, so that nothing is
 * lost where two events share an identity. That is why 64 bits of a hash stand for an identity, and
 * why a newer one may take an older one's slot: a set of texts cost a tenth of the collector.
 *
 * @param slots a power of two
 */
export function recentRepeats(slots: number): Repeats {
  const halves = new Int32Array(2 * slots); // side by side: one look into memory, not two
  const slotOf = ({ high, low }: Hash64) => 2 * ((high ^ (low >>> 7)) & (slots - 1));

  return {
    keyOf: (tenant, identity) => thenHash(hashTexts(tenant), identity),
    has(key) {
      const slot = slotOf(key);
      return halves[slot] === key.high && halves[slot + 1] === key.low;
    },
    add(key) {
      const slot = slotOf(key);
      halves[slot] = key.high;
      halves[slot + 1] = key.low;
    },
  };
}
