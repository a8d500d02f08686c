import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, openSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

export interface ClusterOptions {
  /** The folder that `fetchJars` gave. */
  readonly jars: string;
  /** Where the brokers keep what they are told. */
  readonly folder: string;
  /** One broker a pair of ports: for clients, and for each other. */
  readonly ports: readonly (readonly [client: number, controller: number])[];
}

/** A Kafka broker as a Java process. */
export interface Broker {
  /** `host:port` for clients. */
  readonly address: string;
  /** Starts it, or starts it again; resolves once it takes connections. */
  start(): Promise<void>;
  /** SIGKILL unless told; resolves once it has ended, when the signal ends it. */
  signal(name?: NodeJS.Signals): Promise<void>;
  readonly isRunning: boolean;
}

const CLUSTER_ID = "UGFyY291cnNQYXJjb3Vycw";
const START_MS = 60_000;
const ENDING: readonly NodeJS.Signals[] = ["SIGKILL", "SIGTERM", "SIGINT"];

/** Brokers that form one KRaft cluster, each also a controller. None is started yet. */
export function kafkaCluster(options: ClusterOptions): readonly Broker[] {
  return options.ports.map((_, index) => brokerOf(options, index));
}

function brokerOf({ jars, folder, ports }: ClusterOptions, index: number): Broker {
  const [port = 0] = ports[index] ?? [];
  const home = join(folder, `broker-${String(index + 1)}`);
  const properties = join(home, "server.properties");
  let child: ChildProcess | undefined;

  function java(main: string, ...args: string[]): readonly [string, string[]] {
    return ["java", ["-Xmx512m", "-XX:+UseSerialGC", "-cp", join(jars, "*"), main, ...args]];
  }

  function format(): void {
    mkdirSync(home, { recursive: true });
    writeFileSync(properties, propertiesOf(ports, index, join(home, "logs")));
    const [file, args] = java("kafka.tools.StorageTool", "format", "--ignore-formatted");
    const { status, stdout, stderr } = spawnSync(
      file,
      [...args, "-t", CLUSTER_ID, "-c", properties],
      { encoding: "utf8" },
    );
    if (status !== 0) throw new Error(`Kafka could not format ${home}:\n${stdout}${stderr}`);
  }

  const isRunning = (): boolean => child?.exitCode === null && child.signalCode === null;

  return {
    address: `127.0.0.1:${String(port)}`,
    get isRunning() {
      return isRunning();
    },
    async start() {
      if (isRunning()) return;
      format();
      const output = openSync(join(home, "output.txt"), "a");
      const [file, args] = java("kafka.Kafka", properties);
      const started = spawn(file, args, { stdio: ["ignore", output, output] });
      child = started;
      const end = () => started.kill("SIGKILL");
      process.once("exit", end);
      started.once("exit", () => {
        process.off("exit", end);
      });
      const until = Date.now() + START_MS;
      while (!(await isOpen(port))) {
        if (!isRunning()) throw new Error(`The broker ended at its start: see ${home}/output.txt`);
        if (Date.now() > until) throw new Error(`No broker listens on port ${String(port)}.`);
        await pause(50);
      }
    },
    async signal(name = "SIGKILL") {
      if (child === undefined || !isRunning()) return;
      const over = once(child, "exit");
      child.kill(name);
      if (ENDING.includes(name)) await over;
    },
  };
}

/** Small and quick: no delay for groups that form, and as many replicas as there are brokers. */
function propertiesOf(ports: ClusterOptions["ports"], index: number, logs: string): string {
  const [client, controller] = ports[index] ?? [];
  const count = ports.length;
  const voters = ports.map(([, port], i) => `${String(i + 1)}@127.0.0.1:${String(port)}`);
  return Object.entries({
    "process.roles": "broker,controller",
    "node.id": index + 1,
    "controller.quorum.voters": voters.join(","),
    listeners: `PLAINTEXT://127.0.0.1:${String(client)},CONTROLLER://127.0.0.1:${String(controller)}`,
    "advertised.listeners": `PLAINTEXT://127.0.0.1:${String(client)}`,
    "controller.listener.names": "CONTROLLER",
    "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
    "log.dirs": logs,
    "auto.create.topics.enable": false,
    "default.replication.factor": count,
    "min.insync.replicas": Math.max(1, count - 1),
    "offsets.topic.replication.factor": count,
    "offsets.topic.num.partitions": 8,
    "transaction.state.log.replication.factor": count,
    "transaction.state.log.min.isr": Math.max(1, count - 1),
    "group.initial.rebalance.delay.ms": 0,
    // A broker that is gone is noticed in two seconds, not nine.
    "broker.session.timeout.ms": 2_000,
    "broker.heartbeat.interval.ms": 500,
  })
    .map(([name, value]) => `${name}=${String(value)}\n`)
    .join("");
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    const tell = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.once("connect", () => {
      tell(true);
    });
    socket.once("error", () => {
      tell(false);
    });
  });
}
