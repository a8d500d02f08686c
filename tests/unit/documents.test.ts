import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { LIMITS, REJECT_REASONS } from "../../schemas/admission.ts";
import { asyncApi } from "../../schemas/documents/async-api.ts";
import { EVENT_EXAMPLES, QUESTION_EXAMPLES } from "../../schemas/documents/examples.ts";
import { html } from "../../schemas/documents/html.ts";
import { eventJsonSchema } from "../../schemas/documents/json-schema.ts";
import { openApi } from "../../schemas/documents/open-api.ts";
import type { Operation } from "../../schemas/documents/operation.ts";
import { DOCS_POLICY, docsPage } from "../../schemas/documents/page.ts";
import { readableJson } from "../../schemas/documents/readable-json.ts";
import { JourneyEvent } from "../../schemas/event.ts";
import { EVENT_TYPES } from "../../schemas/event-types.ts";
import { METRIC_IDS } from "../../schemas/metrics.ts";
import { PROBLEMS } from "../../schemas/problem.ts";
import { QUESTIONS, type QuestionName } from "../../schemas/questions/names.ts";
import { LANGUAGES } from "../../schemas/text.ts";

const DOCUMENTS = {
  "OpenAPI document": openApi,
  "AsyncAPI document": asyncApi,
  "JSON Schema of an event": eventJsonSchema,
} as const;
const open = openApi();
/** As a stranger reads them: untyped. */
type Read = ReturnType<typeof JSON.parse>;
const read = (document: object): Read => JSON.parse(JSON.stringify(document));

describe.each(Object.entries(DOCUMENTS))("the %s", (_name, make) => {
  test("is plain data, the same each time it is made", () => {
    expect(JSON.parse(JSON.stringify(make()))).toEqual(make());
    expect(JSON.stringify(make())).toBe(JSON.stringify(make()));
  });

  test("has no reference that leads nowhere", () => {
    const document = make();
    const references = [...everyObject(document)].flatMap(({ $ref }) => $ref ?? []);
    expect(references.length).toBeGreaterThan(10);
    for (const reference of references) expect(at(document, reference), reference).toBeDefined();
  });
});

