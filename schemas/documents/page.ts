import { PROBLEMS, type ProblemCode } from "../problem.ts";
import type { Language } from "../text.ts";
import { REJECTED_EXAMPLE } from "./examples.ts";
import { block, html, Html, prose, table } from "./html.ts";
import type { OpenApi, Operation } from "./operation.ts";
import { exportsSection } from "./page-exports.ts";
import { askSection, metricsSection, questionsSection } from "./page-asking.ts";
import { limitsSection, sendSection, typesSection } from "./page-sending.ts";
import { PAGE_STYLE } from "./page-style.ts";
import { savedSection } from "./page-saved.ts";
import { speechIn, type Speech } from "./page-words.ts";
import { readableJson } from "./readable-json.ts";
import { PROBLEM_WORDS_FR } from "./rule-words.ts";

/** What the page is served with: it runs nothing and loads nothing. */
export const DOCS_POLICY =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const SECTIONS = [
  "send",
  "ask",
  "types",
  "limits",
  "questions",
  "saved",
  "exports",
  "metrics",
  "errors",
  "routes",
  "machines",
] as const;

/** The contracts for people: one page, complete in itself, in one language. */
export function docsPage(openApi: OpenApi, language: Language = "en"): string {
  const speech = speechIn(language);
  const { words } = speech;
  const other = language === "en" ? "fr" : "en";
  const page = html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${words.title}</title>
        <link rel="icon" href="data:," />
        <style>
          ${new Html(PAGE_STYLE)}
        </style>
      </head>
      <body>
        <a class="skip" href="#send">${words.skip}</a>
        <header>
          <div class="top">
            <a href="/">Parcours</a
            ><a href="?lang=${other}" hreflang="${other}" lang="${other}">${words.other}</a>
          </div>
          <h1>${words.title}</h1>
          <p class="lede">${words.lede}</p>
          <nav aria-label="${words.contents}">
            <ul>
              ${SECTIONS.map((id) => html`<li><a href="#${id}">${words[id]}</a></li>`)}
            </ul>
          </nav>
        </header>
        <main>
          ${sendSection(openApi, speech)} ${askSection(speech)} ${typesSection(openApi, speech)}
          ${limitsSection(speech)} ${questionsSection(openApi, speech)} ${savedSection(speech)}
          ${exportsSection(speech)} ${metricsSection(speech)} ${errorsSection(speech)}
          ${routesSection(openApi, speech)} ${machinesSection(speech)}
        </main>
      </body>
    </html> `;
  return page.markup;
}

function errorsSection({ words, say }: Speech): Html {
  const rows = Object.entries(PROBLEMS).map(([code, [status, en]]) => [
    html`<code>${code}</code>`,
    status,
    say({ en, fr: PROBLEM_WORDS_FR[code as ProblemCode] }),
  ]);
  return html`<section id="errors">
    <h2>${words.errors}</h2>
    <p>${prose(words.errorsText)}</p>
    ${block(readableJson(REJECTED_EXAMPLE))}
    ${table(words.errors, [words.code, words.status, words.meaning], rows)}
  </section> `;
}

function routesSection({ paths }: OpenApi, { words, say }: Speech): Html {
  const rows = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => [
      html`<code>${method.toUpperCase()} ${path}</code>`,
      say({ en: operation.summary, fr: operation["x-summary-fr"] }),
      scopeOf(operation) ?? words.anyone,
    ]),
  );
  return html`<section id="routes">
    <h2>${words.routes}</h2>
    ${table(words.routes, [words.address, words.meaning, words.scope], rows)}
  </section> `;
}

function scopeOf({ security: [first] }: Operation): Html | undefined {
  const [scope] = (first?.["bearer"] ?? []) as readonly string[];
  return scope === undefined ? undefined : html`<code>${scope}</code>`;
}

function machinesSection({ words }: Speech): Html {
  return html`<section id="machines">
    <h2>${words.machines}</h2>
    <ul>
      <li><a href="/openapi.json">openapi.json</a>: OpenAPI 3.1</li>
      <li><a href="/asyncapi.json">asyncapi.json</a>: AsyncAPI 3.0</li>
      <li><a href="/schemas/event.json">schemas/event.json</a>: JSON Schema 2020-12</li>
    </ul>
  </section> `;
}
