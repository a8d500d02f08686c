import type { Scope } from "../config.ts";
import type { Text } from "../text.ts";
import type { Json, JsonObject } from "./json.ts";

export type Method = "get" | "post" | "put" | "delete";
export type PathItem = Readonly<Partial<Record<Method, Operation>>>;
export type Paths = Readonly<Record<string, PathItem>>;

/** One operation of the OpenAPI document, as far as we read it ourselves. */
export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly "x-summary-fr": string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly security: readonly JsonObject[];
  readonly parameters?: readonly JsonObject[];
  readonly requestBody?: JsonObject;
  readonly responses: JsonObject;
}

/** An OpenAPI 3.1 document, as far as we read it ourselves; the rest is plain data. */
export interface OpenApi {
  readonly openapi: string;
  readonly info: JsonObject;
  readonly servers: readonly JsonObject[];
  readonly tags: readonly JsonObject[];
  readonly paths: Paths;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonObject>>;
    readonly responses: JsonObject;
    readonly securitySchemes: JsonObject;
  };
}

export function summarized({ en, fr }: Text) {
  return { summary: en, "x-summary-fr": fr };
}

export function refTo(name: string): JsonObject {
  return { $ref: `#/components/schemas/${name}` };
}

export function jsonContent(schema: JsonObject, example?: Json): JsonObject {
  return { "application/json": { schema, ...(example === undefined ? {} : { example }) } };
}

/** By a key, or by the session of a browser, where those may: they read, and save questions. */
export function needs(scope: Scope): readonly JsonObject[] {
  const bearer = { bearer: [scope] };
  const isOfSessions = scope === "read" || scope === "duty";
  return isOfSessions ? [bearer, { session: [scope] }] : [bearer];
}

/** Answers in the language that the reader prefers. */
export const LANGUAGE_PARAMETER: JsonObject = {
  name: "Accept-Language",
  in: "header",
  description: "Language of the words in the answer: English, or French when `fr` stands first.",
  schema: { type: "string", default: "en" },
  example: "fr",
};
