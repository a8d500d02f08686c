import type { Leak, QuestionReport } from "./fuzz-questions.ts";
import type { RequestReport, Violation } from "./fuzz-requests.ts";

/** Requests by operation and by status, what never came, and every violation. */
export function* requestLines(report: RequestReport): Generator<string> {
  const { requests, seconds, systematic, neverDone, neverSeen, violations } = report;
  yield* countLines(report.counts, report.ms);
  yield `${speed(requests, "requests", seconds)}; ${systematic} of them systematic`;
  yield `operations that never succeeded: ${listed(neverDone)}`;
  yield `documented statuses that never came: ${listed(neverSeen)}`;
  yield `${violations.length} violations`;
  for (const violation of violations) yield* violationLines(violation);
}

/** Questions by tenant and status, and everything that was not the asker's own. */
export function* questionLines(report: QuestionReport): Generator<string> {
  const { questions, seconds, rows, leaks } = report;
  yield "";
  yield* countLines(report.counts);
  yield `${speed(questions, "questions", seconds)}; ${rows.toLocaleString("en")} rows compared`;
  yield `${leaks.length} leaks or wrong totals`;
  for (const leak of leaks) yield* leakLines(leak);
}

function* violationLines(violation: Violation): Generator<string> {
  const { nth, operation, faults, complaints, answer, curl } = violation;
  yield "";
  yield `request ${nth}: ${operation} (${faults.join("; ")})`;
  for (const complaint of complaints) yield `  ${complaint}`;
  yield `  ${answer}`;
  yield `  ${curl}`;
}

function* leakLines({ nth, caller, asked, complaints, curl }: Leak): Generator<string> {
  yield "";
  yield `question ${nth} of ${caller}: ${asked}`;
  for (const complaint of complaints) yield `  ${complaint}`;
  yield `  ${curl}`;
}

type Counts = ReadonlyMap<string, ReadonlyMap<number, number>>;

function* countLines(counts: Counts, ms?: ReadonlyMap<string, number>): Generator<string> {
  const statuses = [...new Set([...counts.values()].flatMap((own) => [...own.keys()]))].sort();
  const width = Math.max(...[...counts.keys()].map((name) => name.length));
  const row = (name: string, cells: readonly (string | number)[]) =>
    name.padEnd(width) + cells.map((cell) => String(cell).padStart(8)).join("");
  yield row("", [...statuses, "all", ...(ms ? ["mean ms"] : [])]);
  for (const [name, own] of [...counts].sort(([a], [b]) => (ms ? 0 : a.localeCompare(b)))) {
    const all = [...own.values()].reduce((sum, count) => sum + count, 0);
    const mean = ((ms?.get(name) ?? 0) / Math.max(1, all)).toFixed(1);
    yield row(name, [
      ...statuses.map((status) => own.get(status) ?? ""),
      all,
      ...(ms ? [mean] : []),
    ]);
  }
}

function speed(count: number, what: string, seconds: number): string {
  const rate = Math.round(count / seconds);
  return `${count.toLocaleString("en")} ${what} in ${seconds.toFixed(1)} s: ${rate}/s`;
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.join(", ");
}
