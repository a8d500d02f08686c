import type { Words } from "../words.ts";
import type { Goer } from "./funnel.ts";

/** The page's words, where those who go through the funnel are customers, too. */
export function wordsFor(goer: Goer, words: Words): Words {
  if (goer === "journey") return words;
  const { customers, funnel, evidence, ...others } = words.journeys;
  const journeys = {
    ...others,
    customers,
    funnel: { ...funnel, ...customers.funnel },
    evidence: { ...evidence, ...customers.evidence },
  };
  return { ...words, journeys };
}
