const GAP = String.raw`[ \u00a0\u202f.\-/]`; // people and their telephones part digits in all these ways
const WORD = String.raw`\p{Lu}[\p{L}'’-]+`;
const NAME = String.raw`(?:\p{Lu}\.[\s-]?){0,4}${WORD}(?:\s+(?:d['’])?${WORD}){0,2}`;
const PARTICLE = String.raw`(?:(?:de [Ll]a|d[eu]s?|v[ao]n)\s+|d['’])?`;

const E_MAIL = /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;

/** Digits that give nobody away: a date with its year, an amount of money. */
const HARMLESS = new RegExp(
  [
    String.raw`((?<![A-Z0-9-])(?<!\d[ ./])(?:[0-3]?\d[./-][0-3]?\d[./-](?:19|20)\d{2}|(?:19|20)\d{2}-[01]\d-[0-3]\d)(?![./-]?\d)`,
    String.raw`(?<![A-Z0-9-])(?<!\d[ \u00a0\u202f.])\d{1,3}(?:[ \u00a0\u202f]?\d{3}){0,2}(?:[.,]\d{1,2})?[ \u00a0\u202f]?(?:[€£$]|(?:[Ee]uros?|EUR)(?!\p{L}))`,
    String.raw`[€£$] ?\d{1,3}(?:[ ,]?\d{3}){0,2}(?:\.\d{1,2})?(?![ .,-]?\d))`,
  ].join("|"),
  "u",
);

/**
 * What gives a person away in a free text, and what stands there instead. Order matters: the longest
 * forms first, so that no rule eats half of another's. Names are found only behind a title or an
 * introduction; a bare name is beyond what rules can tell from a word. No rule may look further than
 * a constant from where it starts: a sender chooses the text.
 */
const RULES: readonly (readonly [find: RegExp, put: string])[] = [
  [/\b[A-Z]{2}\d{2}(?:[ \u00a0]?[A-Z0-9]{4}){3,7}(?:[ \u00a0]?[A-Z0-9]{1,3})?\b/g, "[number]"], // IBAN
  [/(?<![\p{L}\p{N}])(?:\+|00)(?:[ \u00a0\u202f.\-/()]{0,3}\d){8,15}(?!\d)/gu, "[phone]"],
  [new RegExp(String.raw`(?<!\d)0[1-9](?:${GAP}?\d{2}){4}(?!\d)`, "g"), "[phone]"],
  [/\b[A-Z]{2}[- ]?\d{3}[- ]?[A-Z]{2}\b/g, "[plate]"],
  [/\b\d{1,4} ?[A-Z]{2,3} ?(?:\d{2}|2[AB])\b/g, "[plate]"],
  [
    /(?<![A-Z0-9]-?)(?=(?:[A-Z-]{0,30}\d){4})[A-Z0-9][A-Z0-9-]{6,}[A-Z0-9](?![\p{L}\p{N}_])/gu,
    "[number]",
  ],
  [/(?<!\d)\d(?:[ \u00a0\u202f.-]?\d){5,}(?!\d)/g, "[number]"],
  [
    new RegExp(
      String.raw`(?<!\p{L})((?:M|MM|[Mm]me|[Mm]lle|[Mm]onsieur|[Mm]adame|[Mm]ademoiselle|[Mm]rs?|[Mm]s|Miss|[Dd]r|[Dd]octeur|[Dd]octor)(?:\.\s{0,3}|\s{1,3}))${PARTICLE}${NAME}`,
      "gu",
    ),
    "$1[name]",
  ],
  [
    new RegExp(
      String.raw`(?<!\p{L})((?:[Jj]e m['’]appelle|[Jj]e suis|[Mm]on nom est|[Mm]y name is|I am|I['’]m|[Ss]igné|[Ss]igned)[\s:]{1,4})${NAME}`,
      "gu",
    ),
    "$1[name]",
  ],
];

/** The text without e-mails, phone numbers, plates, file numbers and introduced names. */
export function maskVerbatim(text: string): string {
  return text
    .replace(E_MAIL, "[e-mail]")
    .split(HARMLESS)
    .map((piece, index) => (index % 2 === 1 ? piece : maskPiece(piece)))
    .join("");
}

function maskPiece(text: string): string {
  return RULES.reduce((masked, [find, put]) => masked.replace(find, put), text);
}
