/**
 * What gives a person away in a free text, and what stands there instead. Order matters: the longest
 * forms first, so that no rule eats half of another's. Names are found only behind a title or an
 * introduction; a bare name is beyond what rules can tell from a word.
 */
const RULES: readonly (readonly [find: RegExp, put: string])[] = [
  [/[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu, "[e-mail]"],
  [/\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){3,7}(?:[ ]?[A-Z0-9]{1,3})?\b/g, "[number]"], // IBAN
  [/(?<![\p{L}\p{N}])(?:\+|00)\d{1,3}(?:[ .\-/]?\(?\d{1,4}\)?){2,6}(?!\d)/gu, "[phone]"],
  [/(?<!\d)0[1-9](?:[ .\-/]?\d{2}){4}(?!\d)/g, "[phone]"],
  [/\b[A-Z]{2}[- ]?\d{3}[- ]?[A-Z]{2}\b/g, "[plate]"],
  [/\b\d{1,4} ?[A-Z]{2,3} ?(?:\d{2}|2[AB])\b/g, "[plate]"],
  [/\b(?=[A-Z0-9-]*\d[A-Z0-9-]*\d[A-Z0-9-]*\d[A-Z0-9-]*\d)[A-Z0-9][A-Z0-9-]{6,}[A-Z0-9]\b/g, "[number]"],
  [/(?<!\d)\d(?:[ .-]?\d){5,}(?!\d)/g, "[number]"],
  [
    /\b(M\.|MM\.|Mme|Mlle|Monsieur|Madame|Mademoiselle|Mr\.?|Mrs\.?|Ms\.?|Miss|Dr\.?|Docteur|Doctor)(\s+)\p{Lu}[\p{L}'’-]+(?:\s+\p{Lu}[\p{L}'’-]+){0,2}/gu,
    "$1$2[name]",
  ],
  [
    /((?:[Jj]e m['’]appelle|[Jj]e suis|[Mm]on nom est|[Mm]y name is|\bI am|[Ss]igné|[Ss]igned)[ :]+)\p{Lu}[\p{L}'’-]+(?:\s+\p{Lu}[\p{L}'’-]+){0,2}/gu,
    "$1[name]",
  ],
];

/** The text without e-mails, phone numbers, plates, file numbers and introduced names. */
export function maskVerbatim(text: string): string {
  return RULES.reduce((masked, [find, put]) => masked.replace(find, put), text);
}
