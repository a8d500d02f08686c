import { describe, expect, test } from "vitest";
import { whyNoCluster } from "../support/brokers.ts";
import { skipUnless } from "../support/requires.ts";
import { chaos, type ChaosOptions } from "./chaos.ts";

const few = { events: 40_000, kills: 10, say: () => undefined };
const timeout = 300_000;

async function expectProof(options: Pick<ChaosOptions, "seed" | "log">): Promise<void> {
  const report = await chaos({ ...few, ...options });
  expect(report).toMatchObject({ lost: 0, double: 0, differing: [] });
  expect(report.stored).toBe(report.acknowledged);
  expect(report.sending.rejected).toBe(0);
}

describe("after ten blows under load, all that was acknowledged is there once", () => {
  test("on the embedded log", { timeout }, () => expectProof({ seed: 4, log: "file" }));

  const onKafka = { timeout, ...skipUnless("kafka", whyNoCluster) };
  test("on three brokers", onKafka, () => expectProof({ seed: 7, log: "kafka" }));
});
