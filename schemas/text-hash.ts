/** 64 bits, as two unsigned halves. */
export interface Hash64 {
  readonly high: number;
  readonly low: number;
}

/**
 * A hash of several texts in their order. Two FNV-1a lanes with different multipliers: fast, and not
 * against enemies, who could only collide with themselves.
 */
export function hashTexts(...texts: readonly string[]): Hash64 {
  let high = 0x811c9dc5;
  let low = 0x9e3779b9;
  for (const text of texts) {
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      high = Math.imul(high ^ code, 0x01000193);
      low = Math.imul(low ^ code, 0x85ebca6b);
      low ^= low >>> 15;
    }
    // The end of a text counts, so that ("a", "bc") is not ("ab", "c").
    high = Math.imul(high ^ 0x1f, 0x01000193);
    low = Math.imul(low ^ 0x1f, 0x85ebca6b);
  }
  return { high: high >>> 0, low: low >>> 0 };
}
