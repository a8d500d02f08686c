import { hashTexts, type Hash64 } from "../../schemas/text-hash.ts";

/** Remembers what was accepted lately, to tell senders that they repeat themselves. */
export interface Repeats {
  has(tenant: string, identity: Identity): boolean;
  add(tenant: string, identity: Identity): void;
}

/** What makes an event the same event. */
export interface Identity {
  readonly subject: string;
  readonly source: string;
  readonly id: string;
}

/**
 * Only a courtesy: a repeat is kept like any event, since the fold forgives it, so that nothing is
 * lost where two events share an identity. That is why 64 bits of a hash stand for an identity, and
 * why a newer one may take an older one's slot: a set of texts cost a tenth of the collector.
 *
 * @param slots a power of two
 */
export function recentRepeats(slots: number): Repeats {
  const highs = new Uint32Array(slots);
  const lows = new Uint32Array(slots);
  const slotOf = ({ high, low }: Hash64) => (high ^ (low >>> 7)) & (slots - 1);

  return {
    has(tenant, { subject, source, id }) {
      const hash = hashTexts(tenant, subject, source, id);
      const slot = slotOf(hash);
      return highs[slot] === hash.high && lows[slot] === hash.low;
    },
    add(tenant, { subject, source, id }) {
      const hash = hashTexts(tenant, subject, source, id);
      const slot = slotOf(hash);
      highs[slot] = hash.high;
      lows[slot] = hash.low;
    },
  };
}
