import { useComputed, useSignal } from "@preact/signals";
import type { Answer } from "../../schemas/answer.ts";
import type { Site } from "../../schemas/site.ts";
import type { Request, Source } from "../data/source.ts";
import type { Fact } from "../parts/fact.ts";
import { useSource } from "../parts/use-source.ts";
import type { View } from "../shell/address.ts";
import { format, language, view, words } from "../shell/state.ts";
import type { Speech } from "../speech.ts";
import type { Tab } from "./address.ts";
import { filterText } from "./filter-words.ts";
import type { Funnel } from "./funnel.ts";
import { wordsFor } from "./goers.ts";
import { levelFact, levelsOf, withTimes, type Level } from "./levels.ts";
import { edgeFact, variantFact } from "./path-facts.ts";
import * as questions from "./questions.ts";
import { useVerdict } from "./use-verdict.ts";

/** What the screen knows: where it comes from, and what it says. */
export interface Journeys {
  readonly sources: Record<
    "levels" | "times" | "spread" | "selection" | "edges" | "variants" | "sides" | "verdict",
    Source
  >;
  /** That calls who goes through the funnel by their name. */
  readonly speech: Speech;
  /** The page's own, of journeys. */
  readonly plain: Speech;
  /** The funnel's answer, with times once they have come. */
  readonly answer: Answer | undefined;
  readonly levels: readonly Level[];
  readonly nameOf: (site: string) => string;
  /** Of each step what it asks of its events, in words. */
  readonly filtersOf: (steps: Funnel["steps"]) => readonly string[];
  /** The figure that an address names. */
  readonly find: (figure: string) => Fact | undefined;
}

/** Keeps the questions of the screen answered: of the tabs only the one that is looked at. */
export function useJourneys(sites: readonly Site[]): Journeys {
  const levels = useSource(() => questions.levelsQuestion(view.value));
  const answered = useComputed(() => levels.known.value.answered);
  // Times follow the levels, which follow the clock.
  const times = useSource(() => questions.timesQuestion(answered.value), useSignal(0));
  const useTab = (tab: Tab, ask: (now: View) => Request) =>
    useSource(() => (view.value.journeys.tab === tab ? ask(view.value) : undefined));
  const isOpen = useComputed(() => view.value.journeys.spread !== undefined);
  const sides = useTab("sides", questions.sidesQuestion);
  const sources = {
    levels,
    times,
    spread: useSource(
      () => (isOpen.value ? questions.spreadQuestion(answered.value) : undefined),
      useSignal(0),
    ),
    selection: useSource(() => questions.selectionQuestion(view.value)),
    edges: useTab("paths", questions.edgesQuestion),
    variants: useTab("variants", questions.variantsQuestion),
    sides,
    verdict: useVerdict(sides),
  };
  const plain: Speech = { words: words.value, format: format.value, language: language.value };
  const asked = askedOf(levels);
  const speech = { ...plain, words: wordsFor(asked.unit ?? "journey", plain.words) };
  const answer = answerOf(levels, times);
  const filtersOf = (steps: Funnel["steps"]) =>
    steps.map(({ where }) => filterText(where, { ...plain, sites }));
  const filters = filtersOf(asked.steps ?? []);
  const known = levelsOf(answer?.rows ?? [], speech, asked.order === "unordered", filters);

  function find(figure: string): Fact | undefined {
    const level = known.find(({ step }) => figure === `funnel.${step}`);
    if (level) return levelFact(level, answer, speech);
    // Paths are of journeys, whoever goes through the funnel.
    return (
      edgeFact(figure, sources.edges.known.value.answer, plain) ??
      variantFact(figure, sources.variants.known.value.answer, plain)
    );
  }
  const nameOf = (site: string) => sites.find(({ id }) => id === site)?.name ?? site;
  return { sources, speech, plain, answer, levels: known, nameOf, filtersOf, find };
}

/** Levels and times together, where they answer the same question. */
function answerOf(levels: Source, times: Source): Answer | undefined {
  const { answer, answered } = levels.known.value;
  const { answer: took, answered: asked } = times.known.value;
  const same = JSON.stringify(questions.timesQuestion(answered)) === JSON.stringify(asked);
  return answer && withTimes(answer, same ? took : undefined);
}

/** The funnel that what is shown answers. */
const askedOf = ({ known }: Source): Partial<Funnel> => known.value.answered?.question ?? {};
