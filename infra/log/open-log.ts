import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Logger } from "pino";
import type { Environment } from "../../schemas/config.ts";
import type { Settings } from "../settings.ts";
import { StartupError } from "../startup-error.ts";
import type { KafkaLogOptions, KafkaSecurity } from "./kafka.ts";
import type { Log, Topic } from "./port.ts";

export interface OpenLogOptions {
  /** The topics that this process appends to; of the embedded log it is then the only one. */
  readonly writes: readonly Topic[];
  readonly logger: Logger;
}

/** The log as this process uses it: Kafka where brokers are named, else embedded. */
export async function openLog(settings: Settings, options: OpenLogOptions): Promise<Log> {
  const { PARCOURS_KAFKA: brokers } = settings.environment;
  return brokers === undefined
    ? openEmbedded(settings, options)
    : openKafka(settings, brokers.split(","), options);
}

const DAY_MS = 86_400_000;

async function openEmbedded(
  { environment, dataDir }: Settings,
  { writes, logger }: OpenLogOptions,
): Promise<Log> {
  const { openLmdbLog } = await import("./lmdb.ts");
  return openLmdbLog({
    dir: join(dataDir, "log"),
    writes,
    retentionMs: environment.PARCOURS_RETENTION_DAYS * DAY_MS,
    onCorrupt: (frame) => {
      logger.error({ frame }, "a batch of the log is damaged; it was not delivered, and stays");
    },
    onError: (error) => {
      logger.error({ err: error }, "the log could not be tidied");
    },
  });
}

async function openKafka(
  { environment }: Settings,
  brokers: readonly string[],
  { logger }: OpenLogOptions,
): Promise<Log> {
  const { openKafkaLog } = await import("./kafka.ts");
  return openKafkaLog(kafkaOptions(environment, brokers, logger));
}

/** How Kafka is reached, and what its topics are like. */
export function kafkaOptions(
  environment: Environment,
  brokers: readonly string[],
  logger: Logger,
): KafkaLogOptions {
  return {
    brokers,
    partitions: environment.PARCOURS_PARTITIONS,
    replication: environment.PARCOURS_REPLICATION,
    prefix: environment.PARCOURS_TOPIC_PREFIX,
    retentionMs: environment.PARCOURS_RETENTION_DAYS * DAY_MS,
    security: securityOf(environment),
    say: (message, detail) => {
      logger.info({ detail }, `kafka: ${message}`);
    },
    onForeign: (where) => {
      logger.error({ where }, "a record without a tenant; no collector wrote it, it is left alone");
    },
  };
}

function securityOf(environment: Environment): KafkaSecurity {
  const { PARCOURS_KAFKA_CA: caFile, PARCOURS_KAFKA_TLS: tls } = environment;
  const { PARCOURS_KAFKA_USER: username, PARCOURS_KAFKA_PASSWORD: password } = environment;
  if ((username === undefined) !== (password === undefined)) {
    throw new StartupError(
      "kafka-login",
      "PARCOURS_KAFKA_USER and PARCOURS_KAFKA_PASSWORD belong together: set both, or none.",
    );
  }
  return {
    ...(tls === "on" || caFile !== undefined
      ? { tls: caFile === undefined ? {} : { ca: readAuthority(caFile) } }
      : {}),
    ...(username === undefined || password === undefined
      ? {}
      : { sasl: { mechanism: environment.PARCOURS_KAFKA_MECHANISM, username, password } }),
  };
}

function readAuthority(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const message = `PARCOURS_KAFKA_CA names ${path}, which can't be read.`;
    throw new StartupError("no-authority", message, { cause });
  }
}
