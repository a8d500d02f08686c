import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { lagGauges, metricsText } from "../../infra/metrics.ts";

test("lag is asked for once a scrape, and both figures are of that scrape", async () => {
  const registry = new Registry();
  const answers = [
    { events: 7, behindMs: 1500 },
    { events: 0, behindMs: 0 },
  ];
  lagGauges(registry, async () => {
    const answer = answers.shift();
    if (answer === undefined) throw new Error("Kafka does not answer.");
    return answer;
  });
  const scrape = async () => {
    const text = await metricsText([await registry.getMetricsAsJSON()]);
    return [...text.matchAll(/^parcours_log_\w+ (\S+)$/gm)].map(([, value]) => value);
  };
  expect(await scrape()).toEqual(["1.5", "7"]);
  expect(await scrape()).toEqual(["0", "0"]);
  expect(await scrape()).toEqual(["Nan", "Nan"]);
});
