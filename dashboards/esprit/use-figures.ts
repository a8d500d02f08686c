import { useComputed } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import type { Site } from "../../schemas/site.ts";
import { visible } from "../data/clock.ts";
import { listen, type Live } from "../data/live.ts";
import type { Source } from "../data/source.ts";
import type { Fact } from "../parts/fact.ts";
import { useSource } from "../parts/use-source.ts";
import { format, language, view, words } from "../shell/state.ts";
import { headFacts, momentFacts, npsFact, siteFacts } from "./facts.ts";
import type { Speech } from "../speech.ts";
import * as questions from "./questions.ts";
import { waitingFact } from "./waiting-fact.ts";

/** The figures of the screen: where they come from, and what they say. */
export interface Figures {
  readonly sources: Record<"nps" | "head" | "moments" | "sites", Source>;
  readonly live: Live;
  readonly speech: Speech;
  readonly nps: Fact;
  readonly kept: Fact;
  readonly wait: Fact;
  readonly abandonment: Fact;
  readonly serviceLevel: Fact;
  readonly waiting: Fact;
  /** The least kept first. */
  readonly moments: readonly Fact[];
  /** By what they are ranked by, the worst first. */
  readonly sites: readonly Fact[];
  readonly nameOf: (site: string) => string;
  /** The figure that an address names. */
  readonly find: (figure: string, site: string | undefined) => Fact | undefined;
}

/** Keeps the figures that several blocks share. */
export function useFigures(sites: readonly Site[]): Figures {
  const sources = {
    nps: useSource(() => questions.npsQuestion(view.value)),
    head: useSource(() => questions.headQuestion(view.value)),
    moments: useSource(() => questions.momentsQuestion(view.value)),
    sites: useSource(() => questions.sitesQuestion(view.value)),
  };
  const changes = useSource(() => questions.momentChangesQuestion(view.value));
  const live = useLive();

  const speech: Speech = { words: words.value, format: format.value, language: language.value };
  const nameOf = (site: string) => sites.find(({ id }) => id === site)?.name ?? site;
  const answerOf = (source: Source) => source.known.value.answer;
  const head = headFacts(answerOf(sources.head), speech);
  const nps = npsFact(answerOf(sources.nps), speech);
  const waiting = waitingFact(live.answer, speech);
  const moments = momentFacts(answerOf(sources.moments), answerOf(changes), speech);
  const ranked = (by: "abandonment" | "service_level_of_offered") =>
    siteFacts(answerOf(sources.sites), by, nameOf, speech);

  function find(figure: string, site: string | undefined): Fact | undefined {
    if (site === undefined) {
      const kept = { ...head.kept, parts: moments };
      const all = [nps, kept, ...Object.values(head), waiting, ...moments];
      return all.find(({ id }) => id === figure);
    }
    if (figure === "waiting")
      return waitingFact(live.answer, speech, { id: site, name: nameOf(site) });
    const by = figure === "abandonment" ? "abandonment" : "service_level_of_offered";
    return ranked(by).find((fact) => fact.site === site);
  }
  const list = ranked(view.value.ranking);
  return { sources, live, speech, nps, ...head, waiting, moments, sites: list, nameOf, find };
}

function useLive(): Live {
  const path = useComputed(() => questions.livePath(view.value));
  const [listening] = useState(() => listen(path, visible));
  useEffect(() => listening.stop, [listening]);
  return listening.live.value;
}
