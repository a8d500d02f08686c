/**
 * What is known of texts that come again and again, found by their bytes and without making texts of
 * them. Each has two slots, and a new one may take the place of an older: what is not known any more
 * is found out again. The bytes lie in one piece of memory: an array for each cost more than it saved.
 */
export class Pieces<Value> {
  private readonly longest: number;
  private readonly mask: number;
  private readonly bytes: Uint8Array;
  /** Of each slot how long its text is, and of which kind. */
  private readonly keys: Uint32Array;
  private readonly values: (Value | undefined)[];

  /**
   * @param slots a power of two
   * @param longest how long a text may be, in bytes: less than 2^16
   */
  constructor(slots: number, longest: number) {
    this.longest = longest;
    this.mask = slots - 1;
    this.bytes = new Uint8Array(slots * longest);
    this.keys = new Uint32Array(slots);
    this.values = new Array<undefined>(slots).fill(undefined);
  }

  /** @param kind texts of different kinds are different, at most 2^16 */
  get(bytes: Uint8Array, from: number, to: number, kind = 0): Value | undefined {
    const slot = this.slotOf(bytes, from, to, kind);
    if (this.holds(slot, bytes, from, to, kind)) return this.values[slot];
    return this.holds(slot ^ 1, bytes, from, to, kind) ? this.values[slot ^ 1] : undefined;
  }

  /** Remembers the value, unless the text is too long. */
  set(bytes: Uint8Array, from: number, to: number, value: Value, kind = 0): Value {
    const length = to - from;
    if (length > this.longest) return value;
    const slot = this.slotOf(bytes, from, to, kind);
    for (const each of [slot, slot ^ 1]) {
      if (!this.holds(each, bytes, from, to, kind)) continue;
      this.values[each] = value; // or it would take its neighbour's slot as well
      return value;
    }
    const [first, second] = [slot * this.longest, (slot ^ 1) * this.longest];
    this.bytes.copyWithin(second, first, first + this.longest);
    this.keys[slot ^ 1] = this.keys[slot] as number;
    this.values[slot ^ 1] = this.values[slot];
    for (let index = 0; index < length; index += 1) {
      this.bytes[first + index] = bytes[from + index] as number;
    }
    this.keys[slot] = keyOf(length, kind);
    this.values[slot] = value;
    return value;
  }

  private holds(slot: number, bytes: Uint8Array, from: number, to: number, kind: number): boolean {
    const length = to - from;
    if (this.keys[slot] !== keyOf(length, kind) || this.values[slot] === undefined) return false;
    const held = this.bytes;
    const start = slot * this.longest;
    for (let index = 0; index < length; index += 1) {
      if (held[start + index] !== bytes[from + index]) return false;
    }
    return true;
  }

  // FNV-1a, folded, since its low bits alone are poor.
  private slotOf(bytes: Uint8Array, from: number, to: number, kind: number): number {
    let hash = 0x811c9dc5 ^ kind;
    for (let at = from; at < to; at += 1)
      hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
    return (hash ^ (hash >>> 15)) & this.mask;
  }
}

function keyOf(length: number, kind: number): number {
  return (kind << 16) | length;
}
