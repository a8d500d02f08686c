import { EXPORTS, JOURNEY_EXPORT_COLUMNS } from "../export.ts";
import { EXPORT_EXAMPLE } from "./examples.ts";
import { html, prose, table, type Html } from "./html.ts";
import { curl } from "./page-sending.ts";
import type { Speech } from "./page-words.ts";

/** How events, journeys and a log leave whole. */
export function exportsSection({ words, say }: Speech): Html {
  const rows = Object.entries(EXPORTS).map(([name, { contentType, text }]) => [
    html`<code>POST /v1/export/${name}</code>`,
    html`<code>${contentType}</code>`,
    prose(say(text)),
  ]);
  const columns = Object.entries(JOURNEY_EXPORT_COLUMNS).map(([name, type]) => [
    html`<code>${name}</code>`,
    type,
  ]);
  return html`<section id="exports">
    <h2>${words.exports}</h2>
    <p>${prose(words.exportsText)}</p>
    ${curl("/v1/export/journeys", "PARCOURS_READ_KEY", "application/json", EXPORT_EXAMPLE)}
    ${table(words.exports, [words.address, words.contentType, words.meaning], rows)}
    <details>
      <summary>${words.exportColumns}</summary>
      ${table(words.exportColumns, [words.column, words.type], columns)}
    </details>
  </section> `;
}
