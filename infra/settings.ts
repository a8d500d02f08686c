import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse as parseYaml } from "yaml";
import type { z } from "zod";
import { Environment, ParcoursConfig } from "../schemas/config.ts";
import { nearest } from "../schemas/nearest.ts";
import { StartupError } from "./startup-error.ts";

/** Everything that whoever runs Parcours has decided. */
export interface Settings {
  readonly environment: Environment;
  readonly config: ParcoursConfig;
  /** The folder of everything that is kept, absolute. */
  readonly dataDir: string;
  /** Of the whole environment, for the processes that we start. */
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads the environment and `parcours.config.yaml`; nothing else in Parcours does.
 * @throws {StartupError} that names the key which is wrong, and the nearest known one.
 */
export function readSettings(
  variables: Readonly<Record<string, string | undefined>> = process.env,
): Settings {
  const known = Object.keys(Environment.shape);
  const ours = Object.entries(variables).filter(
    ([name, value]) => name.startsWith("PARCOURS_") && value !== "",
  );
  const foreign = ours.map(([name]) => name).find((name) => !isKnown(name, known));
  if (foreign !== undefined) {
    const near = nearest(foreign, known);
    const hint = near === undefined ? `Known are ${known.join(", ")}.` : `Did you mean ${near}?`;
    throw new StartupError("unknown-variable", `${foreign} is not a variable of Parcours. ${hint}`);
  }
  const environment = check(Environment, Object.fromEntries(ours), "The environment");
  const config = readConfig(environment.PARCOURS_CONFIG);
  return { environment, config, dataDir: resolve(environment.PARCOURS_DATA), variables };
}

/** The address of a Parcours that runs on this machine with these settings. */
export function ownUrl(
  { PARCOURS_HOST: host, PARCOURS_PORT }: Environment,
  port = PARCOURS_PORT,
): string {
  const reachable = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return `http://${reachable.includes(":") ? `[${reachable}]` : reachable}:${String(port)}`;
}

/** Of the tests, which Parcours itself never reads. */
const TEST_VARIABLES = /^PARCOURS_(REQUIRE|TEST_|PYTHON)/;

function isKnown(name: string, known: readonly string[]): boolean {
  return known.includes(name) || TEST_VARIABLES.test(name);
}

function readConfig(path: string): ParcoursConfig {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    if (path === Environment.shape.PARCOURS_CONFIG.parse(undefined)) {
      return ParcoursConfig.parse({ tenants: [{ id: "default" }] });
    }
    const message = `There is no configuration at ${path}. Mend PARCOURS_CONFIG, or unset it.`;
    throw new StartupError("no-config", message, { cause });
  }
  return check(ParcoursConfig, parseDocument(text, path), path);
}

function parseDocument(text: string, path: string): unknown {
  try {
    return parseYaml(text);
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : "";
    throw new StartupError("invalid-yaml", `${path} is not valid YAML. ${said}`, { cause });
  }
}

function check<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  where: string,
): z.infer<Schema> {
  const checked = schema.safeParse(value);
  if (checked.success) return checked.data;
  const wrongs = checked.error.issues.map((issue) => {
    const path = issue.path.map(String).join(".");
    return `  ${path === "" ? "" : `${path}: `}${issue.message}${hintFor(issue)}`;
  });
  throw new StartupError("invalid-settings", `${where} is not right:\n${wrongs.join("\n")}`);
}

const CONFIG_KEYS = [
  "tenants",
  "id",
  "timezone",
  "moments",
  "version",
  "from",
  "name",
  "where",
  "success",
  "delight",
  "service",
  "channel",
  "site",
  "segment",
];

function hintFor(issue: z.core.$ZodIssue): string {
  if (issue.code !== "unrecognized_keys") return "";
  const near = nearest(issue.keys[0] ?? "", CONFIG_KEYS);
  return near === undefined ? "" : ` (did you mean "${near}"?)`;
}
