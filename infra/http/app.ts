import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import fastify, {
  LogController,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from "fastify";
import type { Logger } from "pino";
import { LIMITS } from "../../schemas/admission.ts";
import { problemOf, RequestProblem, type ProblemCode } from "../../schemas/problem.ts";
import { StoreError } from "../store/port.ts";

/** Time for a whole request to arrive, so that a body without end holds nothing, in ms. */
const REQUEST_MS = 30_000;
/** How long a refused body is still read, in ms: hanging up at once would take the answer along. */
const LINGER_MS = 2_000;

/** The HTTP server that all routes stand on: bounded, and with one shape for everything that fails. */
export function createApp(logger: Logger): FastifyInstance {
  const app = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    requestTimeout: REQUEST_MS,
    // Node looks for late requests every half minute, and gives heads a minute, unless told.
    http: { headersTimeout: REQUEST_MS, connectionsCheckingInterval: 1_000 },
    connectionTimeout: 2 * REQUEST_MS,
    keepAliveTimeout: 72_000,
    bodyLimit: 1 << 20,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 512, ignoreTrailingSlash: true },
    clientErrorHandler: refuseConnection,
    frameworkErrors(error, request, reply) {
      void refuse(error, request, reply);
    },
  }) as unknown as FastifyInstance;
  app.setErrorHandler(refuse);

  const routes: { readonly methods: readonly string[]; readonly path: RegExp }[] = [];
  app.addHook("onRoute", ({ method, url }) => {
    if (!url.includes("*")) routes.push({ methods: [method].flat(), path: patternOf(url) });
  });
  app.setNotFoundHandler((request, reply) => {
    const path = pathOf(request);
    const allowed = METHODS.filter((method) =>
      routes.some((route) => route.methods.includes(method) && route.path.test(path)),
    );
    const code: ProblemCode = allowed.length > 0 ? "method-not-allowed" : "not-found";
    const detail =
      allowed.length > 0
        ? `${path} takes ${allowed.join(", ")}, not ${request.method}.`
        : `There is no ${path.slice(0, 200)} here; /docs lists what there is.`;
    if (allowed.length > 0) reply.header("Allow", allowed.join(", "));
    const body = problemOf(code, detail);
    return reply.code(body.status).type("application/problem+json").send(JSON.stringify(body));
  });
  return app;
}

function refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = asProblem(error);
  // Who gave up asking is no mistake of ours; whatever else fails while they leave is.
  const isGone = request.raw.socket.destroyed && (error as Error).name === "AbortError";
  if (problem.code === "internal" && !isGone) request.log.error({ err: error }, "a request failed");
  const { retryAfterSeconds } = problem.extra;
  if (retryAfterSeconds !== undefined) reply.header("Retry-After", String(retryAfterSeconds));
  if (problem.code === "no-key" || problem.code === "unknown-key") {
    reply.header("WWW-Authenticate", 'Bearer realm="parcours"');
  }
  if (problem.code === "body-too-large") linger(request, reply);
  const body = problem.toProblem();
  return reply.code(body.status).type("application/problem+json").send(JSON.stringify(body));
}

/** Reads on for a moment, so that who is still sending gets to read why it was refused. */
function linger({ raw }: FastifyRequest, reply: FastifyReply): void {
  if (raw.complete) return;
  reply.removeHeader("connection"); // fastify's: Node would hang up right behind the answer
  const hangUp = setTimeout(() => raw.socket.destroy(), LINGER_MS);
  raw.once("close", () => {
    clearTimeout(hangUp);
  });
}

const refused = new WeakSet<Socket>();

/** What never became a request, told in the one shape all the same, also to who is still sending it. */
function refuseConnection(error: { readonly code?: string }, socket: Socket): void {
  if (refused.has(socket)) return; // more of what was refused
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const body = connectionProblem(error.code);
  const json = JSON.stringify(body);
  refused.add(socket);
  socket.end(
    [
      `HTTP/1.1 ${String(body.status)} ${STATUS_CODES[body.status] ?? ""}`,
      "Content-Type: application/problem+json",
      `Content-Length: ${String(Buffer.byteLength(json))}`,
      "Connection: close",
      "",
      json,
    ].join("\r\n"),
  );
  socket.resume();
  const hangUp = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once("close", () => {
    clearTimeout(hangUp);
  });
}

function connectionProblem(code: string | undefined) {
  switch (code) {
    case "ERR_HTTP_REQUEST_TIMEOUT": {
      const detail = `A whole request arrives within ${String(REQUEST_MS / 1000)} s; send fewer events at a time.`;
      return problemOf("request-timeout", detail);
    }
    case "HPE_HEADER_OVERFLOW":
      return problemOf(
        "headers-too-large",
        "Address and headers have 16 KiB together; send what is longer in the body.",
        { limit: "headers: 16384 bytes" },
      );
    default:
      return problemOf(
        "invalid-http",
        "These bytes are no valid HTTP/1.1 request; mend the sender.",
      );
  }
}

const METHODS = ["GET", "POST", "PUT", "DELETE"] as const;

/** The addresses of a route: each of its parameters is one segment. */
function patternOf(url: string): RegExp {
  const segments = url
    .split("/")
    .map((part) => (part.startsWith(":") ? "[^/]+" : part.replaceAll(".", "\\.")));
  return new RegExp(`^${segments.join("/")}/?$`);
}

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
    case "ECONNRESET": {
      const detail = "The connection ended before the whole request had come; send it again.";
      return new RequestProblem("invalid-http", detail, {}, cause);
    }
    case "FST_ERR_MAX_PARAM_LENGTH":
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
