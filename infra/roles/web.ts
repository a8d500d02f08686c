import { getPriority, setPriority } from "node:os";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import type { Registry } from "prom-client";
import { apiRoutes } from "../../api/routes.ts";
import { admitInboxes } from "../../ingest/collector/inbox.ts";
import type { CollectDeps } from "../../ingest/collector/collect.ts";
import { pseudonyms } from "../../ingest/collector/pseudonyms.ts";
import { recentRepeats } from "../../ingest/collector/repeats.ts";
import { collectorRoutes } from "../../ingest/collector/routes.ts";
import { PROCESSOR_GROUP } from "../../processors/run.ts";
import type { KnownErasures } from "../../schemas/erasure.ts";
import { keyRing } from "../access/key-ring.ts";
import type { Access } from "../access/port.ts";
import { readSecrets, type Secrets } from "../access/secrets.ts";
import { openSessions } from "../access/sessions.ts";
import { keyReader } from "../access/stored-keys.ts";
import { createApp } from "../http/app.ts";
import { documents } from "../http/documents.ts";
import { listen } from "../http/listen.ts";
import { healthRoutes, signInRoutes } from "../http/operations.ts";
import { pages } from "../http/pages.ts";
import { openLog } from "../log/open-log.ts";
import type { Log } from "../log/port.ts";
import { roleLogger } from "../logger.ts";
import { WEB } from "../places.ts";
import { collectorMetrics, httpMetrics, lagGauges, metricsText, roleMetrics } from "../metrics.ts";
import type { Settings } from "../settings.ts";
import { ERASURES_REFRESH_MS, knownErasures } from "../store/erasures.ts";
import { openStore } from "../store/open-store.ts";
import { ended, ending, tell, type RoleMessage } from "./messages.ts";

/** What answers over HTTP: all on one address, or a part of it. */
export type WebRole = "front" | "collector" | "api";

/** A processor that has been silent so long is not ready. */
const SILENT_MS = 5_000;
/**
 * Of the front, which shares its machine with the processor and the store: where there is too much for
 * all of them, what was taken in becomes queryable before more is taken in.
 */
const NICENESS = 5;
const NICEST = 19;
const REMEMBERED_IDENTITIES = 1 << 17;
const LOG_DEADLINE_MS = 2_500;

/** What people and senders talk to. *Front* is collector, api and dashboards together. */
export async function runWeb(settings: Settings, role: WebRole): Promise<void> {
  const collects = role !== "api";
  const answers = role !== "collector";
  const signal = ending();
  const logger = roleLogger(settings, role);
  const registry = roleMetrics(role);
  const http = httpMetrics(registry);
  const secrets = readSecrets(
    settings.dataDir,
    settings.config.tenants.map(({ id }) => id),
  );
  const sessions = openSessions(secrets.sessions, Date.now);
  const access = keyRing({ keys: keyReader(settings), sessions, now: Date.now });
  const writes = collects ? (["journey-events", "journey-rejects"] as const) : [];
  const log = await openLog(settings, { writes, logger });
  const store = openStore(settings, settings.environment.PARCOURS_QUESTION_SECONDS);
  const erasures = knownErasures(store);
  const looking = setInterval(() => {
    // A store that is away keeps no event out: processors look as well, and nothing passes them.
    void erasures.refresh().catch(() => undefined);
  }, ERASURES_REFRESH_MS);
  const lag = () => log.lag(PROCESSOR_GROUP, "journey-events");
  const processor = listenToProcessor();
  lagGauges(registry, lag);

  const app = createApp(logger);
  app.addHook("onResponse", (request, reply, done) => {
    const { method, routeOptions } = request;
    const labels = { method, route: routeOptions.url ?? "none", status: String(reply.statusCode) };
    http.observe(labels, reply.elapsedTime / 1000);
    done();
  });
  const inboxes = collects
    ? await addCollector(app, {
        settings,
        secrets,
        access,
        log,
        erasures,
        registry,
        logger,
        signal,
      })
    : noInboxes;
  if (answers) {
    const { tenants } = settings.config;
    const questionSeconds = settings.environment.PARCOURS_QUESTION_SECONDS;
    await app.register(apiRoutes({ store, access, tenants, lag, now: Date.now, questionSeconds }));
    await app.register(signInRoutes({ access, sessions }));
    await app.register(pages(WEB));
  }
  await app.register(
    healthRoutes({
      async unready() {
        return [
          ...(answers && !(await store.ping()) ? ["the store does not answer"] : []),
          ...(processor.isAlive() ? [] : ["the processor is silent"]),
          ...(await lag().then(
            () => [],
            () => ["the log does not answer"],
          )),
        ];
      },
      metrics: async () => metricsText([await registry.getMetricsAsJSON(), ...processor.metrics()]),
    }),
  );
  await app.register(documents);

  try {
    await listen(app, settings.environment);
    tell({ kind: "ready", role });
    if (role === "front") setPriority(Math.min(getPriority() + NICENESS, NICEST));
    await Promise.all([ended(signal), inboxes.admitted]);
  } finally {
    clearInterval(looking);
    await app.close();
    await Promise.all([log.close(), store.close()]);
  }
}

interface Inboxes {
  /** Resolves once they are no longer read; rejects when they can't be. */
  readonly admitted: Promise<void>;
}

const noInboxes: Inboxes = { admitted: Promise.resolve() };

interface CollectorParts {
  readonly settings: Settings;
  readonly secrets: Secrets;
  readonly access: Access;
  readonly log: Log;
  readonly erasures: KnownErasures;
  readonly registry: Registry;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** Events over HTTP and, where the log is Kafka, out of the tenants' inboxes. */
async function addCollector(
  app: FastifyInstance,
  { settings, secrets, access, log, erasures, registry, logger, signal }: CollectorParts,
): Promise<Inboxes> {
  const { environment, config } = settings;
  const pseudonymOf = new Map(
    Object.entries(secrets.pseudonyms).map(([tenant, secret]) => [tenant, pseudonyms(secret)]),
  );
  const collecting: CollectDeps = {
    log,
    erasures,
    repeats: recentRepeats(REMEMBERED_IDENTITIES),
    pseudonymOf(tenant) {
      const pseudonym = pseudonymOf.get(tenant);
      if (pseudonym === undefined) throw new Error(`No secret for the tenant ${tenant}.`);
      return pseudonym;
    },
    now: Date.now,
    skewMs: environment.PARCOURS_SKEW_SECONDS * 1000,
    deadlineMs: LOG_DEADLINE_MS,
  };
  const { count } = collectorMetrics(registry);
  await app.register(collectorRoutes({ ...collecting, access, count }));
  if (environment.PARCOURS_KAFKA === undefined) return noInboxes;
  const tenants = config.tenants.map(({ id }) => id);
  const admitted = admitInboxes({
    ...collecting,
    tenants,
    signal,
    count,
    onRetry: (error) => {
      logger.warn({ err: error }, "events of an inbox could not be kept yet");
    },
  });
  return { admitted };
}

/** What the processor says of itself reaches us through the supervisor. */
function listenToProcessor() {
  let json: unknown;
  let heardAt = Number.NEGATIVE_INFINITY;
  process.on("message", (message: RoleMessage) => {
    if (message.role !== "processor") return;
    heardAt = message.kind === "ended" ? Number.NEGATIVE_INFINITY : performance.now();
    if (message.kind === "metrics") json = message.json;
  });
  return {
    isAlive: () => !process.connected || performance.now() - heardAt < SILENT_MS,
    metrics: () => (json === undefined ? [] : [json]),
  };
}
