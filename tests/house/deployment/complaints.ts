import { addressComplaints } from "./addresses.ts";
import { composeOf, serviceComplaints } from "./compose.ts";
import { variableComplaints } from "./environment.ts";
import type { DeploymentFiles } from "./files.ts";
import { imageComplaints, nodeComplaints } from "./image.ts";
import { knownMetrics } from "./metrics.ts";
import { roleComplaints } from "./roles.ts";
import { dashboardComplaints, ruleComplaints } from "./watching.ts";
import { workflowComplaints } from "./workflow.ts";

/** Says in words what is wrong with these files; empty when nothing is. */
export async function deploymentComplaints(files: DeploymentFiles): Promise<readonly string[]> {
  const dockerfile = files.Dockerfile;
  const composeText = files["infra/compose.yaml"];
  const example = files["infra/.env.example"];
  const ci = files[".github/workflows/ci.yml"];
  const prometheus = files["infra/prometheus/prometheus.yml"];
  const compose = composeOf(composeText, example);
  const metrics = await knownMetrics();
  return [
    ...variableComplaints(dockerfile, composeText, example, ci.replace("PARCOURS_REQUIRE", "")),
    ...imageComplaints(dockerfile, files[".dockerignore"], files["tsconfig.build.json"]),
    ...nodeComplaints(dockerfile, ci, files[".nvmrc"]),
    ...serviceComplaints(compose),
    ...roleComplaints(compose),
    ...addressComplaints(compose, files["infra/gateway/Caddyfile"], prometheus),
    ...ruleComplaints(files["infra/prometheus/rules.yaml"], metrics, compose),
    ...dashboardComplaints(files["infra/grafana/dashboard.json"], metrics),
    ...workflowComplaints(ci, files["README.md"]),
  ];
}
