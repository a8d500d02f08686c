import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kafkaCluster, type Broker } from "../../infra/broker/cluster.ts";
import { fetchJars, whyNoBroker } from "../../infra/broker/jars.ts";
import { freePorts } from "./running.ts";

const docker = spawnSync("docker", ["info"]).status === 0;
const whyNoJava = whyNoBroker();

/** Why no Kafka can be had here; undefined when one can. */
export const whyNoKafka =
  docker || whyNoJava === undefined ? undefined : `no Docker runs here, and ${whyNoJava}`;

/** Why no broker that can be killed and frozen can be had here: they are processes of this machine. */
export const whyNoCluster = whyNoJava;

/** A Kafka to talk to. */
export interface Kafka {
  /** `host:port` of each broker. */
  readonly addresses: readonly string[];
  stop(): Promise<void>;
}

/** One broker: in Docker where that runs, else as a Java process. */
export async function startKafka(): Promise<Kafka> {
  return docker ? startContainer() : startCluster(1);
}

async function startContainer(): Promise<Kafka> {
  const { KafkaContainer } = await import("@testcontainers/kafka");
  const container = await new KafkaContainer("confluentinc/cp-kafka:8.1.0").withKraft().start();
  return {
    addresses: [`${container.getHost()}:${String(container.getMappedPort(9093))}`],
    async stop() {
      await container.stop();
    },
  };
}

/** Brokers that can be killed, frozen and started again. */
export interface Cluster extends Kafka {
  readonly brokers: readonly Broker[];
}

/** A cluster of Java processes; with three brokers, two must have what is acknowledged. */
export async function startCluster(count: number): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), "parcours-kafka-"));
  const ports = await Promise.all(Array.from({ length: count }, freePorts));
  const brokers = kafkaCluster({ jars: fetchJars(() => undefined), folder, ports });
  await Promise.all(brokers.map((broker) => broker.start()));
  return {
    brokers,
    addresses: brokers.map(({ address }) => address),
    async stop() {
      await Promise.all(brokers.map((broker) => broker.signal("SIGKILL")));
      rmSync(folder, { recursive: true });
    },
  };
}
