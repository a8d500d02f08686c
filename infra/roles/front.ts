import { fileURLToPath } from "node:url";
import type { FastifyInstance } from "fastify";
import { apiRoutes } from "../../api/routes.ts";
import { pseudonyms } from "../../ingest/collector/pseudonyms.ts";
import { recentRepeats } from "../../ingest/collector/repeats.ts";
import { collectorRoutes } from "../../ingest/collector/routes.ts";
import { PROCESSOR_GROUP } from "../../processors/run.ts";
import type { Environment } from "../../schemas/config.ts";
import { keyRing } from "../access/key-ring.ts";
import { keepSecrets } from "../access/secrets.ts";
import { openSessions } from "../access/sessions.ts";
import { keyReader } from "../access/stored-keys.ts";
import { createApp } from "../http/app.ts";
import { documents } from "../http/documents.ts";
import { operationsRoutes } from "../http/operations.ts";
import { pages } from "../http/pages.ts";
import { openLog } from "../log/open-log.ts";
import { roleLogger } from "../logger.ts";
import { collectorMetrics, httpMetrics, lagGauge, metricsText, roleMetrics } from "../metrics.ts";
import type { Settings } from "../settings.ts";
import { StartupError } from "../startup-error.ts";
import { openStore } from "../store/open-store.ts";
import { ended, ending, tell, type RoleMessage } from "./messages.ts";

/** Built beside us; seen from the sources it is in `dist/`. */
const WEB = new URL(
  import.meta.url.endsWith(".ts") ? "../../dist/dashboards/web" : "../../dashboards/web",
  import.meta.url,
);

/** A processor that has been silent so long is not ready. */
const SILENT_MS = 5_000;
const REMEMBERED_IDENTITIES = 1 << 17;
const LOG_DEADLINE_MS = 2_500;

/** What people and senders talk to: collector, api and dashboards on one address. */
export async function runFront(settings: Settings): Promise<void> {
  const { environment, config, dataDir } = settings;
  const signal = ending();
  const logger = roleLogger(settings, "front");
  const registry = roleMetrics("front");
  const http = httpMetrics(registry);
  const secrets = keepSecrets(
    dataDir,
    config.tenants.map(({ id }) => id),
  );
  const sessions = openSessions(secrets.sessions, Date.now);
  const access = keyRing({ keys: keyReader(settings), sessions, now: Date.now });
  const log = openLog(settings, { writes: ["journey-events", "journey-rejects"], logger });
  const store = openStore(settings);
  const lag = () => log.lag(PROCESSOR_GROUP, "journey-events");
  const processor = listenToProcessor();
  lagGauge(registry, lag);

  const pseudonymOf = new Map(
    Object.entries(secrets.pseudonyms).map(([tenant, secret]) => [tenant, pseudonyms(secret)]),
  );
  const app = createApp(logger);
  app.addHook("onResponse", (request, reply, done) => {
    const { method, routeOptions } = request;
    const labels = { method, route: routeOptions.url ?? "none", status: String(reply.statusCode) };
    http.observe(labels, reply.elapsedTime / 1000);
    done();
  });
  await app.register(
    collectorRoutes({
      log,
      access,
      repeats: recentRepeats(REMEMBERED_IDENTITIES),
      pseudonymOf(tenant) {
        const pseudonym = pseudonymOf.get(tenant);
        if (pseudonym === undefined) throw new Error(`No secret for the tenant ${tenant}.`);
        return pseudonym;
      },
      now: Date.now,
      skewMs: environment.PARCOURS_SKEW_SECONDS * 1000,
      deadlineMs: LOG_DEADLINE_MS,
      ...collectorMetrics(registry),
    }),
  );
  await app.register(apiRoutes({ store, access, tenants: config.tenants, lag, now: Date.now }));
  await app.register(
    operationsRoutes({
      access,
      sessions,
      async unready() {
        return [
          ...((await store.ping()) ? [] : ["the store does not answer"]),
          ...(processor.isAlive() ? [] : ["the processor is silent"]),
        ];
      },
      metrics: async () => metricsText([await registry.getMetricsAsJSON(), ...processor.metrics()]),
    }),
  );
  await app.register(documents);
  await app.register(pages(fileURLToPath(WEB)));

  try {
    await listen(app, environment);
    tell({ kind: "ready", role: "front" });
    await ended(signal);
  } finally {
    await app.close();
    await Promise.all([log.close(), store.close()]);
  }
}

async function listen(
  app: FastifyInstance,
  { PARCOURS_HOST: host, PARCOURS_PORT: port }: Environment,
): Promise<void> {
  await app.listen({ host, port }).catch((cause: unknown) => {
    const said = cause instanceof Error ? cause.message : String(cause);
    const message =
      `Parcours cannot listen on ${host}:${String(port)} (${said}). ` +
      `Free that port, or set PARCOURS_PORT to another.`;
    throw new StartupError("port-taken", message, { cause });
  });
}

/** What the processor says of itself reaches us through the supervisor. */
function listenToProcessor() {
  let json: unknown;
  let heardAt = Number.NEGATIVE_INFINITY;
  process.on("message", (message: RoleMessage) => {
    if (message.kind !== "metrics") return;
    json = message.json;
    heardAt = performance.now();
  });
  return {
    isAlive: () => !process.connected || performance.now() - heardAt < SILENT_MS,
    metrics: () => (json === undefined ? [] : [json]),
  };
}