describe("the OpenAPI document", () => {
  const operations = Object.entries(open.paths).flatMap(([path, item]) =>
    Object.values(item).map((operation: Operation) => ({ path, operation })),
  );

  test("gives every operation an id of its own", () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("says in both languages what each operation does", () => {
    for (const { operation } of operations) {
      expect(operation.summary).toMatch(/^\S/);
      expect(operation["x-summary-fr"]).toMatch(/^\S/);
    }
  });

  test("declares every tag, security scheme and path parameter that an operation names", () => {
    const tags = open.tags.map(({ name }) => name);
    const schemes = Object.keys(open.components.securitySchemes);
    for (const { path, operation } of operations) {
      expect(tags).toEqual(expect.arrayContaining([...operation.tags]));
      expect(schemes).toEqual(expect.arrayContaining(operation.security.flatMap(Object.keys)));
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const inPath = (operation.parameters ?? []).filter((one) => one["in"] === "path");
      expect(inPath.map(({ name }) => name)).toEqual(named);
    }
  });

  test("uses every schema that it has", () => {
    const used = new Set([...everyObject(open)].map(({ $ref }) => $ref));
    const unused = Object.keys(open.components.schemas).filter(
      (name) => !used.has(`#/components/schemas/${name}`),
    );
    expect(unused).toEqual([]);
  });

  test("has an example of every type, and of every question", () => {
    const { paths } = read(open);
    const { content } = paths["/v1/events"].post.requestBody;
    const examples = Object.values<Read>(content["application/json"].examples);
    const types = new Set(examples.map(({ value }) => value.type));
    for (const { type } of EVENT_TYPES) expect(types).toContain(type);
    for (const name of Object.keys(QUESTIONS)) {
      const { content } = paths[`/v1/questions/${name}`].post.requestBody;
      expect(content["application/json"].example).toEqual(QUESTION_EXAMPLES[name as QuestionName]);
    }
  });

  test("has only examples that fit their schemas", () => {
    const ajv = validator();
    ajv.addSchema({ $id: "urn:test:open", ...open });
    let checked = 0;
    for (const { schema, example, examples = {} } of everyObject(open)) {
      if (typeof schema !== "object") continue;
      const values = Object.values<Read>(examples).map(({ value }) => value);
      for (const value of example === undefined ? values : [...values, example]) {
        expect(problemsOf(ajv, rebased(schema, "urn:test:open"), value)).toEqual([]);
        checked += 1;
      }
    }
    expect(checked).toBeGreaterThan(40);
  });
});

test("the AsyncAPI document has only examples that fit their messages", () => {
  const document = read(asyncApi());
  const ajv = validator();
  ajv.addSchema({ $id: "urn:test:async", components: document.components });
  const { messages } = document.components;
  for (const { payload, headers, examples = [] } of Object.values<Read>(messages)) {
    for (const example of examples) {
      expect(problemsOf(ajv, rebased(payload, "urn:test:async"), example.payload)).toEqual([]);
      if (headers) expect(problemsOf(ajv, headers, example.headers)).toEqual([]);
    }
  }
});

describe("the examples", () => {
  test("are events and questions as the schemas want them", () => {
    for (const { type } of EVENT_TYPES) {
      expect(JourneyEvent.parse(EVENT_EXAMPLES[type])).toEqual(EVENT_EXAMPLES[type]);
    }
    for (const [name, { schema }] of Object.entries(QUESTIONS)) {
      expect(schema.parse(QUESTION_EXAMPLES[name as QuestionName])).toMatchObject(
        QUESTION_EXAMPLES[name as QuestionName],
      );
    }
  });
});

describe("the JSON Schema of an event", () => {
  const accepts = validator().compile(eventJsonSchema());
  const issued = EVENT_EXAMPLES["ticket.issued"];
  const review = EVENT_EXAMPLES["review.submitted"];

  test("accepts an event of each type, alone among the thirteen", () => {
    for (const { type } of EVENT_TYPES) expect(accepts(EVENT_EXAMPLES[type]), type).toBe(true);
  });

  test.each([
    ["an unknown type", { ...issued, type: "ticket.lost" }],
    ["no subject", { ...issued, subject: undefined }],
    ["a time without offset", { ...issued, time: "2025-03-03T09:00:00" }],
    ["a day that does not exist", { ...issued, time: "2025-02-30T09:00:00Z" }],
    ["a ticket without its service", { ...issued, data: {} }],
    ["an unknown channel", { ...issued, channel: "fax" }],
    ["a control character", { ...issued, site: "a\u0000b" }],
    ["a score out of its scale", { ...review, data: { nps: 11 } }],
    [
      "an effort score out of its version",
      { ...review, data: { ces: { version: "v1", score: 6 } } },
    ],
  ])("refuses %s, as zod does", (_what, event) => {
    const sent: unknown = JSON.parse(JSON.stringify(event));
    expect(accepts(sent)).toBe(false);
    expect(JourneyEvent.safeParse(sent).success).toBe(false);
  });

  test("keeps what it does not know, as zod does", () => {
    const event = { ...issued, traceparent: "00-1", data: { ...issued.data, colour: "blue" } };
    expect(accepts(event)).toBe(true);
    expect(JourneyEvent.parse(event)).toEqual(event);
  });
});

describe.each(LANGUAGES)("the page in %s", (language) => {
  const page = docsPage(open, language);

  test("runs nothing, loads nothing, and is served with a policy that says so", () => {
    expect(page).not.toMatch(
      /<script|<iframe|<link [^>]*href="(?!data:)|\bsrc=|\bon\w+=|@import|url\(/i,
    );
    const addresses = [...page.matchAll(/https?:\/\/[^/\s"&]+/g)].map(([address]) => address);
    expect(new Set(addresses)).toEqual(new Set(["http://127.0.0.1:7300"]));
    expect(DOCS_POLICY).toContain("default-src 'none'");
  });

  test("closes every element that it opens", () => {
    expect(unclosed(page)).toEqual([]);
  });

  test("names all that there is: types, questions, metrics, limits, reasons, errors, addresses", () => {
    const names = [
      ...EVENT_TYPES.map(({ type }) => type),
      ...Object.keys(QUESTIONS),
      ...METRIC_IDS,
      ...Object.keys(LIMITS),
      ...Object.keys(REJECT_REASONS),
      ...Object.keys(PROBLEMS),
    ];
    for (const name of names) expect(page).toMatch(new RegExp(`<code>${name}[*]?</code>`));
    for (const path of Object.keys(open.paths)) expect(page).toContain(path);
  });

  test("is in one language, and leads to the other", () => {
    const other = language === "en" ? "fr" : "en";
    expect(page).toContain(`<html lang="${language}">`);
    expect(page).toContain(`href="?lang=${other}"`);
    expect(page.includes("Qui attend en ce moment")).toBe(language === "fr");
    expect(page.includes("Who waits now")).toBe(language === "en");
    expect(page).not.toMatch(/undefined|\[object/);
  });
});

describe("the pieces of the page", () => {
  test("escape whatever is put into them, once", () => {
    const text = `<b title="x">Tom & 'Jerry'</b>`;
    const { markup } = html`<p title="${text}">${[text, html`<i>${text}</i>`]}</p>`;
    const safe = "&lt;b title=&quot;x&quot;&gt;Tom &amp; &#39;Jerry&#39;&lt;/b&gt;";
    expect(markup).toBe(`<p title="${safe}">${safe}<i>${safe}</i></p>`);
  });

  test("write JSON that reads back as it was", () => {
    for (const value of [
      ...Object.values(EVENT_EXAMPLES),
      ...Object.values(QUESTION_EXAMPLES),
      [],
    ]) {
      expect(JSON.parse(readableJson(value))).toEqual(value);
    }
  });
});

function validator(): Ajv2020 {
  return new Ajv2020({ strict: false, validateFormats: false });
}

function problemsOf(ajv: Ajv2020, schema: object, value: unknown): readonly unknown[] {
  return ajv.validate(schema, value) ? [] : (ajv.errors ?? []);
}

/** A schema whose references point into another document. */
function rebased(schema: object, base: string): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#', `"$ref":"${base}#`));
}

/** Every object inside a document, itself included; not those that are data of examples. */
function* everyObject(value: Read): Generator<Read> {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) yield value;
  for (const [key, member] of Object.entries(value)) {
    if (key !== "example" && key !== "examples") yield* everyObject(member);
  }
}

/** What a reference inside a document leads to. */
function at(document: Read, reference: string): unknown {
  const path = reference.replace(/^#\//, "").split("/");
  return path.reduce((value, name) => value?.[name.replaceAll("~1", "/")], document);
}

/** Elements that are opened and not closed, or closed and not opened. */
function unclosed(page: string): readonly string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  for (const [, slash, name = ""] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*>/g)) {
    if (["meta", "link", "br"].includes(name)) continue;
    if (slash === "") open.push(name);
    else if (open.pop() !== name) wrong.push(name);
  }
  return [...wrong, ...open];
}
