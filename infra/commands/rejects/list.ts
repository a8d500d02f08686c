import {
  remedyOf,
  type KeptReject,
  type ReasonCount,
  type RejectsPage,
} from "../../../schemas/rejects.ts";
import type { Settings } from "../../settings.ts";
import { clientOf, type Client } from "../client.ts";
import { pageOf, type Filters } from "./filters.ts";
import { cell, countLines, figure, second, table } from "./words.ts";

export interface ListOptions {
  readonly filters: Filters;
  /** As it was written: the server says what is wrong with it. */
  readonly limit: string;
  readonly json: boolean;
}

/** `parcours rejects list`: how many for which reason, and the newest of them. */
export async function listRejects(settings: Settings, options: ListOptions): Promise<void> {
  const page = await newest(clientOf(settings), options);
  process.stdout.write(options.json ? `${JSON.stringify(page, null, 2)}\n` : listText(page));
}

/** The newest, over as many pages as their bodies need. */
async function newest(client: Client, { filters, limit }: ListOptions): Promise<RejectsPage> {
  let page = await pageOf(client, filters, limit);
  const rejects = [...page.rejects];
  while (page.next !== undefined && rejects.length < Number(limit)) {
    const left = Number(limit) - rejects.length;
    page = await pageOf(client, filters, String(left), page.next);
    rejects.push(...page.rejects);
  }
  return { ...page, rejects };
}

/** How a list reads. */
export function listText({ reasons, rejects }: Pick<RejectsPage, "reasons" | "rejects">): string {
  const total = reasons.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return "No such rejects.\n";
  const more =
    total > rejects.length
      ? `\nThe newest ${figure(rejects.length)} of ${figure(total)}; --limit shows more.\n`
      : "";
  return `${summary(reasons, total)}\n${rows(rejects)}${more}`;
}

function summary(reasons: readonly ReasonCount[], total: number): string {
  const first = reasons.map((one) => one.first).sort()[0] ?? "";
  const last =
    reasons
      .map((one) => one.last)
      .sort()
      .at(-1) ?? "";
  const width = Math.max(...reasons.map(({ reason }) => reason.length));
  const what = total === 1 ? "reject" : "rejects";
  const counts = reasons.map(
    ({ count, reason }) => [count, `${reason.padEnd(width)}  ${remedyOf(reason)}`] as const,
  );
  const heading = `${figure(total)} ${what}, from ${second(first)} to ${second(last)}`;
  return `${heading}\n\n${countLines(counts)}`;
}

/** Enough of an id to find one among millions. */
const ID_LETTERS = 12;

function rows(rejects: readonly KeptReject[]): string {
  return table([
    ["reject", "received", "reason", "path", "key"],
    ...rejects.map(({ reject, received, reason, path, key }) => [
      reject.slice(0, ID_LETTERS),
      second(received),
      reason,
      cell(path),
      cell(key),
    ]),
  ]);
}
