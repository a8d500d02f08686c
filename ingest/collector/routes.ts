import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Access, Caller } from "../../infra/access/port.ts";
import { LIMITS, SENDER_HEADER, type Receipt } from "../../schemas/admission.ts";
import { RequestProblem } from "../../schemas/problem.ts";
import { inflate, readCandidates, tooLarge, type Candidates } from "./body.ts";
import { collect, type CollectDeps } from "./collect.ts";
import { crowd } from "./crowd.ts";
import { rawBody, rejectRecord } from "./rejects.ts";

export interface CollectorDeps extends CollectDeps {
  readonly access: Access;
  /** Is told of each request that was answered with a receipt. */
  readonly count: (receipt: Receipt) => void;
}

/** `POST /v1/events`, and the preflight that browsers send before it. */
export function collectorRoutes(deps: CollectorDeps) {
  const collectEvents = collect(deps);
  const present = crowd();
  const handleEvents = async (request: FastifyRequest, reply: FastifyReply) => {
    const caller = senderOf(deps.access, request);
    await present.turn();
    const { events, lone } = await candidatesOf(deps, caller, request);
    const { results, ...counts } = await collectEvents(caller, events);
    deps.count(counts);
    const first = results[0];
    if (lone && first?.status === "rejected") {
      throw new RequestProblem("event-rejected", first.detail ?? "", {
        ...(first.reason === undefined ? {} : { reason: first.reason }),
        ...(first.path === undefined ? {} : { field: first.path }),
      });
    }
    const minimal = /\breturn=minimal\b/.test(String(request.headers["prefer"] ?? ""));
    const told = minimal ? results.filter(({ status }) => status !== "accepted") : results;
    return reply.code(202).send({ ...counts, results: [...told] } satisfies Receipt);
  };

  return async function collector(app: FastifyInstance): Promise<void> {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => {
      done(null, body);
    });
    const onRequest = async (request: FastifyRequest, reply: FastifyReply) => {
      allowOrigin(deps.access, request, reply);
      present.enter(request, reply);
    };
    app.post("/v1/events", { bodyLimit: LIMITS.bodyBytes, onRequest }, handleEvents);
    app.options("/v1/events", async (request, reply) => {
      allowOrigin(deps.access, request, reply);
      return reply
        .header("Access-Control-Allow-Methods", "POST")
        .header(
          "Access-Control-Allow-Headers",
          "authorization, content-type, prefer, content-encoding",
        )
        .header("Access-Control-Max-Age", "3600")
        .code(204)
        .send();
    });
  };
}

/** Who sends, or, when an admin sends again what another key has sent, that key's name. */
function senderOf(access: Access, { headers, method, query }: FastifyRequest): Caller {
  const { key } = query as { key?: unknown };
  const credentials = { headers, method, key: typeof key === "string" ? key : undefined };
  const first = headers[SENDER_HEADER];
  if (typeof first !== "string") return access.authorize(credentials, "write");
  return { ...access.authorize(credentials, "admin"), name: keyNameIn(first) };
}

function keyNameIn(header: string): string {
  try {
    const name = decodeURIComponent(header);
    if (name.length <= 64) return name;
  } catch {
    // said below
  }
  const detail = "Parcours-Sender is the name of a key: percent-encoded, at most 64 characters.";
  throw new RequestProblem("invalid-http", detail);
}

function allowOrigin(access: Access, request: FastifyRequest, reply: FastifyReply): void {
  const { origin } = request.headers;
  reply.header("Vary", "Origin");
  if (origin === undefined || !access.isPublicOrigin(origin)) return;
  reply.header("Access-Control-Allow-Origin", origin);
}

/** The events of the request. What can't be read at all is kept as raw bytes, and refused. */
async function candidatesOf(
  deps: CollectorDeps,
  caller: Caller,
  request: FastifyRequest,
): Promise<Candidates> {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  if (body.length > LIMITS.bodyBytes) throw tooLarge();
  try {
    return readCandidates(await inflate(body, request.headers), request.headers);
  } catch (error) {
    const unreadable =
      error instanceof RequestProblem &&
      (error.code === "invalid-json" || error.code === "invalid-encoding");
    if (unreadable && body.length > 0) {
      const refusal = { reason: "not-json", path: "", detail: error.message, body: rawBody(body) };
      const record = rejectRecord(caller, { ...refusal, reason: "not-json" }, false, deps.now());
      await deps.log.append("journey-rejects", [record]);
    }
    throw error;
  }
}
