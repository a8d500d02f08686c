import { persistent } from "../../processors/persistent.ts";
import { runProcessor } from "../../processors/run.ts";
import { storeRejects } from "../../processors/store-rejects.ts";
import { runWatch } from "../../processors/watch.ts";
import { createApp } from "../http/app.ts";
import { listen } from "../http/listen.ts";
import { healthRoutes } from "../http/operations.ts";
import { openLog } from "../log/open-log.ts";
import { roleLogger } from "../logger.ts";
import { metricsText, processorMetrics, roleMetrics } from "../metrics.ts";
import type { Settings } from "../settings.ts";
import { knownErasures } from "../store/erasures.ts";
import { openStore } from "../store/open-store.ts";
import { ending, tell } from "./messages.ts";
import { watchReport } from "./watch.ts";

const METRICS_MS = 1_000;

/** The fold, and on one machine the watch: events out of the log become journeys and moments in the store. */
export async function runProcessorRole(settings: Settings): Promise<void> {
  const signal = ending();
  const logger = roleLogger(settings, "processor");
  const registry = roleMetrics("processor");
  const metrics = processorMetrics(registry);
  const log = await openLog(settings, { writes: [], logger });
  const store = openStore(settings);
  const retry = (error: unknown, attempt: number, waitMs: number) => {
    metrics.retries.inc();
    if (attempt > 1) logger.warn({ err: error, attempt, waitMs }, "the store did not answer");
  };
  const erasures = knownErasures(persistent(store, signal, retry));
  const beat = setInterval(() => {
    void registry.getMetricsAsJSON().then((json) => {
      tell({ kind: "metrics", role: "processor", json });
    });
  }, METRICS_MS);
  // Alone it answers for itself; under a supervisor the front does it, and this watches as well.
  const isAlone = !process.connected;
  const app = isAlone ? createApp(logger) : undefined;
  await app?.register(
    healthRoutes({
      unready: async () => ((await store.ping()) ? [] : ["the store does not answer"]),
      metrics: async () => metricsText([await registry.getMetricsAsJSON()]),
    }),
  );
  try {
    if (app !== undefined) await listen(app, settings.environment);
    tell({ kind: "ready", role: "processor" });
    await Promise.all([
      runProcessor({
        log,
        store,
        tenants: settings.config.tenants,
        signal,
        erasures,
        report: {
          dropped(reason, count) {
            metrics.dropped.inc({ reason }, count);
          },
          step: (step, ms) => {
            metrics.steps.observe({ step }, ms / 1000);
          },
          written(inserts, oldestAgeMs) {
            for (const { table, rows } of inserts) metrics.rows.inc({ table }, rows);
            metrics.age.observe(oldestAgeMs / 1000);
          },
          retry,
        },
      }),
      storeRejects({ log, store, signal, retry, erasures }),
      isAlone ? undefined : runWatch({ log, store, signal, report: watchReport(registry, logger) }),
    ]);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    clearInterval(beat);
    await Promise.all([app?.close(), log.close(), store.close()]);
  }
}
