import type { Registry } from "prom-client";
import { runWatch, type WatchReport } from "../../processors/watch.ts";
import { createApp } from "../http/app.ts";
import { listen } from "../http/listen.ts";
import { healthRoutes } from "../http/operations.ts";
import { openLog } from "../log/open-log.ts";
import { roleLogger } from "../logger.ts";
import { metricsText, roleMetrics, watchMetrics } from "../metrics.ts";
import type { Settings } from "../settings.ts";
import { openStore } from "../store/open-store.ts";
import { ending } from "./messages.ts";

/** Who waits, told to whoever reads our metrics, by one process of all that watch. */
export async function runWatchRole(settings: Settings): Promise<void> {
  const signal = ending();
  const logger = roleLogger(settings, "watch");
  const registry = roleMetrics("watch");
  const log = await openLog(settings, { writes: [], logger });
  const store = openStore(settings);
  const app = createApp(logger);
  await app.register(
    healthRoutes({
      unready: async () => ((await store.ping()) ? [] : ["the store does not answer"]),
      metrics: async () => metricsText([await registry.getMetricsAsJSON()]),
    }),
  );
  try {
    await listen(app, settings.environment);
    await runWatch({ log, store, signal, report: watchReport(registry, logger) });
  } finally {
    await Promise.all([app.close(), log.close(), store.close()]);
  }
}

/** What a watch sees, as metrics: those of a process that stands by are empty. */
export function watchReport(
  registry: Registry,
  logger: ReturnType<typeof roleLogger>,
): WatchReport {
  const metrics = watchMetrics(registry);
  return {
    seen(sites, behindMs) {
      metrics.active.set(1);
      metrics.behind.set(behindMs / 1000);
      metrics.waiting.reset();
      metrics.longest.reset();
      for (const { tenant, site, waiting, longest_ms } of sites) {
        metrics.waiting.set({ tenant, site }, waiting);
        metrics.longest.set({ tenant, site }, longest_ms / 1000);
      }
    },
    standsBy() {
      metrics.active.set(0);
      for (const gauge of [metrics.behind, metrics.waiting, metrics.longest]) gauge.reset();
    },
    failed(error) {
      logger.warn({ err: error }, "the watch could not look; it looks again");
    },
  };
}
