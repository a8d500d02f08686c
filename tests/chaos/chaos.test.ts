import { describe, expect, test } from "vitest";
import { whyNoCluster } from "../support/brokers.ts";
import { skipUnless } from "../support/requires.ts";
import { chaos } from "./chaos.ts";

const say = () => undefined;
const proof = { lost: 0, double: 0, differing: [] };

describe("after ten blows under load, all that was acknowledged is there once", () => {
  test("on the embedded log", async () => {
    const report = await chaos({ events: 40_000, kills: 10, seed: 4, log: "file", say });
    expect(report).toMatchObject(proof);
    expect(report.stored).toBe(report.acknowledged);
    expect(report.sending.rejected).toBe(0);
  }, 240_000);

  test(
    "on three brokers",
    skipUnless("kafka", whyNoCluster),
    async () => {
      const report = await chaos({ events: 40_000, kills: 10, seed: 7, log: "kafka", say });
      expect(report).toMatchObject(proof);
      expect(report.stored).toBe(report.acknowledged);
      expect(report.sending.rejected).toBe(0);
    },
    240_000,
  );
});
