import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Kafka as Client, logLevel } from "kafkajs";
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, test } from "vitest";
import { openKafkaLog, type KafkaLogOptions } from "../../infra/log/kafka.ts";
import { LogUnavailable, type Log, type LogBatch } from "../../infra/log/port.ts";
import {
  startCluster,
  startKafka,
  whyNoCluster,
  whyNoKafka,
  type Cluster,
  type Kafka,
} from "../support/brokers.ts";
import { skipUnless } from "../support/requires.ts";
import { eventually } from "../support/running.ts";
import { logContract, reader } from "./log-contract.ts";
import { recordOf, valuesOf } from "./log-values.ts";

const topic = "journey-events";

describe("with a broker", skipUnless("kafka", whyNoKafka), () => {
  let kafka: Kafka;

  beforeAll(async () => {
    kafka = await startKafka();
  }, 180_000);

  afterAll(async () => {
    await kafka.stop();
  });

  logContract({
    name: "Kafka",
    create() {
      const prefix = `${randomUUID()}.`;
      return {
        open: (options = {}) =>
          openKafkaLog({ brokers: kafka.addresses, partitions: 3, prefix, ...options }),
        destroy: () => undefined,
      };
    },
  });

  describe("and several processes", () => {
    let prefix: string;
    const logs: Log[] = [];
    const foreign: object[] = [];

    const open = (options: Partial<KafkaLogOptions> = {}): Log => {
      const log = openKafkaLog({
        brokers: kafka.addresses,
        partitions: 4,
        prefix,
        onForeign: (where) => foreign.push(where),
        ...options,
      });
      logs.push(log);
      return log;
    };

    beforeEach(() => {
      prefix = `${randomUUID()}.`;
      foreign.length = 0;
    });

    afterEach(async () => {
      await Promise.all(logs.splice(0).map((log) => log.close()));
    });

    /** Reads and acknowledges until it is stopped; tells each batch. */
    function follow(log: Log, tell: (batch: LogBatch) => void): () => void {
      const from = reader(log, "fold", { lingerMs: () => 0 });
      void (async () => {
        for (;;) {
          const batch = await from.next();
          tell(batch);
          await batch.acknowledge();
        }
      })().catch(() => undefined);
      return from.stop;
    }

    const spread = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, i) => ({
        ...recordOf(String(from + i)),
        partition: i % 4,
      }));

    test("share a group's partitions, hand them over, and lose nothing meanwhile", async () => {
      const [writer, first, second] = [open(), open(), open()];
      const seen = { first: new Set<string>(), second: new Set<string>() };
      const generations = new Set<number>();
      const take = (into: Set<string>) => (batch: LogBatch) => {
        generations.add(batch.generation);
        for (const value of valuesOf(batch)) into.add(value);
      };
      follow(first, take(seen.first));
      await writer.append(topic, spread(0, 40));
      await eventually("one reader has it all", () => seen.first.size === 40);
      follow(second, take(seen.second));
      let sent = 40;
      await eventually("the second gets a share", async () => {
        await writer.append(topic, spread(sent, (sent += 8)));
        return seen.second.size > 0;
      });
      await first.close();
      await writer.append(topic, spread(sent, (sent += 40)));
      const all = () => new Set([...seen.first, ...seen.second]).size;
      await eventually("the one that is left gets the rest", () => all() === sent);
      expect(generations.size).toBeGreaterThan(1);
      expect((await writer.lag("fold", topic)).events).toBe(0);
    }, 60_000);

    test("keep a topic's number of partitions, or say which it is", async () => {
      const four = open();
      await four.append(topic, [recordOf("a")]);
      const eight = open({ partitions: 8 });
      await expect(eight.append(topic, [recordOf("b")])).rejects.toThrow("PARCOURS_PARTITIONS=4");
      await expect(reader(eight, "fold").next()).rejects.toThrow("PARCOURS_PARTITIONS=4");
    });

    test("report records that no collector wrote, and go on", async () => {
      const log = open();
      await log.append(topic, [recordOf("a")]);
      const client = new Client({ brokers: [...kafka.addresses], logLevel: logLevel.NOTHING });
      const producer = client.producer();
      await producer.connect();
      const messages = [{ partition: 0, value: "from nowhere" }];
      await producer.send({ topic: prefix + topic, messages });
      await producer.disconnect();
      await log.append(topic, [recordOf("b")]);
      const from = reader(log, "fold", { lingerMs: () => 500 });
      expect(valuesOf(await from.next())).toEqual(["a", "b"]);
      expect(foreign).toEqual([{ topic, partition: 0, offset: "1" }]);
    });

    test("spread journeys evenly over the partitions", () => {
      const log = open({ partitions: 12 });
      const counts = Array.from({ length: 12 }, () => 0);
      for (let i = 0; i < 12_000; i += 1) {
        const partition = log.partitionOf("poste", randomUUID());
        counts[partition] = (counts[partition] ?? 0) + 1;
      }
      for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(200);
    });
  });
});

