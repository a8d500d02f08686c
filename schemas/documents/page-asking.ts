import type { Column } from "../answer.ts";
import { describeColumn } from "../columns.ts";
import { METRICS } from "../metrics.ts";
import { QUESTIONS, type QuestionName } from "../questions/names.ts";
import { QUESTION_EXAMPLES } from "./examples.ts";
import { PARAMETER_WORDS } from "./field-words.ts";
import { html, prose, table, type Html } from "./html.ts";
import type { JsonObject } from "./json.ts";
import { questionSchemaName } from "./named-schemas.ts";
import type { OpenApi } from "./operation.ts";
import { curl, wordsOf } from "./page-sending.ts";
import { FORMAT_WORDS, type Speech } from "./page-words.ts";
import { columnsOf, type Asked } from "../questions/columns.ts";
import { ANSWER_CONTENT } from "./question-paths.ts";
import { UNIT_WORDS } from "./rule-words.ts";
import { valuesIn } from "./value-words.ts";

const NAMES = Object.keys(QUESTIONS) as readonly QuestionName[];

export function askSection({ words, say }: Speech): Html {
  const formats = Object.keys(ANSWER_CONTENT).map((type) => {
    const said = wordsOf(FORMAT_WORDS, type);
    return [html`<code>${type}</code>`, said === undefined ? "" : prose(say(said))];
  });
  return html`<section id="ask">
    <h2>${words.ask}</h2>
    <p>${prose(words.askText)}</p>
    ${curl("/v1/questions/waits", "PARCOURS_READ_KEY", "application/json", QUESTION_EXAMPLES.waits)}
    <h3>${words.formats}</h3>
    ${table(words.formats, [words.format, words.meaning], formats)}
  </section> `;
}

export function questionsSection(openApi: OpenApi, speech: Speech): Html {
  return html`<section id="questions">
    <h2>${speech.words.questions}</h2>
    ${NAMES.map((name) => question(name, openApi, speech))}
  </section> `;
}

function question(name: QuestionName, openApi: OpenApi, speech: Speech): Html {
  const { words, say } = speech;
  const { schema, text } = QUESTIONS[name];
  const example = QUESTION_EXAMPLES[name];
  const asked = schema.parse(example) as Asked;
  const columns = columnsOf(name, { ...asked, compare: undefined });
  const compared = columnsOf(name, { ...asked, compare: "previous_period" }).slice(columns.length);
  return html`<h3 id="question-${name}"><code>${name}</code></h3>
    <p>${say(text)}</p>
    ${curl(`/v1/questions/${name}`, "PARCOURS_READ_KEY", "application/json", example)}
    <details>
      <summary>${words.parameters}</summary>
      ${parameterTable(name, openApi, speech)}
    </details>
    <details>
      <summary>${words.columns}</summary>
      <p>${prose(words.columnsText)}</p>
      ${columnTable(name, columns, speech)}
      ${
        compared.length === 0
          ? ""
          : html`<p>${prose(words.comparedText)}</p>
              ${columnTable(name, compared, speech)}`
      }
    </details> `;
}

function parameterTable(name: QuestionName, openApi: OpenApi, { words, say }: Speech): Html {
  const { schemas } = openApi.components;
  const schema = schemas[questionSchemaName(name)] ?? {};
  const required = (schema["required"] ?? []) as readonly string[];
  const rows = Object.entries(schema["properties"] as Readonly<Record<string, JsonObject>>).map(
    ([parameter, field]) => {
      const text = wordsOf(PARAMETER_WORDS as typeof FORMAT_WORDS, parameter);
      return [
        html`<code>${parameter}${required.includes(parameter) ? "*" : ""}</code>`,
        valuesIn(field, schemas, say),
        field["default"] === undefined
          ? ""
          : html`<code>${JSON.stringify(field["default"])}</code>`,
        text === undefined ? "" : prose(say(text)),
      ];
    },
  );
  const heads = [words.parameter, words.values, words.standard, words.meaning];
  return table(words.parameters, heads, rows);
}

function columnTable(
  question: QuestionName,
  columns: readonly string[],
  { words, say, language }: Speech,
): Html {
  const rows = columns.map((name) => {
    const { type, unit, text } = describeColumn(question, name, language);
    const said = say({ en: text, fr: text });
    return [html`<code>${name}</code>`, type, unitIn(unit, say), said];
  });
  return table(words.columns, [words.column, words.type, words.unit, words.meaning], rows);
}

function unitIn(unit: Column["unit"], say: Speech["say"]): string {
  return unit === null ? "" : say(UNIT_WORDS[unit]);
}

export function metricsSection({ words, say }: Speech): Html {
  const rows = Object.entries(METRICS).map(([id, { name, text, unit, version }]) => [
    html`<code>${id}</code>`,
    html`<strong>${say(name)}</strong>. ${say(text)}`,
    unitIn(unit, say),
    version,
  ]);
  const heads = [words.metric, words.definition, words.unit, words.version];
  return html`<section id="metrics">
    <h2>${words.metrics}</h2>
    <p>${prose(words.metricsText)}</p>
    ${table(words.metrics, heads, rows)}
  </section> `;
}
