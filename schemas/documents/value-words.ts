import type { Text } from "../text.ts";
import type { Json, JsonObject } from "./json.ts";

type Schemas = Readonly<Record<string, JsonObject>>;

const WORDS = {
  text: { en: "text", fr: "texte" },
  integer: { en: "integer", fr: "entier" },
  number: { en: "number", fr: "nombre" },
  boolean: { en: "true or false", fr: "vrai ou faux" },
  instant: { en: "RFC 3339 instant", fr: "instant RFC 3339" },
  day: { en: "day", fr: "jour" },
  list: { en: "list of", fr: "liste de" },
  or: { en: "or", fr: "ou" },
  lists: { en: "dimension → list of values", fr: "dimension → liste de valeurs" },
} as const satisfies Record<string, Text>;

/** Which values a schema allows, in a few words. */
export function valuesIn(schema: Json | undefined, schemas: Schemas, say: (text: Text) => string) {
  const describe = (one: Json | undefined): string => {
    const known = resolve(one, schemas);
    if (Array.isArray(known["enum"])) return known["enum"].map(String).join(", ");
    if (known["const"] !== undefined) return JSON.stringify(known["const"]).replaceAll('"', "");
    const members = known["anyOf"] ?? known["oneOf"];
    if (Array.isArray(members)) {
      return [...new Set(members.map(describe))].join(` ${say(WORDS.or)} `);
    }
    return describeKind(known);
  };

  const describeKind = (known: JsonObject): string => {
    switch (known["type"]) {
      case "array":
        return `${say(WORDS.list)} ${describe(known["items"])}`;
      case "object": {
        const names = Object.keys((known["properties"] ?? {}) as JsonObject);
        return names.length === 0 ? say(WORDS.lists) : `{${names.join(", ")}}`;
      }
      case "integer":
        return `${say(WORDS.integer)}${boundsOf(known)}`;
      case "number":
        return `${say(WORDS.number)}${boundsOf(known)}`;
      case "boolean":
        return say(WORDS.boolean);
      default:
        return describeText(known);
    }
  };

  const describeText = ({ format, maxLength }: JsonObject): string => {
    if (format === "date-time") return say(WORDS.instant);
    if (format === "date") return say(WORDS.day);
    return typeof maxLength === "number"
      ? `${say(WORDS.text)} ≤ ${String(maxLength)}`
      : say(WORDS.text);
  };

  return describe(schema);
}

/** What a reference stands for; other schemas are themselves. */
export function resolve(schema: Json | undefined, schemas: Schemas): JsonObject {
  const known = (schema ?? {}) as JsonObject;
  const { $ref: ref } = known;
  return typeof ref === "string" ? (schemas[ref.slice(ref.lastIndexOf("/") + 1)] ?? {}) : known;
}

/** Zod writes the safe integers where there is no bound; nobody needs to read them. */
function boundsOf({ minimum, maximum }: JsonObject): string {
  const from =
    typeof minimum === "number" && Number.isSafeInteger(minimum - 1) ? minimum : undefined;
  const to = typeof maximum === "number" && Number.isSafeInteger(maximum + 1) ? maximum : undefined;
  if (from !== undefined && to !== undefined) return ` ${String(from)}–${String(to)}`;
  if (from !== undefined) return ` ≥ ${String(from)}`;
  return to === undefined ? "" : ` ≤ ${String(to)}`;
}
