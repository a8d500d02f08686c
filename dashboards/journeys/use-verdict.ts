import { useComputed, useSignal } from "@preact/signals";
import type { Source } from "../data/source.ts";
import { useSource } from "../parts/use-source.ts";
import { view } from "../shell/state.ts";
import { listedBy, verdictQuestion } from "./questions.ts";
import { chosenOf, valuesOf } from "./sides.ts";

/** Keeps the comparison of the two chosen sides answered: it follows the list of values, which follows the clock. */
export function useVerdict(list: Source): Source {
  const listed = useComputed(() => list.known.value.answered);
  return useSource(() => {
    const { tab, sides } = view.value.journeys;
    const request = listed.value;
    const { answer } = list.known.peek();
    if (tab !== "sides" || !request || !answer || listedBy(request) !== sides.by) return undefined;
    const chosen = chosenOf(valuesOf(answer, sides.by), sides);
    return chosen && verdictQuestion(request, chosen);
  }, useSignal(0));
}
