import { readFileSync } from "node:fs";
import { join } from "node:path";
import { house } from "../plant.ts";

/** What a deployment is described in. It can't be run here, so what it names is held against what is real. */
const PATHS = [
  "Dockerfile",
  ".dockerignore",
  ".nvmrc",
  "README.md",
  "tsconfig.build.json",
  "infra/compose.yaml",
  "infra/.env.example",
  "infra/gateway/Caddyfile",
  "infra/prometheus/prometheus.yml",
  "infra/prometheus/rules.yaml",
  "infra/grafana/dashboard.json",
  ".github/workflows/ci.yml",
] as const;
export type DeploymentFiles = Readonly<Record<(typeof PATHS)[number], string>>;

/** As they stand. */
export function deploymentFiles(): DeploymentFiles {
  const texts = PATHS.map((path) => [path, readFileSync(join(house, path), "utf8")] as const);
  return Object.fromEntries(texts) as DeploymentFiles;
}
