import fc from "fast-check";
import type { Json, JsonObject } from "../../schemas/documents/json.ts";
import { QUESTIONS, type QuestionName } from "../../schemas/questions/names.ts";
import { operationsOf, schemaNamed, type OpenApiDocument, type Schema } from "./document.ts";
import { ODD_TEXTS } from "./odd-values.ts";
import { schemaValues } from "./schema-values.ts";
import { SHARED, type World } from "./worlds.ts";

/** Something that a tenant asks. */
export type Asking =
  | {
      readonly kind: "question";
      readonly name: QuestionName;
      readonly body: JsonObject;
      readonly accept: string;
    }
  | { readonly kind: "live"; readonly where: Where; readonly accept: string }
  | { readonly kind: "timeline"; readonly subject: string }
  | { readonly kind: "sites" | "me" | "definitions" | "lag" | "saved" | "saved answer" };

/** Values by dimension. */
export type Where = Readonly<Record<string, readonly string[]>>;

const DAY_MS = 86_400_000;
const COUNTED = ["journeys", "answers", "kept", "missed"];
const USUAL_BY = ["site", "region", "channel", "service", "segment", "priority", "mode"];
const RARE_BY = ["outcome", "form", "moment"];
const GRAINS = ["hour", "day", "week", "month", "weekday", "hour_of_day"];

/** What tenants ask: questions out of the served document, with values of their own and of the others. */
export function worldQuestions(
  document: OpenApiDocument,
  worlds: readonly World[],
  now: number,
): fc.Arbitrary<Asking> {
  const words = vocabulary(worlds);
  const subjects = worlds.flatMap(({ visits }) => visits.map(({ subject }) => subject));
  const wheres = wheresOf(words);
  const valuesOf = schemaValues({
    schemaNamed: (name) => schemaNamed(document, name),
    better: (property, schema) => betterValues(property, schema),
  });

  function betterValues(property: string, schema: Schema): fc.Arbitrary<Json> | undefined {
    switch (property) {
      case "where":
      case "except":
        return wheres;
      case "range":
        return fc.oneof(valuesOf(schema), fc.constantFrom("all", "last_90_days"), spans(now));
      case "compare":
        return fc.oneof(fc.constantFrom("previous_period", "previous_year"), spans(now));
      case "timezone":
        return fc.constantFrom("Europe/Paris", "UTC", "Asia/Tokyo", "america/new_york");
      case "by":
        return schema["maxItems"] === 2 && isFree(schema) ? groupings : undefined;
      case "metrics":
        return fc
          .tuple(valuesOf(schema), fc.subarray(COUNTED))
          .map(([some, counted]) => [...new Set([...counted, ...(some as readonly string[])])]);
      case "steps":
        return fc.oneof(fc.constant([{ type: "ticket.issued" }]), valuesOf(schema));
      case "moment":
        return schema["type"] === "string"
          ? fc.constantFrom(...(words["moment"] ?? []))
          : undefined;
      case "id":
        return fc.constantFrom(...(words["moment"] ?? []));
      case "limit":
        return fc.oneof(fc.constant(10_000), fc.constant(10_000), fc.integer({ min: 1, max: 20 }));
      case "offset":
        return fc.constantFrom(0, 0, 3, 200);
      default:
        return undefined;
    }
  }

  const asked = operationsOf(document).flatMap(({ path, requestBody, responses }) => {
    const name = path.replace("/v1/questions/", "");
    const schema = requestBody?.content["application/json"]?.schema;
    if (!Object.hasOwn(QUESTIONS, name) || schema === undefined) return [];
    const ok = responses["200"];
    const formats = ok !== undefined && "content" in ok ? Object.keys(ok.content ?? {}) : [];
    const parts = fc.tuple(valuesOf(schema), fc.constantFrom(...formats));
    return parts.map(([body, accept]): Asking => ({
      kind: "question",
      name: name as QuestionName,
      body: body as JsonObject,
      accept,
    }));
  });
  const live = fc
    .tuple(
      fc.record(
        { site: list(words["site"]), service: list(words["service"]) },
        { requiredKeys: [] },
      ),
      fc.constantFrom("application/json", "text/csv", "text/event-stream"),
    )
    .map(([where, accept]): Asking => ({ kind: "live", where, accept }));
  const timeline = fc
    .constantFrom(...subjects)
    .map((subject): Asking => ({ kind: "timeline", subject }));
  const plain = fc
    .constantFrom("sites", "me", "definitions", "lag", "saved", "saved answer")
    .map((kind): Asking => ({ kind }));
  return fc.oneof(
    { weight: 20, arbitrary: fc.oneof(...asked) },
    { weight: 1, arbitrary: live },
    { weight: 3, arbitrary: timeline },
    { weight: 1, arbitrary: plain },
  );
}

