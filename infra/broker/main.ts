import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { fetchJars, whyNoBroker } from "./jars.ts";
import { kafkaCluster } from "./cluster.ts";

// `npm run kafka`: a broker for development, on Kafka's own port, until it is stopped.

const why = whyNoBroker();
if (why !== undefined) {
  process.stderr.write(`No broker can run here: ${why}.\n`);
  process.exit(1);
}
const folder = resolve("data/kafka");
mkdirSync(folder, { recursive: true });
const jars = fetchJars((line) => process.stdout.write(`${line}\n`));
const [broker] = kafkaCluster({ jars, folder, ports: [[9092, 9093]] });
await broker?.start();
process.stdout.write(
  `Kafka listens on ${broker?.address ?? ""}, and keeps its data in ${folder} (Ctrl+C stops it).\n` +
    `For Parcours: PARCOURS_KAFKA=${broker?.address ?? ""}\n`,
);
for (const name of ["SIGINT", "SIGTERM"] as const) {
  process.once(name, () => void broker?.signal("SIGTERM").then(() => process.exit(0)));
}
