/** What a PromQL expression asks for: the names that must exist for it ever to say something. */
export interface Asked {
  readonly metrics: readonly string[];
  readonly labels: readonly string[];
}

const GROUPING = /\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)/g;
const NAME = /(?<![\w.])[a-zA-Z_:][\w:]*/g;
const WORDS = new Set(["and", "or", "unless", "bool", "offset", "inf", "nan"]);

/** Reads names, not grammar: `promtool` does that. */
export function askedBy(expression: string): Asked {
  const labels = new Set<string>();
  const bare = expression
    .replace(/"(?:[^"\\]|\\.)*"/g, '""')
    .replace(/\[[^\]]*\]/g, "")
    .replace(/\{([^}]*)\}/g, (_all, matchers: string) => {
      for (const [, label] of matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)) labels.add(label!);
      return "";
    })
    .replace(GROUPING, (_all, names: string) => {
      for (const [label] of names.matchAll(NAME)) labels.add(label);
      return "";
    });
  const metrics = [...bare.matchAll(NAME)]
    .filter(({ 0: name, index }) => !/^\s*\(/.test(bare.slice(index + name.length)))
    .map(([name]) => name)
    .filter((name) => !WORDS.has(name.toLowerCase()));
  return { metrics: [...new Set(metrics)], labels: [...labels] };
}
