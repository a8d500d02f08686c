import type { ReplayPlan, ReplaySummary } from "../../../ingest/replay.ts";
import { countLines, figure } from "./words.ts";

type Counts = Readonly<Record<string, number>>;

const WHY_NOT: Readonly<Record<string, string>> = {
  "not-json": "not JSON: cannot be replayed",
  "not-whole": "not kept whole: cannot be replayed",
};

/** What a dry run says. */
export function planText({ sendable, unsendable }: ReplayPlan): string {
  const total = totalOf(sendable);
  const heading = `Would send ${eventsText(total)}${total === 0 ? "." : ", refused before as"}\n`;
  return heading + countLines(entriesOf(sendable)) + leftOut(unsendable);
}

/** What a replay says when it has ended. */
export function replayText(summary: ReplaySummary): string {
  const { sendable, unsendable, accepted, duplicate, refused } = summary;
  const outcomes = [
    [accepted, "accepted"] as const,
    [duplicate, "known already"] as const,
    ...entriesOf(refused).map(([count, reason]) => [count, `refused again: ${reason}`] as const),
  ].filter(([count]) => count > 0);
  const total = totalOf(sendable);
  const heading = `Sent ${eventsText(total)}${total === 0 ? "." : " again"}\n`;
  return heading + countLines(outcomes) + leftOut(unsendable);
}

function leftOut(unsendable: Counts): string {
  const total = totalOf(unsendable);
  if (total === 0) return "";
  const lines = entriesOf(unsendable).map(([count, why]) => [count, WHY_NOT[why] ?? why] as const);
  return `Left ${figure(total)} as they are\n${countLines(lines)}`;
}

function eventsText(count: number): string {
  return `${figure(count)} ${count === 1 ? "event" : "events"}`;
}

/** The most frequent first. */
function entriesOf(counts: Counts): (readonly [count: number, name: string])[] {
  return Object.entries(counts)
    .map(([name, count]) => [count, name] as const)
    .sort(([one], [other]) => other - one);
}

function totalOf(counts: Counts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
