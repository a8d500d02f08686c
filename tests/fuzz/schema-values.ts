import fc from "fast-check";
import type { Json } from "../../schemas/documents/json.ts";
import type { Schema } from "./document.ts";

export interface SchemaDeps {
  /** What a `$ref` stands for. */
  readonly schemaNamed: (reference: string) => Schema;
  /** Better values for a property than its schema can tell, by its name. */
  readonly better?: (property: string, schema: Schema) => fc.Arbitrary<Json> | undefined;
}

/** Lists are short, or as long as they may be, up to this. */
const LONGEST_LIST = 5_000;
const USUAL_LIST = 4;
const USUAL_TEXT = 12;

/** Values that a JSON Schema (2020-12, the part that zod writes) allows, those at its limits among them. */
export function schemaValues({ schemaNamed, better }: SchemaDeps) {
  const named = new Map<string, fc.Arbitrary<Json>>();

  function valuesOf(schema: Schema, property = ""): fc.Arbitrary<Json> {
    const known = better?.(property, schema);
    if (known !== undefined) return known;
    const reference = schema["$ref"];
    if (typeof reference === "string") return valuesNamed(reference, property);
    const union = (schema["anyOf"] ?? schema["oneOf"]) as readonly Schema[] | undefined;
    if (union !== undefined) return fc.oneof(...union.map((member) => valuesOf(member, property)));
    if ("const" in schema) return fc.constant(schema["const"]);
    const words = schema["enum"] as readonly Json[] | undefined;
    if (words !== undefined) return fc.constantFrom(...words);
    const examples = schema["examples"] as readonly Json[] | undefined;
    const plain = ofType(schema);
    return examples === undefined ? plain : fc.oneof(fc.constantFrom(...examples), plain);
  }

  function valuesNamed(reference: string, property: string): fc.Arbitrary<Json> {
    const key = `${reference} ${property}`;
    const made = named.get(key) ?? valuesOf(schemaNamed(reference), property);
    named.set(key, made);
    return made;
  }

  function ofType(schema: Schema): fc.Arbitrary<Json> {
    switch (schema["type"]) {
      case "object":
        return objects(schema);
      case "array":
        return lists(schema);
      case "string":
        return texts(schema);
      case "integer":
        return fc.integer({ min: bound(schema, "minimum"), max: bound(schema, "maximum") });
      case "number":
        return fc.double({
          min: bound(schema, "minimum"),
          max: bound(schema, "maximum"),
          noNaN: true,
        });
      case "boolean":
        return fc.boolean();
      case "null":
        return fc.constant(null);
      case undefined:
        return fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>;
      default:
        throw new Error(`No values are known for the type ${JSON.stringify(schema["type"])}.`);
    }
  }

  function objects(schema: Schema): fc.Arbitrary<Json> {
    const properties = (schema["properties"] ?? {}) as Readonly<Record<string, Schema>>;
    const known = fc.record(
      Object.fromEntries(
        Object.entries(properties).map(([name, inner]) => [name, valuesOf(inner, name)]),
      ),
      { requiredKeys: (schema["required"] ?? []) as string[], noNullPrototype: true },
    );
    const more = schema["additionalProperties"];
    if (more === undefined || more === false) return known;
    const names = schema["propertyNames"] as Schema | undefined;
    const extra = fc.dictionary(
      names === undefined ? fc.stringMatching(/^[a-z]{3,9}$/) : keyTexts(names),
      valuesOf(more === true ? {} : (more as Schema)),
      { maxKeys: 2, noNullPrototype: true },
    );
    return fc.tuple(extra, known).map(([others, own]) => ({ ...others, ...own }));
  }

  function keyTexts(names: Schema): fc.Arbitrary<string> {
    return valuesOf(names).map(String);
  }

  function lists(schema: Schema): fc.Arbitrary<Json> {
    const items = valuesOf((schema["items"] ?? {}) as Schema);
    const min = Number(schema["minItems"] ?? 0);
    const max = Number(schema["maxItems"] ?? Number.POSITIVE_INFINITY);
    const usual = fc.array(items, {
      minLength: min,
      maxLength: Math.min(max, Math.max(min, USUAL_LIST)),
    });
    if (max <= USUAL_LIST || max > LONGEST_LIST) return usual;
    const full = items.map((item) => Array.from({ length: max }, () => item));
    return fc.oneof({ weight: 40, arbitrary: usual }, { weight: 1, arbitrary: full });
  }

  return valuesOf;
}

function bound(schema: Schema, name: "minimum" | "maximum"): number {
  const sign = name === "minimum" ? -1 : 1;
  return Number(schema[name] ?? sign * 2 ** 31);
}

function texts(schema: Schema): fc.Arbitrary<string> {
  const { format, pattern } = schema;
  if (format === "date-time") return instants;
  if (format === "date") return instants.map((instant) => instant.slice(0, 10));
  const form = typeof pattern === "string" ? new RegExp(pattern) : undefined;
  const minLength = Number(schema["minLength"] ?? 0);
  const maxLength = Number(schema["maxLength"] ?? 64);
  const isAllowed = (text: string) =>
    text.length >= minLength && text.length <= maxLength && (form?.test(text) ?? true);
  const size = { minLength, maxLength: Math.min(maxLength, Math.max(minLength, USUAL_TEXT)) };
  const free = form
    ? fc.stringMatching(form, { maxLength })
    : fc.string({ ...size, unit: "grapheme" });
  const usual = free.filter(isAllowed);
  const longest = ["x", "é", "日"].map((letter) => letter.repeat(maxLength)).filter(isAllowed);
  if (longest.length === 0) return usual;
  return fc.oneof(
    { weight: 8, arbitrary: usual },
    { weight: 1, arbitrary: fc.constantFrom(...longest) },
  );
}

/** Mostly of this century and past, because others are refused; in UTC or with an offset. */
const instants = fc
  .tuple(
    fc.date({
      min: new Date("2000-01-01T00:00:00Z"),
      max: new Date("2026-06-30T00:00:00Z"),
      noInvalidDate: true,
    }),
    fc.constantFrom("Z", "+02:00", "-11:30"),
  )
  .map(([date, zone]) => date.toISOString().replace("Z", zone));
