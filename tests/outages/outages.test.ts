import { describe, expect, test } from "vitest";
import { whyNoCluster } from "../support/brokers.ts";
import { skipUnless } from "../support/requires.ts";
import { startParcours } from "../support/running.ts";
import { overload } from "./overload.ts";
import { atScale, embedded, onSmallDisk } from "./scenes.ts";
import type { Scene } from "./scene.ts";
import { slowConnections } from "./slow-connections.ts";
import { whyNoSmallDisk } from "./small-disk.ts";
import { suffer } from "./suffer.ts";

/** `npm run outages` makes them as long as wanted. */
const brief = { seconds: 5, eventsPerSecond: 300, seed: 3, say: () => undefined };
const timeout = 300_000;
const MOST_BYTES = 512 << 20;

async function expectPatience(scene: Scene): Promise<void> {
  try {
    for await (const report of suffer(scene, brief)) {
      const { name, counts } = report;
      const others = Object.keys(counts).filter((outcome) => !/^(202|503)$/.test(outcome));
      expect([name, others]).toEqual([name, []]);
      expect(report).toMatchObject({ name, adviceless: 0 });
      // `npm run outages` holds them to 3 s; here other tests want the same two cores.
      expect(report.slowestMs).toBeLessThan(10_000);
      expect(report).toMatchObject({ name, lost: 0, double: 0, differing: [] });
      expect([name, report.stored]).toEqual([name, report.acknowledged]);
      expect(report.peakBytes).toBeGreaterThan(0);
      expect(report.peakBytes).toBeLessThan(MOST_BYTES);
    }
  } finally {
    await scene.close();
  }
}

describe("senders get a 202 or a 503 in time, and everything acknowledged is there afterwards", () => {
  test("while parts of an embedded Parcours are frozen", { timeout }, async () => {
    await expectPatience(await embedded());
  });

  const onDisk = { timeout, ...skipUnless("root", whyNoSmallDisk()) };
  test("while the disk is full", onDisk, async () => {
    await expectPatience(await onSmallDisk());
  });

  const onKafka = { timeout, ...skipUnless("kafka", whyNoCluster) };
  test("while the store is away or slow, and the broker away or frozen", onKafka, async () => {
    await expectPatience(await atScale());
  });
});

describe("a Parcours that is asked too much", () => {
  test("refuses with 429 and 503 alone, and has what it accepted", { timeout }, async () => {
    const parcours = await startParcours();
    try {
      const found = await overload(parcours, { seconds: 4, times: 3, say: () => undefined });
      const strange = Object.keys(found.counts).filter(
        (outcome) => !/^(2..|429|503)$/.test(outcome),
      );
      expect(strange).toEqual([]);
      expect(found).toMatchObject({ lost: 0, double: 0 });
      expect(found.acknowledged).toBeGreaterThan(10_000);
    } finally {
      await parcours.stop();
    }
  });

  test("serves a good sender among slow connections", { timeout }, async () => {
    const parcours = await startParcours();
    try {
      const found = await slowConnections(parcours, { connections: 300, seconds: 4 });
      expect(Object.keys(found.counts)).toEqual(["202"]);
      expect(found.open).toBeGreaterThan(200);
    } finally {
      await parcours.stop();
    }
  });
});
