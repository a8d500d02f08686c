/** One line of the table. A figure without its floor is no figure, unless it is an aim by itself. */
export interface Figure {
  readonly what: string;
  readonly measured: string;
  readonly floor?: string;
  /** Of the floor: how much of what is possible was reached. */
  readonly ratio?: number;
  readonly aim?: string;
  readonly isMet?: boolean;
}

/** What a benchmark found, and what a reader should know about it. */
export interface Findings {
  readonly figures: readonly Figure[];
  readonly notes: readonly string[];
}

/** A calm table of all figures, and the notes below. */
export function tableOf(findings: readonly Findings[]): string {
  const rows = findings.flatMap(({ figures }) => figures).map(cellsOf);
  const head = ["", "measured", "floor", "ratio", "aim", ""];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 || column > 3 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join("  ")
      .trimEnd();
  const rule = "─".repeat(widths.reduce((sum, width) => sum + width + 2, -2));
  const notes = findings.flatMap(({ notes }) => notes).map((note) => `- ${note}`);
  return [line(head), rule, ...rows.map(line), "", ...notes].join("\n");
}

function cellsOf({ what, measured, floor = "", ratio, aim = "", isMet }: Figure): string[] {
  const verdict = isMet === undefined ? "" : isMet ? "met" : "not met";
  return [what, measured, floor, ratio === undefined ? "" : ratio.toFixed(2), aim, verdict];
}

/** `118,000/s`, to three digits: more would be noise. */
export function rate(events: number, ms: number): string {
  return `${round(perSecond(events, ms)).toLocaleString("en")}/s`;
}

export function perSecond(events: number, ms: number): number {
  return (events / ms) * 1000;
}

export function ms(value: number): string {
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}

function round(value: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(value)) - 2);
  return Math.round(value / unit) * unit;
}
