import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Access, Caller } from "../infra/access/port.ts";
import type { Lag } from "../infra/log/port.ts";
import type { Store } from "../infra/store/port.ts";
import type { Tenant } from "../schemas/config.ts";
import { RequestProblem } from "../schemas/problem.ts";
import { QUESTIONS, type QuestionName } from "../schemas/questions/names.ts";
import type { Language } from "../schemas/text.ts";
import { ask, definitions, type Question } from "./ask.ts";
import { exportRoutes } from "./export/routes.ts";
import { formatFor } from "./formats.ts";
import { freshnessOf } from "./freshness.ts";
import { goneSignal } from "./gone-signal.ts";
import { streamLive } from "./live-stream.ts";
import type { Asker } from "./plan.ts";
import { timelineOf } from "./questions/timeline.ts";
import { rejectRoutes } from "./rejects/routes.ts";
import type { Viewer } from "./saved/open-link.ts";
import { savedRoutes } from "./saved/routes.ts";
import { knownSites, saveSites } from "./sites.ts";

export interface ApiDeps {
  readonly store: Store;
  readonly access: Access;
  readonly tenants: readonly Tenant[];
  /** How far the fold is behind the log. */
  readonly lag: () => Promise<Lag>;
  /** ms since 1970. */
  readonly now: () => number;
  /** How long a question may take, in s. */
  readonly questionSeconds: number;
}

/** Questions, saved ones too, timelines, exports, sites, rejects and definitions under `/v1`. */
export function apiRoutes(deps: ApiDeps) {
  const { store, access, tenants } = deps;
  const sitesOf = knownSites(store);
  const answer = ask({
    store,
    freshness: freshnessOf(store, deps.lag),
    mostSeconds: deps.questionSeconds,
  });

  const callerOf = (request: FastifyRequest, scope: "read" | "admin"): Caller =>
    access.authorize({ headers: request.headers, method: request.method }, scope);
  const tenantOf = ({ tenant }: Viewer): Tenant =>
    tenants.find(({ id }) => id === tenant) ?? { id: tenant, timezone: "UTC", moments: [] };

  async function askerOf(caller: Viewer): Promise<Asker> {
    return {
      tenant: caller.tenant,
      timezone: tenantOf(caller).timezone,
      now: deps.now(),
      sites: await sitesOf(caller.tenant),
      allowedSites: caller.sites,
    };
  }

  async function questionOf(
    request: FastifyRequest,
    name: QuestionName,
    body: unknown,
    signal: AbortSignal,
    caller: Viewer = callerOf(request, "read"),
  ): Promise<Question> {
    const asker = await askerOf(caller);
    return { name, body, asker, tenant: tenantOf(caller), language: languageOf(request), signal };
  }

  return async function api(app: FastifyInstance): Promise<void> {
    app.post<{ Params: { name: string } }>("/v1/questions/:name", async (request, reply) => {
      const name = questionNamed(request.params.name);
      const format = formatFor(request.headers.accept);
      const question = await questionOf(request, name, request.body, goneSignal(reply));
      const { contentType, body } = await format(await answer(question));
      return reply.header("Vary", "Accept, Accept-Language").type(contentType).send(body);
    });

    app.get("/v1/live", async (request, reply) => {
      const gone = goneSignal(reply); // one for the whole stream, which asks every second
      const once = async () =>
        answer(await questionOf(request, "live", liveQuery(request.query), gone));
      if (String(request.headers.accept).includes("text/event-stream")) {
        await once(); // a problem is told as one, before the stream begins
        return streamLive(reply, once);
      }
      const { contentType, body } = await formatFor(request.headers.accept)(await once());
      return reply.type(contentType).send(body);
    });

    app.get<{ Params: { subject: string } }>("/v1/journeys/:subject", async (request, reply) => {
      const caller = callerOf(request, "read");
      const words = tenantOf(caller).moments;
      const language = languageOf(request);
      const nameOf = (id: string) => words.find((one) => one.id === id)?.name[language] ?? id;
      const asker = await askerOf(caller);
      return timelineOf(store, asker, request.params.subject, nameOf, goneSignal(reply));
    });

    app.get("/v1/definitions", async (request) => {
      callerOf(request, "read");
      return { definitions: definitions(languageOf(request)) };
    });

    app.get("/v1/lag", async (request) => {
      callerOf(request, "read");
      const { events, behindMs } = await deps.lag().catch((cause: unknown) => {
        const detail = "The log does not answer; ask again.";
        throw new RequestProblem("log-unavailable", detail, { retryAfterSeconds: 1 }, { cause });
      });
      return { events, behind_seconds: behindMs / 1000 };
    });

    app.get("/v1/me", async (request) => {
      const caller = callerOf(request, "read");
      const { tenant, name, scopes } = caller;
      return { tenant, name, scopes: [...scopes], timezone: tenantOf(caller).timezone };
    });

    app.get("/v1/sites", async (request) => {
      const caller = callerOf(request, "read");
      const sites = await sitesOf(caller.tenant);
      const { sites: allowed } = caller;
      return { sites: sites.filter(({ id }) => allowed?.includes(id) ?? true) };
    });

    app.put("/v1/sites", async (request) => {
      const caller = callerOf(request, "admin");
      return { saved: await saveSites(store, caller.tenant, request.body, deps.now()) };
    });

    const readerOf = (request: FastifyRequest) => askerOf(callerOf(request, "read"));
    await app.register(exportRoutes({ store, readerOf }));

    const timezoneOf = (caller: Caller) => tenantOf(caller).timezone;
    await app.register(rejectRoutes({ store, access, timezoneOf, now: deps.now }));
    await app.register(
      savedRoutes({
        ...{ store, access, now: deps.now },
        ask: async ({ name, body, viewer }, request, reply) =>
          answer(await questionOf(request, name, body, goneSignal(reply), viewer)),
      }),
    );
  };
}

function questionNamed(name: string): QuestionName {
  if (Object.hasOwn(QUESTIONS, name)) return name as QuestionName;
  const names = Object.keys(QUESTIONS).join(", ");
  const detail = `There is no question "${name.slice(0, 64)}"; there are ${names}.`;
  throw new RequestProblem("not-found", detail);
}

function languageOf({ headers }: FastifyRequest): Language {
  const [first = ""] = (headers["accept-language"] ?? "").toLowerCase().split(",");
  return first.trim().startsWith("fr") ? "fr" : "en";
}

/** Of the query string: `site` and `over_seconds`, as a dashboard asks for them. */
function liveQuery(query: unknown): unknown {
  const { over_seconds: over, ...rest } = query as Record<string, string | string[]>;
  const where = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [name, Array.isArray(value) ? value : [value]]),
  );
  return { where, ...(over === undefined ? {} : { over_seconds: Number(over) }) };
}
