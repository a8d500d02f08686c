const WORD_BITS = 64;

/** Places, 0 where there is none, side by side in numbers of 64 bits: as the engine can look them up by the million. */
export interface Packing {
  /** Of one place. */
  readonly bits: 8 | 16 | 32;
  readonly words: number;
}

/** For so many places, of which none is greater than `most`, counted from 1. */
export function packingFor(count: number, most: number): Packing {
  const bits = most < 2 ** 8 ? 8 : most < 2 ** 16 ? 16 : 32;
  return { bits, words: Math.max(1, Math.ceil((count * bits) / WORD_BITS)) };
}

/** Each word as a decimal text. @param places counted from 0 */
export function pack(places: readonly number[], { bits, words }: Packing): readonly string[] {
  const each = WORD_BITS / bits;
  return Array.from({ length: words }, (_, word) => {
    let packed = 0n;
    places.slice(word * each, (word + 1) * each).forEach((place, index) => {
      packed |= BigInt(place + 1) << BigInt(index * bits);
    });
    return String(packed);
  });
}

/** SQL for the place, counted from 1, at an index of words named `<name>_0`, `<name>_1`, … */
export function unpackSql(name: string, index: number, { bits }: Packing): string {
  const each = WORD_BITS / bits;
  const word = `${name}_${String(Math.floor(index / each))}`;
  const shift = (index % each) * bits;
  return `bitAnd(bitShiftRight(${word}, ${String(shift)}), ${String(2 ** bits - 1)})`;
}
