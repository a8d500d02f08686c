import { LIMITS, REJECT_REASONS, type RejectReason } from "../admission.ts";
import { EVENT_TYPES, type EventType } from "../event-types.ts";
import { EVENT_EXAMPLES, RECEIPT_EXAMPLE } from "./examples.ts";
import { ATTRIBUTE_WORDS, DATA_WORDS, TYPE_WORDS } from "./field-words.ts";
import { block, html, prose, table, type Html } from "./html.ts";
import type { JsonObject } from "./json.ts";
import { eventSchemaName } from "./named-schemas.ts";
import type { OpenApi } from "./operation.ts";
import { BODY_WORDS, type Speech } from "./page-words.ts";
import { readableJson } from "./readable-json.ts";
import { LIMIT_WORDS, REJECT_WORDS_FR } from "./rule-words.ts";
import { resolve, valuesIn } from "./value-words.ts";

/** How a shell sends a JSON body, with a key of its environment. */
export function curl(address: string, key: string, contentType: string, body: object): Html {
  const json = readableJson(body).replaceAll("'", `'\\''`);
  return block(`curl http://127.0.0.1:7300${address} \\
  -H "Authorization: Bearer $${key}" \\
  -H "Content-Type: ${contentType}" \\
  --data '${json}'`);
}

/** The words of one record, by names that are not known to the compiler any more. */
export function wordsOf<Value>(words: Readonly<Record<string, Value>>, name: string) {
  return words[name];
}

export function sendSection(openApi: OpenApi, { words, say }: Speech): Html {
  const content = openApi.paths["/v1/events"]?.post?.requestBody?.["content"] ?? {};
  const bodies = Object.keys(content).map((type) => {
    const said = wordsOf(BODY_WORDS, type);
    return [html`<code>${type}</code>`, said === undefined ? "" : prose(say(said))];
  });
  return html`<section id="send">
    <h2>${words.send}</h2>
    <p>${prose(words.sendText)}</p>
    ${curl("/v1/events", "PARCOURS_WRITE_KEY", "application/json", EVENT_EXAMPLES["ticket.issued"])}
    <h3>${words.answer}</h3>
    ${block(readableJson(RECEIPT_EXAMPLE))}
    <p>${prose(words.keyText)}</p>
    <h3>${words.bodies}</h3>
    ${table(words.bodies, [words.contentType, words.meaning], bodies)}
    <p>${prose(words.gzipText)}</p>
  </section> `;
}

interface Field {
  readonly name: string;
  readonly schema: JsonObject;
  readonly isRequired: boolean;
}

function fieldsOf(schema: JsonObject): readonly Field[] {
  const required = (schema["required"] ?? []) as readonly string[];
  return Object.entries((schema["properties"] ?? {}) as Readonly<Record<string, JsonObject>>).map(
    ([name, field]) => ({ name, schema: field, isRequired: required.includes(name) }),
  );
}

export function typesSection(openApi: OpenApi, speech: Speech): Html {
  const { words, say } = speech;
  const { schemas } = openApi.components;
  const dataOf = (type: EventType) => {
    const event = schemas[eventSchemaName(type)] ?? {};
    return fieldsOf(resolve((event["properties"] as JsonObject)["data"], schemas));
  };
  const rows = EVENT_TYPES.map(({ type }) => [
    html`<code>${type}</code>`,
    say(TYPE_WORDS[type]),
    dataOf(type).map((field, index) => [index === 0 ? "" : " ", fieldName(field)]),
  ]);
  const fields = new Map(
    EVENT_TYPES.flatMap(({ type }) => dataOf(type)).map((one) => [one.name, one]),
  );
  const attributes = fieldsOf(schemas[eventSchemaName("ticket.called")] ?? {});
  const fieldRows = (listed: Iterable<Field>, texts: typeof DATA_WORDS | typeof ATTRIBUTE_WORDS) =>
    [...listed].map((field) => {
      const text = wordsOf(texts as typeof BODY_WORDS, field.name);
      const name = texts === DATA_WORDS ? html`<code>${field.name}</code>` : fieldName(field);
      return [name, valuesIn(field.schema, schemas, say), text === undefined ? "" : say(text)];
    });
  const heads = [words.values, words.meaning];
  return html`<section id="types">
    <h2>${words.types}</h2>
    <p>${prose(words.dataText)}</p>
    ${table(words.types, [words.type, words.when, words.data], rows)}
    <h3>${words.dataFields}</h3>
    ${table(words.dataFields, [words.field, ...heads], fieldRows(fields.values(), DATA_WORDS))}
    <h3>${words.attributes}</h3>
    ${table(words.attributes, [words.attribute, ...heads], fieldRows(attributes, ATTRIBUTE_WORDS))}
  </section> `;
}

function fieldName({ name, isRequired }: Field): Html {
  return html`<code>${name}${isRequired ? "*" : ""}</code>`;
}

export function limitsSection({ words, say, language }: Speech): Html {
  const number = new Intl.NumberFormat(language);
  const limits = Object.entries(LIMITS).map(([name, most]) => [
    html`<code>${name}</code>`,
    number.format(most),
    say(LIMIT_WORDS[name as keyof typeof LIMITS]),
  ]);
  const reasons = Object.entries(REJECT_REASONS).map(([reason, en]) => [
    html`<code>${reason}</code>`,
    say({ en, fr: REJECT_WORDS_FR[reason as RejectReason] }),
  ]);
  return html`<section id="limits">
    <h2>${words.limits}</h2>
    ${table(words.limits, [words.limit, words.most, words.meaning], limits)}
    <h3>${words.reasons}</h3>
    <p>${prose(words.reasonsText)}</p>
    ${table(words.reasons, [words.reason, words.meaning], reasons)}
  </section> `;
}
