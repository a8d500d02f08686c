import type { Finding } from "./finding.ts";

const WIDTH = { level: 9, check: 13 } as const;
const INDENT = " ".repeat(WIDTH.level + WIDTH.check);

/** A finding as people read it: one line when all is well, and else what was expected, found, and to be done. */
export function findingText(finding: Finding): string {
  const head = finding.level.padEnd(WIDTH.level) + `${finding.check} `.padEnd(WIDTH.check);
  if (finding.level === "ok") return `${head}${finding.found}\n`;
  const { expected, found, todo } = finding;
  return [
    `${head}expected  ${expected}\n`,
    `${INDENT}found     ${indented(found)}\n`,
    `${INDENT}do        ${indented(todo)}\n`,
  ].join("");
}

/** The last line. */
export function summaryText(findings: readonly Finding[]): string {
  const count = (level: Finding["level"]) => findings.filter((one) => one.level === level).length;
  const [warnings, problems] = [count("warning"), count("problem")];
  return `${String(count("ok"))} ok, ${some(warnings, "warning")}, ${some(problems, "problem")}\n`;
}

function some(count: number, what: string): string {
  return `${String(count)} ${what}${count === 1 ? "" : "s"}`;
}

function indented(text: string): string {
  return text.replaceAll("\n", `\n${INDENT}          `);
}
