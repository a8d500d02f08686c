import type { Site } from "../../schemas/site.ts";
import type { Trait } from "../../schemas/traits.ts";
import type { Words } from "../words.ts";
import { conditionsOf, type Filter, type Filtered } from "./filters.ts";

/** What a filter is said with. */
export interface Said {
  readonly words: Words;
  readonly sites: readonly Pick<Site, "id" | "name">[];
}

const SCORES = Array.from({ length: 11 }, (_, score) => String(score));

/** The values of a trait that have words of their own, with these; of other traits the page knows none. */
export function wordsOfValues(trait: Trait, { words, sites }: Said): ReadonlyMap<string, string> {
  const { modes, forms } = words.journeys.filters;
  const known: Partial<Record<Trait, readonly (readonly [string, string])[]>> = {
    site: sites.map(({ id, name }) => [id, name]),
    channel: Object.entries(words.channels),
    mode: Object.entries(modes),
    outcome: Object.entries(words.outcomes),
    form: Object.entries(forms),
    nps: SCORES.map((score) => [score, score]),
  };
  return new Map(known[trait]);
}

/** A value in words: `guichet`, `Lyon Bellecour`; one that is not said, too. */
export function textOf(trait: Trait, value: string, said: Said): string {
  if (value === "") return said.words.journeys.filters.none;
  return wordsOfValues(trait, said).get(value) ?? value;
}

/** The value that somebody means who writes its word, else what is written. */
export function valueOf(trait: Trait, written: string, said: Said): string {
  const text = written.trim();
  const means = (word: string) => word.toLowerCase() === text.toLowerCase();
  if (means(said.words.journeys.filters.none)) return "";
  const [value] = [...wordsOfValues(trait, said)].find(([, word]) => means(word)) ?? [text];
  return value;
}

/** A filter in words: `canal : guichet ou téléphone, NPS : 9`. */
export function filterText(where: Filter | undefined, said: Said): string {
  const { filters } = said.words.journeys;
  const texts = conditionsOf(where).map(([trait, values]) => {
    const named = values.map((value) => textOf(trait, value, said));
    return filters.condition(filters.traits[trait], named.join(` ${filters.or} `));
  });
  return texts.join(", ");
}

/** A type and what its events must say: `Début du service (canal : guichet)`. */
export function typeText({ type, where }: Filtered, said: Said): string {
  const name = said.words.events[type];
  const text = filterText(where, said);
  return text === "" ? name : `${name} (${text})`;
}
