import {
  collectorMetrics,
  httpMetrics,
  lagGauges,
  metricsText,
  processorMetrics,
  roleMetrics,
  watchMetrics,
} from "../../../infra/metrics.ts";
import { askedBy } from "./promql.ts";

/** Names, each with its labels. */
export type Metrics = ReadonlyMap<string, readonly string[]>;

/** The names that our processes give Prometheus, each with its labels. */
export async function knownMetrics(): Promise<Metrics> {
  const registry = roleMetrics("any");
  httpMetrics(registry);
  collectorMetrics(registry);
  processorMetrics(registry);
  watchMetrics(registry);
  lagGauges(registry, async () => ({ events: 0, behindMs: 0 }));
  const text = await metricsText([await registry.getMetricsAsJSON()]);
  const labels = new Map(
    registry.getMetricsAsArray().map((metric) => {
      const { labelNames = [] } = metric as { labelNames?: readonly string[] };
      return [metric.name, [...labelNames, "role", "job", "instance"]];
    }),
  );
  const known = new Map<string, readonly string[]>([["up", ["job", "instance"]]]);
  for (const [, name = "", type] of text.matchAll(/^# TYPE (\S+) (\w+)$/gm)) {
    const own = labels.get(name) ?? [];
    const parts = type === "histogram" ? ["_bucket", "_sum", "_count"] : [""];
    for (const part of parts) known.set(name + part, part === "_bucket" ? [...own, "le"] : own);
  }
  return known;
}

/** What an expression asks for in vain. */
export function unknownIn(expression: string, metrics: Metrics): readonly string[] {
  const asked = askedBy(expression);
  const labels = new Set(asked.metrics.flatMap((name) => metrics.get(name) ?? []));
  return [
    ...(asked.metrics.length === 0 ? [`"${expression}" asks for no metric`] : []),
    ...asked.metrics
      .filter((name) => !metrics.has(name))
      .map((name) => `no metric is called ${name}`),
    ...asked.labels.filter((name) => !labels.has(name)).map((name) => `no label is called ${name}`),
  ];
}
