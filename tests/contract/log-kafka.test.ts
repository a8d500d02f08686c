import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe } from "vitest";
import { openKafkaLog } from "../../infra/log/kafka.ts";
import { startKafka, whyNoKafka, type Kafka } from "../support/brokers.ts";
import { skipUnless } from "../support/requires.ts";
import { logContract } from "./log-contract.ts";

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
});
