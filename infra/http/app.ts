import fastify, { type FastifyInstance, type FastifyRequest } from "fastify";
import type { Logger } from "pino";
import { LIMITS } from "../../schemas/admission.ts";
import { problemOf, RequestProblem, type ProblemCode } from "../../schemas/problem.ts";
import { StoreError } from "../store/port.ts";

/** Time for a whole request to arrive, so that a body without end holds nothing, in ms. */
const REQUEST_MS = 30_000;

/** The HTTP server that all routes stand on: bounded, and with one shape for everything that fails. */
export function createApp(logger: Logger): FastifyInstance {
  const app = fastify({
    loggerInstance: logger,
    disableRequestLogging: true,
    requestTimeout: REQUEST_MS,
    connectionTimeout: 2 * REQUEST_MS,
    keepAliveTimeout: 72_000,
    bodyLimit: 1 << 20,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 512, ignoreTrailingSlash: true },
  }) as unknown as FastifyInstance;

  app.setErrorHandler((error, request, reply) => {
    const problem = asProblem(error);
    if (problem.code === "internal") request.log.error({ err: error }, "a request failed");
    const { retryAfterSeconds } = problem.extra;
    if (retryAfterSeconds !== undefined) reply.header("Retry-After", String(retryAfterSeconds));
    if (problem.code === "no-key" || problem.code === "unknown-key") {
      reply.header("WWW-Authenticate", 'Bearer realm="parcours"');
    }
    const body = problem.toProblem();
    return reply.code(body.status).type("application/problem+json").send(JSON.stringify(body));
  });

  app.setNotFoundHandler((request, reply) => {
    const allowed = METHODS.filter((method) => app.hasRoute({ method, url: pathOf(request) }));
    const code: ProblemCode = allowed.length > 0 ? "method-not-allowed" : "not-found";
    const detail =
      allowed.length > 0
        ? `${pathOf(request)} takes ${allowed.join(", ")}, not ${request.method}.`
        : `There is no ${pathOf(request).slice(0, 200)} here; /docs lists what there is.`;
    if (allowed.length > 0) reply.header("Allow", allowed.join(", "));
    const body = problemOf(code, detail);
    return reply.code(body.status).type("application/problem+json").send(JSON.stringify(body));
  });
  return app;
}

const METHODS = ["GET", "POST", "PUT"] as const;

function pathOf(request: FastifyRequest): string {
  return request.url.split("?")[0] ?? "/";
}

/** ClickHouse's codes of a question that took too much: time, rows, memory. */
const TOO_HEAVY = new Set([159, 158, 241, 307, 396]);

function asProblem(error: unknown): RequestProblem {
  if (error instanceof RequestProblem) return error;
  const cause = { cause: error };
  if (error instanceof StoreError) {
    if (TOO_HEAVY.has(error.code)) {
      const detail = "Ask for a shorter range, fewer dimensions, or fewer values.";
      return new RequestProblem("question-too-heavy", detail, {}, cause);
    }
    const detail = "The store does not answer; it restarts by itself. Ask again in a moment.";
    return new RequestProblem("store-unavailable", detail, { retryAfterSeconds: 2 }, cause);
  }
  switch ((error as { code?: unknown }).code) {
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return new RequestProblem(
        "body-too-large",
        `The body is larger than allowed here; events may have ${String(LIMITS.bodyBytes)} bytes (5 MiB) a request.`,
        { limit: `body: ${String(LIMITS.bodyBytes)} bytes inflated` },
        cause,
      );
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return new RequestProblem("unsupported-media-type", "Send application/json.", {}, cause);
    case "FST_ERR_CTP_EMPTY_JSON_BODY":
    case "FST_ERR_CTP_INVALID_JSON_BODY":
    case "FST_ERR_CTP_INVALID_CONTENT_LENGTH":
      return new RequestProblem("invalid-json", "Send a valid JSON body.", {}, cause);
    case "FST_ERR_BAD_URL":
      return new RequestProblem("not-found", "The address is not a valid path.", {}, cause);
    default:
      return new RequestProblem(
        "internal",
        "This is a mistake of ours, and it was logged. Nothing was kept; send again.",
        {},
        cause,
      );
  }
}
