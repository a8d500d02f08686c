import { z } from "zod";

/** Every way in which a request can fail: status, and what is wrong in words. RFC 9457 gives the shape. */
export const PROBLEMS = {
  "invalid-json": [400, "The body is not valid JSON"],
  "invalid-encoding": [400, "The body is not valid UTF-8, or its compression is broken"],
  "invalid-http": [400, "The request is not whole, or no HTTP"],
  "invalid-cloudevent": [400, "The CloudEvents headers are incomplete"],
  "invalid-question": [400, "The question cannot be understood"],
  "no-key": [401, "This needs a key"],
  "unknown-key": [401, "This key is not known here"],
  "wrong-scope": [403, "This key may not do this"],
  "wrong-origin": [403, "This key is not for this origin"],
  "link-ended": [403, "This link no longer opens anything"],
  "not-found": [404, "There is nothing at this address"],
  "method-not-allowed": [405, "This address takes another method"],
  "version-conflict": [409, "It has changed meanwhile"],
  "request-timeout": [408, "The request did not arrive in time"],
  "body-too-large": [413, "The body is too large"],
  "too-many-events": [413, "There are too many events in one request"],
  "unsupported-media-type": [415, "This content type is not understood"],
  "unsupported-encoding": [415, "This content encoding is not understood"],
  "headers-too-large": [431, "The address or the headers are too large"],
  "not-acceptable": [406, "None of the accepted formats can be given"],
  "event-rejected": [422, "The event was rejected"],
  "too-many-requests": [429, "Too many requests"],
  "question-too-heavy": [422, "The question takes more time or memory than allowed"],
  "limit-reached": [422, "There is no room for more of this"],
  internal: [500, "Something failed here"],
  "log-unavailable": [503, "Events cannot be kept right now"],
  "store-unavailable": [503, "Figures cannot be read right now"],
} as const satisfies Record<string, readonly [status: number, title: string]>;
export type ProblemCode = keyof typeof PROBLEMS;

/** An error as every route answers it (`application/problem+json`). */
export const Problem = z
  .object({
    type: z.string().describe("urn:parcours:problem:<code>"),
    code: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe("What was expected, what came, what to do"),
    field: z.string().optional().describe("Where in the request, as a path"),
    nearest: z.string().optional().describe("The valid name that comes nearest"),
    limit: z.string().optional().describe("The limit that was passed"),
    reason: z.string().optional().describe("Of a rejected event: why"),
    results: z.array(z.unknown()).optional(),
  })
  .meta({ id: "Problem" });
export type Problem = z.infer<typeof Problem>;

/** Thrown where a request cannot be answered; one place turns it into problem+json. */
export class RequestProblem extends Error {
  override readonly name = "RequestProblem";
  readonly code: ProblemCode;
  readonly extra: ProblemExtra;
  constructor(code: ProblemCode, detail: string, extra: ProblemExtra = {}, options?: ErrorOptions) {
    super(detail, options);
    this.code = code;
    this.extra = extra;
  }

  toProblem(): Problem {
    const { retryAfterSeconds: _, ...extra } = this.extra;
    return problemOf(this.code, this.message, extra);
  }
}

/** What a problem may say beyond its code. */
export interface ProblemExtra extends Partial<
  Pick<Problem, "field" | "nearest" | "limit" | "reason" | "results">
> {
  /** Becomes the `Retry-After` header. */
  readonly retryAfterSeconds?: number;
}

export function problemOf(
  code: ProblemCode,
  detail: string,
  extra: Partial<Problem> = {},
): Problem {
  const [status, title] = PROBLEMS[code];
  return { type: `urn:parcours:problem:${code}`, code, title, status, detail, ...extra };
}
