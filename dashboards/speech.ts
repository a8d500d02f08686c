import type { Language } from "../schemas/text.ts";
import type { Format } from "./format.ts";
import type { Words } from "./words.ts";

/** How figures are spelled out. */
export interface Speech {
  readonly words: Words;
  readonly format: Format;
  readonly language: Language;
}
