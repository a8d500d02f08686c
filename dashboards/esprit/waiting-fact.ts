import type { Answer } from "../../schemas/answer.ts";
import { numberIn, textIn } from "../data/cells.ts";
import type { Fact } from "../parts/fact.ts";
import type { Speech } from "../speech.ts";

/** How many wait now, at one site or at all of them together. */
export function waitingFact(
  answer: Answer | undefined,
  { words, format }: Speech,
  site?: { readonly id: string; readonly name: string },
): Fact {
  const rows = answer?.rows.filter((row) => !site || textIn(row, "site") === site.id) ?? [];
  const sum = (column: string) =>
    rows.reduce((total, row) => total + (numberIn(row, column) ?? 0), 0);
  const waiting = sum("waiting");
  const oldest = Math.max(0, ...rows.map((row) => numberIn(row, "oldest_seconds") ?? 0));
  const restsOn = (all: number, over: number) => {
    if (all === 0) return words.titles.liveNobody;
    return over === 0 ? words.figures.noneOver : words.figures.over(format.count(over));
  };
  return {
    id: "waiting",
    ...(site && { site: site.id }),
    name: site?.name ?? words.figures.waiting,
    definition: answer?.definition ?? { id: "live", version: 1, text: "" },
    estimate: { value: answer ? waiting : null, low: null, high: null, n: Infinity },
    before: null,
    significant: null,
    write: (value) => format.count(value),
    rests: restsOn(waiting, sum("over")),
    ...(waiting > 0 && { note: words.figures.oldest(format.duration(Math.floor(oldest))) }),
    answer,
  };
}
