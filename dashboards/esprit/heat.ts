import type { Answer } from "../../schemas/answer.ts";
import { FEW, numberIn } from "../data/cells.ts";

/** One hour of one weekday: how long nine in ten waited at most. */
export interface Hour {
  /** 1 is Monday. */
  readonly weekday: number;
  readonly hour: number;
  readonly seconds: number;
  readonly served: number;
  readonly few: boolean;
}

/** The hours in which somebody was served. */
export function hoursOf({ rows }: Pick<Answer, "rows">): readonly Hour[] {
  return rows.flatMap((row) => {
    const [weekday, hour] = [numberIn(row, "weekday"), numberIn(row, "hour_of_day")];
    const seconds = numberIn(row, "wait_p90_seconds");
    const served = numberIn(row, "served") ?? 0;
    if (weekday === null || hour === null || seconds === null) return [];
    return [{ weekday, hour, seconds, served, few: served < FEW }];
  });
}

/** The hour with the longest waits, of those that rest on enough. */
export function busiestHour(answer: Pick<Answer, "rows">): Hour | undefined {
  const [worst] = hoursOf(answer)
    .filter(({ few }) => !few)
    .toSorted((a, b) => b.seconds - a.seconds);
  return worst;
}
