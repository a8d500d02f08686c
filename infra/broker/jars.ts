import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

const HERE = import.meta.dirname;
const JARS = join(HERE, "../../node_modules/.cache/parcours/kafka-4.1.1");
const OLDEST_JAVA = 17;

/** Why no broker can run on this machine; undefined when one can. */
export function whyNoBroker(): string | undefined {
  const { status, stderr } = spawnSync("java", ["-version"], { encoding: "utf8" });
  if (status !== 0) return "there is no Java (17 or newer)";
  const version = Number(/version "(\d+)/.exec(stderr)?.[1] ?? 0);
  if (version < OLDEST_JAVA) return `Java is ${String(version)}, and Kafka 4 needs 17`;
  if (existsSync(JARS)) return undefined;
  if (spawnSync("mvn", ["-v"]).status !== 0) return "there is no Maven to fetch Kafka with";
  return undefined;
}

/**
 * The folder of Kafka's jars, fetched once (54 MB) and kept among the packages.
 * @throws when Maven can't fetch them, with its own words.
 */
export function fetchJars(say: (line: string) => void): string {
  if (existsSync(JARS)) return JARS;
  say("Fetching Kafka from Maven (54 MB, once)…");
  const fresh = `${JARS}.${String(process.pid)}`;
  mkdirSync(dirname(JARS), { recursive: true });
  const pom = ["-q", "-B", "-f", join(HERE, "pom.xml")];
  const goal = ["dependency:copy-dependencies", `-DoutputDirectory=${fresh}`];
  const { status, stdout } = spawnSync("mvn", [...pom, ...goal, "-DincludeScope=runtime"], {
    encoding: "utf8",
  });
  if (status !== 0 || !readdirSync(fresh).some((name) => name.startsWith("kafka_"))) {
    rmSync(fresh, { recursive: true, force: true });
    throw new Error(`Maven could not fetch Kafka:\n${stdout.slice(-2_000)}`);
  }
  try {
    renameSync(fresh, JARS);
  } catch (error) {
    if (!existsSync(JARS)) throw error;
    rmSync(fresh, { recursive: true }); // somebody else was faster
  }
  return JARS;
}
