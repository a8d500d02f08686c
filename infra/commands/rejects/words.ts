/** Rows under their heads, each column as wide as it needs to be. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  }
  const lines = rows.map((row) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("  "));
  return lines.map((line) => `${line.trimEnd()}\n`).join("");
}

/** Counts and what was counted, a line each, the figures under one another. */
export function countLines(counts: readonly (readonly [count: number, what: string])[]): string {
  const figures = counts.map(([count]) => figure(count));
  const width = Math.max(0, ...figures.map(({ length }) => length));
  return counts
    .map(([, what], at) => `  ${(figures[at] ?? "").padStart(width)}  ${what}\n`)
    .join("");
}

/** A whole number with its thousands apart. */
export function figure(count: number): string {
  return count.toLocaleString("en");
}

/**
 * A text without anything that a terminal obeys: whoever sent it may have meant more than to be
 * read. Line breaks stay.
 */
export function harmless(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (sign) =>
    sign === "\n" ? sign : `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/** A harmless text in one line that ends before it is too long for a table. */
export function cell(text: string, most = 40): string {
  const line = harmless(text).replaceAll("\n", "\\n");
  return line.length <= most ? line : `${line.slice(0, most - 1)}…`;
}

/** An instant to the second, in UTC, as the filters take it. */
export function second(instant: string): string {
  return `${instant.slice(0, 19)}Z`;
}
