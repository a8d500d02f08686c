import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { tableFromIPC } from "apache-arrow";
import { parse as parseCsv } from "csv-parse/sync";
import { parquetMetadata } from "hyparquet";
import type { Json, JsonObject } from "../../schemas/documents/json.ts";
import { arrayBufferOf } from "../support/array-buffer.ts";
import { mayCall } from "./callers.ts";
import { responseTo, type OpenApiDocument, type ServedResponse } from "./document.ts";
import type { Draft } from "./draft.ts";
import type { Answer } from "./send.ts";

const DOCUMENT = "urn:served:openapi";
const PROBLEM = "application/problem+json";

/** Says in words where an answer is not what the document promises; nothing when it is. */
export function conformance(document: OpenApiDocument) {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: DOCUMENT, ...(closed(document as unknown as Json) as JsonObject) });
  const compiled = new Map<object, ValidateFunction>();

  function validator(schema: JsonObject): ValidateFunction {
    const made = compiled.get(schema) ?? ajv.compile(absolute(closed(schema)) as JsonObject);
    compiled.set(schema, made);
    return made;
  }

  function misfit(what: string, schema: JsonObject, value: unknown): string[] {
    const isValid = validator(schema);
    if (isValid(value)) return [];
    return [`${what} does not fit its schema: ${ajv.errorsText(isValid.errors)}`];
  }

  return function complaintsAbout(draft: Draft, answer: Answer): readonly string[] {
    const { status } = answer;
    const response = documentedResponse(document, draft, status);
    const complaints = [...atTheDoor(draft, status)];
    if (status >= 500) complaints.push(`answered ${String(status)}`);
    if (response === undefined) {
      return [...complaints, `the status ${String(status)} is not documented here`];
    }
    return [
      ...complaints,
      ...headers(response, answer),
      ...body(response, answer),
      ...problem(draft, response, answer),
    ];
  };

  function headers(response: ServedResponse, answer: Answer): string[] {
    return Object.entries(response.headers ?? {}).flatMap(([name, { schema }]) => {
      const value = answer.headers[name.toLowerCase()];
      if (value === undefined) return [];
      const text = [value].flat().join(", ");
      const isNumber = schema["type"] === "integer";
      return misfit(`the header ${name}`, schema, isNumber ? Number(text) : text);
    });
  }

  function body({ content = {} }: ServedResponse, { headers: got, body: bytes }: Answer): string[] {
    const type = (got["content-type"] ?? "").split(";")[0]?.trim() ?? "";
    if (Object.keys(content).length === 0) {
      return bytes.length === 0 ? [] : ["there is a body, and none is documented"];
    }
    const media = content[type];
    if (media === undefined) return [`the content type "${type}" is not documented here`];
    const read = readBody(type, bytes);
    if ("wrong" in read) return [`the body is no ${type}: ${read.wrong}`];
    return read.values.flatMap((value) => {
      const { schema } = read;
      return misfit("the body", schema === undefined ? media.schema : { $ref: schema }, value);
    });
  }

  /** A problem is the one that its status says, and one that the document names for it. */
  function problem(
    draft: Draft,
    response: ServedResponse,
    { status, body: bytes }: Answer,
  ): string[] {
    if (response.content?.[PROBLEM] === undefined) return [];
    const read = readBody(PROBLEM, bytes);
    if ("wrong" in read) return []; // said already
    const { code, status: told, type } = read.values[0] as Readonly<Record<string, unknown>>;
    const complaints: string[] = [];
    if (told !== status) complaints.push(`the problem says it is a ${String(told)}`);
    if (type !== `urn:parcours:problem:${String(code)}`)
      complaints.push(`its type is ${String(type)}`);
    const isNamed = response.description.includes(`\`${String(code)}\``);
    if (!isNamed && draft.elsewhere === undefined) {
      complaints.push(`the code ${String(code)} is not documented for ${String(status)} here`);
    }
    return complaints;
  }
}

/** Address, headers and body are read before anybody looks where they should go. */
const READ_FIRST: readonly number[] = [400, 413, 415, 431];

/** Where a fault leads away from the operation, what every address answers: a problem. */
function documentedResponse(
  document: OpenApiDocument,
  { operation, elsewhere }: Draft,
  status: number,
): ServedResponse | undefined {
  if (elsewhere === undefined) return responseTo(document, operation, status);
  return [...elsewhere, ...READ_FIRST].includes(status)
    ? document.components.responses["Problem"]
    : undefined;
}

/** Who may not come in gets nothing, and who may is not told otherwise. */
function* atTheDoor(
  { operation, caller, headers, elsewhere }: Draft,
  status: number,
): Generator<string> {
  if (elsewhere !== undefined) return;
  const may = mayCall(operation, caller, headers);
  if (!may && status < 400) yield `let ${caller.name} in with ${String(status)}`;
  if (may && (status === 401 || status === 403)) {
    yield `turned ${caller.name} away with ${String(status)}`;
  }
}

type ReadBody =
  { readonly wrong: string } | { readonly values: readonly unknown[]; readonly schema?: string };

/** The values in a body by its content type; of a stream, the data of its events. */
function readBody(type: string, bytes: Buffer): ReadBody {
  try {
    if (/[/+]json$/.test(type)) return { values: [JSON.parse(utf8(bytes))] };
    if (type === "text/event-stream") {
      const schema = `${DOCUMENT}#/components/schemas/Answer`;
      return { values: eventsIn(utf8(bytes)), schema };
    }
    if (type === "text/csv") parseCsv(bytes); // as many cells in each line, or it throws
    if (type === "application/vnd.apache.arrow.stream") {
      tableFromIPC(bytes).toArray();
      return { values: [] };
    }
    if (type === "application/vnd.apache.parquet") {
      parquetMetadata(arrayBufferOf(bytes));
      return { values: [] };
    }
    return { values: [utf8(bytes)] };
  } catch (error) {
    return { wrong: String(error) };
  }
}

const decoder = new TextDecoder("utf-8", { fatal: true });
const utf8 = (bytes: Buffer) => decoder.decode(bytes);

function eventsIn(text: string): unknown[] {
  const events = text
    .split("\n\n")
    .flatMap((event) => /^event: live\ndata: (.*)$/.exec(event)?.[1] ?? []);
  if (events.length === 0) throw new Error("no event came");
  return events.map((data) => JSON.parse(data) as unknown);
}

/** The same schemas, whose objects have what they list and nothing besides. */
function closed(value: Json): Json {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(closed);
  const inner = Object.fromEntries(
    Object.entries(value as JsonObject).map(([key, one]) => [key, closed(one)]),
  );
  const isOpen = inner["type"] === "object" && "properties" in inner;
  return isOpen ? { additionalProperties: false, ...inner } : inner;
}

/** The same schema seen from outside of the document. */
function absolute(value: Json): Json {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(absolute);
  return Object.fromEntries(
    Object.entries(value as JsonObject).map(([key, one]) => [
      key,
      key === "$ref" && typeof one === "string" && one.startsWith("#")
        ? DOCUMENT + one
        : absolute(one),
    ]),
  );
}