describe("with brokers that die and freeze", skipUnless("kafka", whyNoCluster), () => {
  let cluster: Cluster;
  let log: Log;

  beforeAll(async () => {
    cluster = await startCluster(1);
  }, 180_000);

  afterAll(async () => {
    await cluster.stop();
  });

  beforeEach(() => {
    const prefix = `${randomUUID()}.`;
    log = openKafkaLog({ brokers: cluster.addresses, partitions: 1, prefix });
  });

  afterEach(async () => {
    await log.close();
  });

  /** How long a refusal takes, in ms. */
  async function refused(value: string): Promise<number> {
    const began = performance.now();
    await expect(log.append(topic, [recordOf(value)])).rejects.toBeInstanceOf(LogUnavailable);
    return performance.now() - began;
  }

  test("an append to a frozen broker is refused in time, those behind it at once, and then all goes on", async () => {
    const [broker] = cluster.brokers;
    const from = reader(log, "fold", { lingerMs: () => 0 });
    await log.append(topic, [recordOf("before")]);
    await (await from.next()).acknowledge();
    await broker!.signal("SIGSTOP");
    const late = refused("while it is frozen");
    expect(await late).toBeLessThan(5_000);
    const probe = refused("the next one tries");
    await sleep(50);
    expect(await refused("and others don't wait")).toBeLessThan(50);
    await probe;
    await broker!.signal("SIGCONT");
    await eventually("appends go through again", () =>
      log.append(topic, [recordOf("after")]).then(() => true),
    );
    const seen: string[] = [];
    while (!seen.includes("after")) {
      const batch = await from.next();
      seen.push(...valuesOf(batch));
      await batch.acknowledge();
    }
    await eventually("nothing is left", async () => (await log.lag("fold", topic)).events === 0);
  }, 60_000);

  test("attempts at a frozen broker leave no connection behind", async () => {
    const [broker] = cluster.brokers;
    const connections = () =>
      process.getActiveResourcesInfo().filter((name) => name === "TCPSocketWrap").length;
    await log.append(topic, [recordOf("before")]);
    const before = connections();
    await broker!.signal("SIGSTOP");
    for (let attempt = 0; attempt < 6; attempt += 1) await refused("while it is frozen");
    await broker!.signal("SIGCONT");
    await eventually("appends go through again", () =>
      log.append(topic, [recordOf("after")]).then(() => true),
    );
    await eventually("no more connections than before", () => connections() <= before + 1, 10_000);
  }, 60_000);

  test("closes while its broker is frozen", async () => {
    const [broker] = cluster.brokers;
    const from = reader(log, "fold", { lingerMs: () => 0 });
    await eventually("appends go through", () =>
      log.append(topic, [recordOf("before")]).then(() => true),
    );
    await (await from.next()).acknowledge();
    await broker!.signal("SIGSTOP");
    const began = performance.now();
    await log.close();
    expect(performance.now() - began).toBeLessThan(8_000);
    await broker!.signal("SIGCONT");
  }, 60_000);

  test("a reader goes on by itself when its broker was killed and is back", async () => {
    const [broker] = cluster.brokers;
    const from = reader(log, "fold", { lingerMs: () => 0 });
    await log.append(topic, [recordOf("before")]);
    await (await from.next()).acknowledge();
    await broker!.signal("SIGKILL");
    await refused("while it is away");
    await expect(log.lag("fold", topic)).rejects.toBeInstanceOf(LogUnavailable);
    await broker!.start();
    await eventually("appends go through again", () =>
      log.append(topic, [recordOf("after")]).then(() => true),
    );
    const seen: string[] = [];
    while (!seen.includes("after")) seen.push(...valuesOf(await from.next()));
    expect(seen).not.toContain("before");
  }, 90_000);

  test("a log whose brokers are not there yet takes events once they are", async () => {
    const [broker] = cluster.brokers;
    await broker!.signal("SIGKILL");
    const from = reader(log, "fold");
    await refused("too early");
    await broker!.start();
    await eventually("appends go through", () =>
      log.append(topic, [recordOf("a")]).then(() => true),
    );
    expect(valuesOf(await from.next())).toContain("a");
  }, 90_000);
});
