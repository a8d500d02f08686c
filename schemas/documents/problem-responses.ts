import { PROBLEMS, type Problem, type ProblemCode } from "../problem.ts";
import type { JsonObject } from "./json.ts";
import { refTo } from "./operation.ts";

/** What fails for want of a key, of its right, or of the page's origin. */
export const KEY_PROBLEMS = ["no-key", "unknown-key", "wrong-scope", "wrong-origin"] as const;

/** What fails before anybody looks at what a body says. */
export const BODY_PROBLEMS = ["invalid-json", "body-too-large", "unsupported-media-type"] as const;

/** The responses of what can go wrong, by status, each with the codes it stands for. */
export function problemResponses(
  codes: readonly ProblemCode[],
  examples: readonly Problem[] = [],
): JsonObject {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of codes) {
    const [status] = PROBLEMS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const responses = [...byStatus].map(([status, group]) => [
    String(status),
    problemResponse(status, group, examples),
  ]);
  return {
    ...(Object.fromEntries(responses) as JsonObject),
    default: { $ref: "#/components/responses/Problem" },
  };
}

function problemResponse(
  status: number,
  codes: readonly ProblemCode[],
  examples: readonly Problem[],
): JsonObject {
  const shown = examples.filter(({ code }) => codes.includes(code as ProblemCode));
  return {
    description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code][1]}.`).join(" "),
    ...headersOf(status),
    content: {
      "application/problem+json": {
        schema: refTo("Problem"),
        ...(shown.length === 0
          ? {}
          : { examples: Object.fromEntries(shown.map((value) => [value.code, { value }])) }),
      },
    } as unknown as JsonObject,
  };
}

function headersOf(status: number): JsonObject {
  if (status === 401) {
    return {
      headers: {
        "WWW-Authenticate": { schema: { type: "string", const: 'Bearer realm="parcours"' } },
      },
    };
  }
  if (status !== 429 && status !== 503) return {};
  const description = "Seconds after which it makes sense to ask again";
  return { headers: { "Retry-After": { description, schema: { type: "integer", minimum: 1 } } } };
}

/** Any other failure. */
export const PROBLEM_RESPONSE: JsonObject = {
  description: `Anything else that fails: \`internal\` (500), \`request-timeout\` (408), \`method-not-allowed\` (405), \`headers-too-large\` (431). The body says what to do.`,
  content: { "application/problem+json": { schema: refTo("Problem") } },
};
