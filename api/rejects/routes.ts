import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Access, Caller } from "../../infra/access/port.ts";
import type { Store } from "../../infra/store/port.ts";
import { RejectsQuestion, RejectsToForget } from "../../schemas/rejects.ts";
import { goneSignal } from "../gone-signal.ts";
import { parseQuestion } from "../parse-question.ts";
import { findReject } from "./find.ts";
import { forgetRejects } from "./forget.ts";
import { listRejects } from "./list.ts";

export interface RejectsDeps {
  readonly store: Store;
  readonly access: Access;
  readonly timezoneOf: (caller: Caller) => string;
  /** ms since 1970. */
  readonly now: () => number;
}

/** What was refused: for admins alone, because bytes that nobody could read hide no person. */
export function rejectRoutes({ store, access, timezoneOf, now }: RejectsDeps) {
  const adminOf = ({ headers, method }: FastifyRequest): Caller =>
    access.authorize({ headers, method }, "admin");

  return async function rejects(app: FastifyInstance): Promise<void> {
    app.get("/v1/rejects", async (request, reply) => {
      const caller = adminOf(request);
      const asker = { tenant: caller.tenant, timezone: timezoneOf(caller), now: now() };
      const question = parseQuestion(RejectsQuestion, request.query);
      return listRejects(store, asker, question, goneSignal(reply));
    });

    app.get<{ Params: { reject: string } }>("/v1/rejects/:reject", async (request, reply) => {
      const { tenant } = adminOf(request);
      return findReject(store, tenant, request.params.reject, goneSignal(reply));
    });

    app.post("/v1/rejects/forget", async (request) => {
      const { tenant } = adminOf(request);
      return forgetRejects(store, tenant, parseQuestion(RejectsToForget, request.body));
    });
  };
}
