/** How many slots a text may lie in, beginning with its own. */
const WAYS = 8;

/**
 * What is known of texts that come again and again, found by their bytes and without making texts of
 * them. When all slots of a text are taken it takes the place of another: what is not known any more
 * is found out again. The bytes lie in one piece of memory: an array for each cost more than it saved.
 */
export class Pieces<Value> {
  private readonly longest: number;
  private readonly mask: number;
  private readonly bytes: Uint8Array;
  /** Of each slot the hash of its text; 0 when it is free. */
  private readonly hashes: Int32Array;
  /** How long its text is, and of which kind. */
  private readonly keys: Uint32Array;
  private readonly values: (Value | undefined)[];
  /** Which way gives way next. */
  private turn = 0;

  /**
   * @param slots a power of two; with twice as many as there are texts hardly any gives way
   * @param longest how long a text may be, in bytes: less than 2^16
   */
  constructor(slots: number, longest: number) {
    this.longest = longest;
    this.mask = slots - 1;
    this.bytes = new Uint8Array(slots * longest);
    this.hashes = new Int32Array(slots);
    this.keys = new Uint32Array(slots);
    this.values = new Array<undefined>(slots).fill(undefined);
  }

  /** @param kind texts of different kinds are different, at most 2^16 */
  get(bytes: Uint8Array, from: number, to: number, kind = 0): Value | undefined {
    const { hashes, mask } = this;
    const hash = hashOf(bytes, from, to, kind);
    for (let way = 0; way < WAYS; way += 1) {
      const slot = (hash + way) & mask;
      if (hashes[slot] === 0) return undefined; // nothing is ever taken out: it would lie here
      if (hashes[slot] === hash && this.holds(slot, bytes, from, to, kind))
        return this.values[slot];
    }
    return undefined;
  }

  /** Remembers the value, unless the text is too long. */
  set(bytes: Uint8Array, from: number, to: number, value: Value, kind = 0): Value {
    const length = to - from;
    if (length > this.longest) return value;
    const hash = hashOf(bytes, from, to, kind);
    const slot = this.slotFor(hash, bytes, from, to, kind);
    const start = slot * this.longest;
    for (let index = 0; index < length; index += 1) {
      this.bytes[start + index] = bytes[from + index] as number;
    }
    this.hashes[slot] = hash;
    this.keys[slot] = keyOf(length, kind);
    this.values[slot] = value;
    return value;
  }

  /** Where the text lies, or else a free slot, or else that of another. */
  private slotFor(hash: number, bytes: Uint8Array, from: number, to: number, kind: number): number {
    const { hashes, mask } = this;
    for (let way = 0; way < WAYS; way += 1) {
      const slot = (hash + way) & mask;
      if (hashes[slot] === 0) return slot;
      if (hashes[slot] === hash && this.holds(slot, bytes, from, to, kind)) return slot;
    }
    this.turn = (this.turn + 1) % WAYS;
    return (hash + this.turn) & mask;
  }

  private holds(slot: number, bytes: Uint8Array, from: number, to: number, kind: number): boolean {
    const length = to - from;
    if (this.keys[slot] !== keyOf(length, kind)) return false;
    const held = this.bytes;
    const start = slot * this.longest;
    for (let index = 0; index < length; index += 1) {
      if (held[start + index] !== bytes[from + index]) return false;
    }
    return true;
  }
}

// FNV-1a, then mixed as MurmurHash3 does in the end: its low bits alone are poor. Never 0.
function hashOf(bytes: Uint8Array, from: number, to: number, kind: number): number {
  let hash = 0x811c9dc5 ^ kind;
  for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16) || 1;
}

function keyOf(length: number, kind: number): number {
  return (kind << 16) | length;
}
