import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Access, Caller } from "../../infra/access/port.ts";
import type { Store } from "../../infra/store/port.ts";
import type { Answer } from "../../schemas/answer.ts";
import type { QuestionName } from "../../schemas/questions/names.ts";
import {
  ANSWER_FILES,
  LinkToMake,
  RestoreVersion,
  SavedFilter,
  VersionAsked,
  type AnswerFile,
} from "../../schemas/saved.ts";
import { formatFor } from "../formats.ts";
import { parseQuestion } from "../parse-question.ts";
import { listLinks, makeLink, revokeLink } from "./links.ts";
import { linkDoor, type Viewer } from "./open-link.ts";
import { listSaved, presentOf, versionOf, versionsOf, type Named } from "./read.ts";
import { deleteQuestion, restoreQuestion, saveQuestion } from "./save.ts";

/** A question as it was saved, and who looks at its answer. */
export interface Asking {
  readonly name: QuestionName;
  readonly body: unknown;
  readonly viewer: Viewer;
}

export interface SavedDeps {
  readonly store: Store;
  readonly access: Access;
  /** ms since 1970. */
  readonly now: () => number;
  readonly ask: (asking: Asking, request: FastifyRequest, reply: FastifyReply) => Promise<Answer>;
}

type Of = FastifyRequest<{ Params: { name: string } }>;

/** Questions that are kept under a name: read by whoever reads, changed by whoever answers for something. */
export function savedRoutes({ store, access, now, ask }: SavedDeps) {
  const door = linkDoor(store, now);
  const callerOf = ({ headers, method }: FastifyRequest, scope: "read" | "duty"): Caller =>
    access.authorize({ headers, method }, scope);
  const namedBy = ({ tenant }: Viewer, { params }: Of): Named => ({ tenant, name: params.name });
  const authorOf = ({ name: by }: Caller) => ({ by, now: now() });

  async function answerOf(
    request: Of,
    reply: FastifyReply,
    { viewer, accept }: { readonly viewer: Viewer; readonly accept: string | undefined },
  ): Promise<FastifyReply> {
    const format = formatFor(accept);
    const { name, question, parameters } = await presentOf(store, namedBy(viewer, request));
    const answer = await ask({ name: question, body: parameters, viewer }, request, reply);
    const { contentType, body } = await format(answer);
    const file = Object.entries(ANSWER_FILES).find(([, type]) => contentType.startsWith(type))?.[0];
    reply.header("X-Content-Type-Options", "nosniff");
    if (file !== undefined) {
      reply.header("Content-Disposition", `inline; filename="${name}.${file}"`);
    }
    return reply.header("Vary", "Accept, Accept-Language").type(contentType).send(body);
  }

  /** By the link in the address, else as everybody else. */
  async function viewerOf(request: Of, reply: FastifyReply): Promise<Viewer> {
    const { link } = request.query as { readonly link?: unknown };
    if (typeof link !== "string") return callerOf(request, "read");
    reply.headers({ "Cache-Control": "no-store", "Referrer-Policy": "no-referrer" });
    return door.open(link, request.params.name);
  }

  return async function saved(app: FastifyInstance): Promise<void> {
    app.get("/v1/saved", async (request) => {
      const { tenant } = callerOf(request, "read");
      return {
        questions: await listSaved(store, tenant, parseQuestion(SavedFilter, request.query)),
      };
    });

    app.get("/v1/saved/:name", async (request: Of) => {
      const of = namedBy(callerOf(request, "read"), request);
      const { version } = parseQuestion(VersionAsked, request.query);
      return version === undefined ? presentOf(store, of) : versionOf(store, of, version);
    });

    app.put("/v1/saved/:name", async (request: Of) => {
      const caller = callerOf(request, "duty");
      return saveQuestion(store, namedBy(caller, request), request.body, authorOf(caller));
    });

    app.delete("/v1/saved/:name", async (request: Of) => {
      const caller = callerOf(request, "duty");
      const { version } = parseQuestion(VersionAsked, request.query);
      return deleteQuestion(store, namedBy(caller, request), version, authorOf(caller));
    });

    app.get("/v1/saved/:name/versions", async (request: Of) => {
      const of = namedBy(callerOf(request, "read"), request);
      return { name: of.name, versions: await versionsOf(store, of) };
    });

    app.post("/v1/saved/:name/restore", async (request: Of) => {
      const caller = callerOf(request, "duty");
      const asked = parseQuestion(RestoreVersion, request.body);
      return restoreQuestion(store, namedBy(caller, request), asked, authorOf(caller));
    });

    app.get("/v1/saved/:name/answer", async (request: Of, reply) => {
      const viewer = callerOf(request, "read");
      return answerOf(request, reply, { viewer, accept: request.headers.accept });
    });

    for (const [file, accept] of Object.entries(ANSWER_FILES) as [AnswerFile, string][]) {
      app.get(`/v1/saved/:name/answer.${file}`, async (request: Of, reply) => {
        return answerOf(request, reply, { viewer: await viewerOf(request, reply), accept });
      });
    }

    app.get("/v1/saved/:name/links", async (request: Of) => {
      const of = namedBy(callerOf(request, "read"), request);
      await presentOf(store, of);
      return { links: await listLinks(store, of, now()) };
    });

    app.post("/v1/saved/:name/links", async (request: Of) => {
      const caller = callerOf(request, "read");
      const { days } = parseQuestion(LinkToMake, request.body);
      const of = namedBy(caller, request);
      await presentOf(store, of);
      const made = await makeLink(store, of, { caller, days, now: now() });
      door.changed();
      return made;
    });

    type OfLink = FastifyRequest<{ Params: { name: string; link: string } }>;
    app.delete("/v1/saved/:name/links/:link", async (request: OfLink) => {
      const caller = callerOf(request, "read");
      const of = namedBy(caller, request);
      const ended = await revokeLink(store, of, request.params.link, authorOf(caller));
      door.changed();
      return ended;
    });
  };
}
