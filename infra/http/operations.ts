import type { FastifyInstance } from "fastify";
import type { Access } from "../access/port.ts";
import { SESSION_COOKIE, type Sessions } from "../access/sessions.ts";

export interface HealthDeps {
  /** What is not ready, in words; empty when all is. */
  readonly unready: () => Promise<readonly string[]>;
  /** In Prometheus' text format. */
  readonly metrics: () => Promise<string>;
}

/** For whoever watches over our processes. */
export function healthRoutes({ unready, metrics }: HealthDeps) {
  return async function health(app: FastifyInstance): Promise<void> {
    app.get("/livez", async () => ({ status: "alive" }));

    app.get("/readyz", async (_request, reply) => {
      const missing = await unready();
      return reply
        .code(missing.length === 0 ? 200 : 503)
        .send({ status: missing.length === 0 ? "ready" : "not ready", missing });
    });

    app.get("/metrics", async (_request, reply) =>
      reply.type("text/plain; version=0.0.4; charset=utf-8").send(await metrics()),
    );
  };
}

export interface SignInDeps {
  readonly access: Access;
  readonly sessions: Sessions;
}

/** The door for browsers. */
export function signInRoutes({ access, sessions }: SignInDeps) {
  return async function signIn(app: FastifyInstance): Promise<void> {
    app.post("/v1/links", async (request) => {
      const caller = access.authorize(request, "admin");
      const code = sessions.issueCode(caller.tenant, caller.name);
      return { path: `/signin?code=${code}`, expires_in_seconds: 600 };
    });

    app.get<{ Querystring: { code?: string } }>("/signin", async (request, reply) => {
      const cookie = sessions.redeem(request.query.code ?? "");
      if (cookie !== undefined) {
        const attributes = `Path=/; HttpOnly; SameSite=Strict; Max-Age=${String(sessions.maxAgeSeconds)}`;
        reply.header("Set-Cookie", `${SESSION_COOKIE}=${cookie}; ${attributes}`);
      }
      // A used link leads to the page all the same: who is signed in sees it, others are told how.
      return reply.header("Cache-Control", "no-store").redirect("/", 303);
    });
  };
}
