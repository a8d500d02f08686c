import { SAVED_LIMITS } from "../saved.ts";
import { SAVED_EXAMPLE } from "./examples.ts";
import { block, html, prose, table, type Html } from "./html.ts";
import { SAVED_LIMIT_WORDS, type Speech } from "./page-words.ts";
import { readableJson } from "./readable-json.ts";

export function savedSection({ words, say, language }: Speech): Html {
  const number = new Intl.NumberFormat(language);
  const limits = Object.entries(SAVED_LIMIT_WORDS).map(([name, text]) => [
    say(text),
    number.format(SAVED_LIMITS[name as keyof typeof SAVED_LIMITS]),
  ]);
  return html`<section id="saved">
    <h2>${words.saved}</h2>
    <p>${prose(words.savedText)}</p>
    ${block(`PUT /v1/saved/called-within-the-hour\n${readableJson(SAVED_EXAMPLE)}`)}
    <p>${prose(words.linkText)}</p>
    ${block(LINK_EXAMPLE)} ${table(words.limit, [words.meaning, words.most], limits)}
  </section> `;
}

const LINK_EXAMPLE = `curl -X POST http://127.0.0.1:7300/v1/saved/called-within-the-hour/links \\
  -H "Authorization: Bearer $PARCOURS_READ_KEY"

curl "http://127.0.0.1:7300/v1/saved/called-within-the-hour/answer.csv?link=pl_…"`;
