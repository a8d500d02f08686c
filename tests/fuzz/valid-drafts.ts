import fc from "fast-check";
import type { Json, JsonObject } from "../../schemas/documents/json.ts";
import {
  schemaNamed,
  type Media,
  type OpenApiDocument,
  type Operation,
  type Parameter,
} from "./document.ts";
import type { Body, Draft } from "./draft.ts";
import { schemaValues } from "./schema-values.ts";

type Pair = readonly [name: string, value: string];
/** A part of a draft, laid over what is there. */
type Part = Pick<Draft, "query" | "headers"> & Partial<Omit<Draft, "caller">>;

/** An example of this name in the body goes with the parameters' examples of the same name. */
const BINARY = "binary";
const NOTHING: Part = { query: [], headers: {} };

/** Values of path parameters that no document can tell, by their names. */
export type Known = Readonly<Record<string, readonly string[]>>;

/** Requests as the document wants them: out of its schemas, out of its examples, and of both mixed. */
export function validDrafts(document: OpenApiDocument, known: Known) {
  const valuesOf = schemaValues({ schemaNamed: (name) => schemaNamed(document, name) });

  function draftsOf(operation: Operation): fc.Arbitrary<Omit<Draft, "caller">> {
    const { method, path, parameters = [] } = operation;
    const usual = parameters.filter((parameter) => !belongsToBinary(parameter));
    const parts = [...usual.map(parameterPart), acceptPart(operation), bodyPart(operation)];
    return fc.tuple(...parts).map((found) =>
      found.reduce<Omit<Draft, "caller">>(
        (draft, part) => ({
          ...draft,
          ...part,
          query: [...draft.query, ...part.query],
          headers: { ...draft.headers, ...part.headers },
          path: draft.path.replace(/\{(\w+)\}/, (hole) => part.path ?? hole),
        }),
        { ...NOTHING, operation, method, path, gzip: false, faults: [] },
      ),
    );
  }

  function parameterPart(parameter: Parameter): fc.Arbitrary<Part> {
    const { example, schema, required = false, in: place } = parameter;
    const made = valuesOf(schema, parameter.name);
    const usual = [example, ...(place === "path" ? (known[parameter.name] ?? []) : [])].filter(
      (one) => one !== undefined,
    );
    const value = fc.oneof(...usual.map((one) => fc.constant(one)), made);
    const present = value.map((one): Part => {
      const texts = [one].flat().map(String);
      const [text = ""] = texts;
      switch (place) {
        case "path":
          return { ...NOTHING, path: encodeURIComponent(text.toWellFormed()) };
        case "query":
          return { ...NOTHING, query: texts.map((each): Pair => [parameter.name, each]) };
        case "header":
          return headerPart(parameter.name.toLowerCase(), text);
        default:
          return place satisfies never;
      }
    });
    return required ? present : fc.oneof(present, fc.constant(NOTHING), fc.constant(NOTHING));
  }

  function bodyPart({ requestBody, parameters = [] }: Operation): fc.Arbitrary<Part> {
    if (requestBody === undefined) return fc.constant(NOTHING);
    const { content } = requestBody;
    const ofBinary = Object.fromEntries(
      parameters
        .filter(belongsToBinary)
        .map(({ name, examples }) => [name, textOf(examples?.[BINARY]?.value)]),
    );
    const parts = Object.entries(content).flatMap(([contentType, media]): fc.Arbitrary<Part>[] => {
      const bodies = bodiesOf(contentType, media, content).map((body) => ({ contentType, body }));
      const binary = media.examples?.[BINARY];
      const usual = bodies.map((body): Part => ({ ...NOTHING, ...body }));
      if (binary === undefined) return [usual];
      const body: Body = { kind: "json", value: binary.value };
      return [usual, fc.constant({ ...NOTHING, headers: ofBinary, contentType, body })];
    });
    return fc.oneof(...parts);
  }

  function bodiesOf(
    contentType: string,
    media: Media,
    all: Readonly<Record<string, Media>>,
  ): fc.Arbitrary<Body> {
    const examples = [
      ...(media.example === undefined ? [] : [media.example]),
      ...Object.entries(media.examples ?? {}).flatMap(([name, { value }]) =>
        name === BINARY ? [] : [value],
      ),
    ];
    if (!/jsonl|ndjson/.test(contentType)) {
      return mixed(examples, valuesOf(media.schema)).map((value) => ({ kind: "json", value }));
    }
    // The document says of such bodies only that they are lines; what stands in them a batch says.
    const batch = Object.entries(all).find(([type]) => type.includes("batch"))?.[1];
    const lines = valuesOf(batch?.schema ?? {}).map((value): Body => ({
      kind: "lines",
      value: Array.isArray(value) ? value : [value],
    }));
    const bytes = examples.map((text): Body => ({
      kind: "bytes",
      bytes: Buffer.from(textOf(text)),
    }));
    return fc.oneof(lines, ...bytes.map((body) => fc.constant(body)));
  }

  return draftsOf;
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? "");
}

function belongsToBinary({ in: place, examples }: Parameter): boolean {
  return place === "header" && examples?.[BINARY] !== undefined;
}

/** What a header can carry: the rest is percent-encoded, as our own headers do. */
function headerPart(name: string, text: string): Part {
  if (name === "content-encoding") return text === "gzip" ? { ...NOTHING, gzip: true } : NOTHING;
  const value = /^[\x20-\x7e]*$/.test(text) ? text : encodeURIComponent(text.toWellFormed());
  return { ...NOTHING, headers: { [name]: value.trim() } };
}

/** Any of the content types that a success is documented to have, or none in particular. */
function acceptPart({ responses }: Operation): fc.Arbitrary<Part> {
  const types = Object.entries(responses).flatMap(([status, response]) =>
    status.startsWith("2") && "content" in response ? Object.keys(response.content ?? {}) : [],
  );
  if (types.length < 2) return fc.constant(NOTHING);
  const wanted = fc.constantFrom(...types).map((accept) => ({ ...NOTHING, headers: { accept } }));
  return fc.oneof(fc.constant(NOTHING), wanted);
}

/** An example, something of the schema, or an example with some properties out of the schema. */
function mixed(examples: readonly Json[], made: fc.Arbitrary<Json>): fc.Arbitrary<Json> {
  if (examples.length === 0) return made;
  const example = fc.constantFrom(...examples);
  const blend = fc
    .tuple(example, made, fc.infiniteStream(fc.boolean()))
    .map(([base, other, isTaken]) => {
      if (!isObject(base) || !isObject(other)) return base;
      const taken = Object.entries(other).filter(() => isTaken.next().value);
      return { ...base, ...Object.fromEntries(taken) };
    });
  return fc.oneof(example, made, blend);
}

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
