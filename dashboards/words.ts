import type { Language } from "../schemas/text.ts";
import { en, type Words } from "./words/en.ts";
import { fr } from "./words/fr.ts";

const DICTIONARY: Readonly<Record<Language, Words>> = { en, fr };

/** Everything the pages say, in a language. A word that one of them lacks is a compile error. */
export const wordsOf = (language: Language): Words => DICTIONARY[language];

export type { Words };