const groupings = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...USUAL_BY) },
    { weight: 3, arbitrary: fc.constantFrom(...GRAINS) },
    { weight: 1, arbitrary: fc.constantFrom(...RARE_BY) },
  ),
  { maxLength: 2 },
);

/** Its items may be anything: the question has no closer list of its own. */
function isFree({ items }: Schema): boolean {
  return typeof items === "object" && items !== null && "anyOf" in items;
}

/** The values of every dimension, of all tenants together. */
function vocabulary(worlds: readonly World[]): Readonly<Record<string, readonly string[]>> {
  const visits = worlds.flatMap((world) => world.visits);
  const sites = worlds.flatMap((world) => world.sites);
  const moments = worlds.flatMap((world) => world.moments);
  const values = (all: readonly string[]) => [...new Set(all)];
  return {
    site: values(visits.map(({ site }) => site)),
    region: values(sites.map(({ region }) => region)),
    channel: values(visits.map(({ channel }) => channel)),
    service: values(visits.map(({ service }) => service)),
    segment: values(visits.map(({ segment }) => segment)),
    priority: values(visits.map(({ priority }) => priority)),
    mode: values(visits.map(({ mode }) => mode)),
    outcome: values(visits.map(({ outcome }) => outcome)),
    form: ["survey", "complaint", "platform"],
    moment: [SHARED.moment, ...values(moments.map(({ id }) => id))],
  };
}

/** Filters by one or two dimensions, rarely by one that a question may not have, or by a strange value. */
function wheresOf(words: Readonly<Record<string, readonly string[]>>): fc.Arbitrary<Where> {
  const of = (names: readonly string[]) =>
    fc.record(Object.fromEntries(names.map((name) => [name, list(words[name])])), {
      requiredKeys: [],
      noNullPrototype: true,
    });
  const none = fc.constant({});
  const few = (names: readonly string[]) =>
    fc
      .subarray([...names], { maxLength: 2 })
      .chain((some) => (some.length === 0 ? none : of(some)));
  return fc.oneof(
    { weight: 4, arbitrary: none },
    { weight: 8, arbitrary: few(USUAL_BY) },
    { weight: 1, arbitrary: few(RARE_BY) },
  );
}

function list(values: readonly string[] = []): fc.Arbitrary<string[]> {
  const usual = fc.constantFrom(...values);
  const any = fc.oneof(
    { weight: 15, arbitrary: usual },
    fc.constantFrom(...ODD_TEXTS.slice(0, 20)),
  );
  return fc.array(any, { minLength: 1, maxLength: 4 });
}

/** Some days of the last ten weeks. */
function spans(now: number): fc.Arbitrary<Json> {
  const day = (ago: number) => new Date(now - ago * DAY_MS).toISOString().slice(0, 10);
  return fc
    .tuple(fc.integer({ min: 0, max: 75 }), fc.integer({ min: 1, max: 30 }))
    .map(([ago, days]) => ({ from: day(ago + days), to: day(ago) }));
}
