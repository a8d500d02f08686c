import type { Language } from "../schemas/text.ts";
import { en } from "./words/en.ts";
import { fr } from "./words/fr.ts";

/** Everything the pages say. A word that one language lacks is a compile error. */
export type Words = typeof en;

const DICTIONARY: Readonly<Record<Language, Words>> = { en, fr };

export const wordsOf = (language: Language): Words => DICTIONARY[language];
