import type { Json, JsonObject } from "../../schemas/documents/json.ts";

/** A JSON Schema, as the document holds it. */
export type Schema = JsonObject;

/** A served OpenAPI 3.1 document, as far as a client needs it. Written anew: ours might agree with our mistakes. */
export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, ServedOperation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly responses: Readonly<Record<string, ServedResponse>>;
  };
}

export interface ServedOperation {
  readonly operationId: string;
  /** Any of these lets a caller in; none at all means that everybody may. */
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, ServedResponse | Reference>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly schema: Schema;
  readonly example?: Json;
  readonly examples?: Examples;
  /** Who sends it needs this scope, whatever the operation needs. */
  readonly "x-scope"?: string;
}

export interface Media {
  readonly schema: Schema;
  readonly example?: Json;
  readonly examples?: Examples;
}

type Examples = Readonly<Record<string, { readonly value: Json }>>;

export interface ServedResponse {
  readonly description: string;
  readonly headers?: Readonly<Record<string, { readonly schema: Schema }>>;
  readonly content?: Readonly<Record<string, Media>>;
}

interface Reference {
  readonly $ref: string;
}

/** One operation, with what its place in the document says of it. */
export interface Operation extends ServedOperation {
  /** `POST /v1/events`. */
  readonly id: string;
  readonly method: string;
  readonly path: string;
  /** The methods that its path has, also as a value of another path's parameter. */
  readonly taken: readonly string[];
}

export function operationsOf({ paths }: OpenApiDocument): readonly Operation[] {
  const methodsOf = (found: object) => Object.keys(found).map((method) => method.toUpperCase());
  return Object.entries(paths).flatMap(([path, methods]) => {
    const fitting = Object.entries(paths).filter(([template]) => fits(path, template));
    const taken = fitting.flatMap(([, found]) => methodsOf(found));
    return Object.entries(methods).map(([name, operation]) => {
      const method = name.toUpperCase();
      return { ...operation, id: `${method} ${path}`, method, path, taken };
    });
  });
}

/** Whether an address is a path's: `/v1/rejects/forget` is also one of `/v1/rejects/{reject}`. */
function fits(address: string, template: string): boolean {
  const [given, wanted] = [address.split("/"), template.split("/")];
  const isMet = (part: string, nth: number) => part.startsWith("{") || part === given[nth];
  return given.length === wanted.length && wanted.every(isMet);
}

/** What the document says of a status: by its number, else by `default` where that names it. */
export function responseTo(
  document: OpenApiDocument,
  { responses }: ServedOperation,
  status: number,
): ServedResponse | undefined {
  const own = responses[String(status)];
  if (own !== undefined) return resolved(document, own);
  const other = responses["default"] && resolved(document, responses["default"]);
  return other?.description.includes(`(${String(status)})`) === true ? other : undefined;
}

function resolved(document: OpenApiDocument, response: ServedResponse | Reference): ServedResponse {
  if (!("$ref" in response)) return response;
  const found = document.components.responses[response.$ref.split("/").at(-1) ?? ""];
  if (found === undefined) throw new Error(`The document has no ${response.$ref}.`);
  return found;
}

/** The schema that a `$ref` of the document names. */
export function schemaNamed({ components }: OpenApiDocument, reference: string): Schema {
  const found = components.schemas[reference.replace("#/components/schemas/", "")];
  if (found === undefined) throw new Error(`The document has no ${reference}.`);
  return found;
}
