import {
  AggregatorRegistry,
  collectDefaultMetrics,
  Counter,
  Gauge,
  Histogram,
  Registry,
} from "prom-client";

/** The metrics of one process; `role` tells them apart once they are put together. */
export function roleMetrics(role: string): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ role });
  collectDefaultMetrics({ register: registry, prefix: "parcours_" });
  return registry;
}

/** One text out of the metrics of several processes. */
export async function metricsText(all: readonly unknown[]): Promise<string> {
  return AggregatorRegistry.aggregate([...all] as object[]).metrics();
}

/** What the collector counts. */
export function collectorMetrics(registry: Registry) {
  const events = new Counter({
    name: "parcours_collector_events_total",
    help: "Events by what became of them: accepted, duplicate, rejected",
    labelNames: ["status"],
    registers: [registry],
  });
  return {
    count: (receipt: { accepted: number; duplicate: number; rejected: number }): void => {
      events.inc({ status: "accepted" }, receipt.accepted);
      events.inc({ status: "duplicate" }, receipt.duplicate);
      events.inc({ status: "rejected" }, receipt.rejected);
    },
  };
}

/** What HTTP shows of itself: how many requests, and how long they take. */
export function httpMetrics(registry: Registry) {
  return new Histogram({
    name: "parcours_http_seconds",
    help: "Seconds to answer, by route and status",
    labelNames: ["method", "route", "status"],
    buckets: [0.005, 0.02, 0.1, 0.5, 2.5, 10],
    registers: [registry],
  });
}

/** What the processor shows of itself. */
export function processorMetrics(registry: Registry) {
  const registers = [registry];
  return {
    rows: new Counter({
      name: "parcours_processor_rows_total",
      help: "Rows written, by table",
      labelNames: ["table"],
      registers,
    }),
    dropped: new Counter({
      name: "parcours_processor_dropped_total",
      help: "Events that are neither kept nor refused, by reason",
      labelNames: ["reason"],
      registers,
    }),
    steps: new Histogram({
      name: "parcours_processor_step_seconds",
      help: "Seconds of each step of the pipeline, a batch",
      labelNames: ["step"],
      buckets: [0.001, 0.01, 0.05, 0.1, 0.5, 1, 5],
      registers,
    }),
    age: new Histogram({
      name: "parcours_processor_age_seconds",
      help: "Age of a batch's oldest record when it became queryable",
      buckets: [0.05, 0.1, 0.2, 0.35, 0.5, 1, 2, 5, 30, 300],
      registers,
    }),
    retries: new Counter({
      name: "parcours_processor_store_retries_total",
      help: "Attempts that the store did not answer",
      registers,
    }),
  };
}

/** What the active watch shows; a site where nobody waits has no figure. */
export function watchMetrics(registry: Registry) {
  const registers = [registry];
  return {
    active: new Gauge({
      name: "parcours_watch_active",
      help: "1 in the process that watches, 0 in those that stand by",
      registers,
    }),
    behind: new Gauge({
      name: "parcours_watch_behind_seconds",
      help: "Age of the oldest event that the last look could not see",
      registers,
    }),
    waiting: new Gauge({
      name: "parcours_waiting",
      help: "People who wait now, by site",
      labelNames: ["tenant", "site"],
      registers,
    }),
    longest: new Gauge({
      name: "parcours_longest_wait_seconds",
      help: "How long the one has waited who waits longest, by site",
      labelNames: ["tenant", "site"],
      registers,
    }),
  };
}

/** How far a group is behind; NaN when the log does not answer. */
export function lagGauges(
  registry: Registry,
  lag: () => Promise<{ events: number; behindMs: number }>,
): void {
  let asking: Promise<{ events: number; behindMs: number }> | undefined;
  // Once a scrape, for both.
  const ask = () =>
    (asking ??= lag()
      .catch(() => ({ events: NaN, behindMs: NaN }))
      .finally(() => (asking = undefined)));
  const registers = [registry];
  new Gauge({
    name: "parcours_log_behind_seconds",
    help: "Age of the oldest event that is not processed",
    registers,
    async collect() {
      this.set((await ask()).behindMs / 1000);
    },
  });
  new Gauge({
    name: "parcours_log_lag_events",
    help: "Events that are not processed",
    registers,
    async collect() {
      this.set((await ask()).events);
    },
  });
}
