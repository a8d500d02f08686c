const MOST = 20_000;

const words = new Map<string, string>();

/**
 * The same text, held once: sites, queues and services come in every event, and parsing makes a copy
 * of each. What turns out to be no such word (an endless list of them) is let go from time to time.
 */
export function known(word: string): string {
  const held = words.get(word);
  if (held !== undefined) return held;
  if (words.size >= MOST) words.clear();
  words.set(word, word);
  return word;
}
