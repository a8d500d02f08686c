import { Readable } from "node:stream";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Store } from "../../infra/store/port.ts";
import { EXPORT_HEADERS, ExportRequest, EXPORTS, type ExportName } from "../../schemas/export.ts";
import { JOURNEY_DIMENSIONS } from "../dimensions.ts";
import { typeFor } from "../formats.ts";
import { goneSignal } from "../gone-signal.ts";
import { parseQuestion } from "../parse-question.ts";
import { planOf, scopeOf, type Asker } from "../plan.ts";
import { openExport } from "./stream.ts";

export interface ExportDeps {
  readonly store: Store;
  /** Whoever may read; throws when they may not. */
  readonly readerOf: (request: FastifyRequest) => Promise<Asker>;
  /** How many events are asked for at a time. */
  readonly pageEvents?: number;
}

/**
 * `POST /v1/export/{events,journeys,log}`: the journeys that every question counts in this frame,
 * whole, as they are read. What fails before the first byte is a problem as elsewhere; what fails
 * later breaks the connection, so that nobody takes a part for the whole.
 */
export function exportRoutes({ store, readerOf, pageEvents }: ExportDeps) {
  return async function exports(app: FastifyInstance): Promise<void> {
    for (const name of Object.keys(EXPORTS) as ExportName[]) {
      const { contentType } = EXPORTS[name];
      app.post(`/v1/export/${name}`, async (request, reply) => {
        const asker = await readerOf(request);
        typeFor(request.headers.accept, [contentType]);
        const asked = parseQuestion(ExportRequest, request.body);
        const frame = { ...asked, by: [], compare: undefined, limit: 1 };
        const scope = scopeOf(frame, asker);
        const plan = planOf(scope, { dimensions: JOURNEY_DIMENSIONS, time: "started" });
        const gone = goneSignal(reply);
        const { extent, pieces } = await openExport(store, name, plan, scope, gone, pageEvents);
        return reply
          .headers({
            [EXPORT_HEADERS.journeys]: String(extent.journeys),
            [EXPORT_HEADERS.events]: String(extent.events),
            [EXPORT_HEADERS.from]: new Date(scope.period.from).toISOString(),
            [EXPORT_HEADERS.to]: new Date(scope.period.to).toISOString(),
            "Cache-Control": "no-store",
            Vary: "Accept",
          })
          .type(`${contentType}; charset=utf-8`)
          .send(Readable.from(pieces, { objectMode: false, highWaterMark: 1 }));
      });
    }
  };
}
