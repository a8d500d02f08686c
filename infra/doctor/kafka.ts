import { pino } from "pino";
import type { KafkaLook } from "../log/kafka.ts";
import { kafkaOptions, openLog } from "../log/open-log.ts";
import type { Topic } from "../log/port.ts";
import { ok, problem, type Finding } from "./finding.ts";
import { lagFinding } from "./lag.ts";
import type { Patient } from "./patient.ts";

const TOPICS = ["journey-events", "journey-rejects"] as const satisfies readonly Topic[];
const SILENT = pino({ level: "silent" });

/** Kafka: do brokers answer, are the topics as configured, and how far behind is the group? */
export function kafkaLog(group: string) {
  return async function kafkaLog(patient: Patient): Promise<readonly Finding[]> {
    const { environment } = patient.settings;
    const { PARCOURS_KAFKA: named } = environment;
    if (named === undefined) return [];
    const { lookAtKafka } = await import("../log/kafka.ts");
    let look: KafkaLook;
    try {
      look = await lookAtKafka(kafkaOptions(environment, named.split(","), SILENT));
    } catch (error) {
      const found = `none answers as it should (${(error as Error).message})`;
      const todo = "Start them, or mend PARCOURS_KAFKA, PARCOURS_KAFKA_TLS and the login.";
      return [problem("kafka", { expected: `brokers at ${named}`, found, todo })];
    }
    const topics = TOPICS.map((topic) => topicFinding(topic, look, patient));
    const known = TOPICS.filter((_, index) => topics[index]?.level === "ok");
    return [
      ok("kafka", `${String(look.brokers.length)} brokers: ${look.brokers.join(", ")}`),
      ...topics,
      ...(await lags(patient, group, known)),
    ];
  };
}

function topicFinding(topic: Topic, { partitions }: KafkaLook, { settings }: Patient): Finding {
  const { PARCOURS_TOPIC_PREFIX: prefix, PARCOURS_PARTITIONS: expected } = settings.environment;
  const name = prefix + topic;
  const found = partitions.get(name);
  if (found === expected) return ok("topic", `${name} has ${String(found)} partitions`);
  const complaint = { expected: `a topic ${name} with ${String(expected)} partitions` };
  if (found === undefined) {
    const todo =
      "A collector makes it with the first event; or make it yourself, and mend PARCOURS_TOPIC_PREFIX if it has another name.";
    return problem("topic", { ...complaint, found: "no such topic", todo });
  }
  const todo = `Set PARCOURS_PARTITIONS=${String(found)}: a journey must stay in its partition.`;
  return problem("topic", { ...complaint, found: `${String(found)} partitions`, todo });
}

/** Only of topics that are there: the log would make the others. */
async function lags(
  { settings, isAlive }: Patient,
  group: string,
  topics: readonly Topic[],
): Promise<readonly Finding[]> {
  if (topics.length === 0) return [];
  const log = await openLog(settings, { writes: [], logger: SILENT });
  try {
    const found: Finding[] = [];
    for (const topic of topics) {
      found.push(lagFinding(topic, await log.lag(group, topic), isAlive));
    }
    return found;
  } finally {
    await log.close();
  }
}
