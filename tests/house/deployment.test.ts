import { execFile } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { deploymentComplaints } from "./deployment/complaints.ts";
import { deploymentFiles, type DeploymentFiles } from "./deployment/files.ts";
import { instructionsOf } from "./deployment/image.ts";
import { askedBy } from "./deployment/promql.ts";

// No container runs here: what describes a deployment is parsed, and held against what is real.

const files = deploymentFiles();

test("a deployment names nothing that isn't there", async () => {
  expect(await deploymentComplaints(files)).toEqual([]);
});

interface Mistake {
  readonly in: keyof DeploymentFiles;
  /** What stands there, and what is written instead. */
  readonly change: readonly [from: string, to: string];
  readonly says: string;
}

describe("a deployment is refused with", () => {
  const compose = { in: "infra/compose.yaml" } as const;
  const rules = { in: "infra/prometheus/rules.yaml" } as const;
  const dashboard = { in: "infra/grafana/dashboard.json" } as const;
  const ci = { in: ".github/workflows/ci.yml" } as const;
  const dockerfile = { in: "Dockerfile" } as const;
  const mistakes: Readonly<Record<string, Mistake>> = {
    "a variable that Parcours doesn't know": {
      ...compose,
      change: ["PARCOURS_KAFKA:", "PARCOURS_KAFKAS:"],
      says: "PARCOURS_KAFKAS is no variable of schemas/config.ts",
    },
    "a variable that an image sets in vain": {
      ...dockerfile,
      change: ["PARCOURS_DATA=", "PARCOURS_FOLDER="],
      says: "PARCOURS_FOLDER is no variable of schemas/config.ts",
    },
    "a value that Parcours doesn't start with": {
      ...compose,
      change: ["PARCOURS_KAFKA: kafka:9092", "PARCOURS_KAFKA: kafka"],
      says: "collector: PARCOURS_KAFKA must be host:port,host:port",
    },
    "a command that doesn't exist": {
      ...compose,
      change: ["command: [processor]", "command: [worker]"],
      says: "processor: worker is no command",
    },
    "a dependency on nobody": {
      ...compose,
      change: ["clickhouse: { condition", "store: { condition"],
      says: "migrate depends on store, which is no service",
    },
    "a dependency on the end of what doesn't end": {
      ...compose,
      change: ['    restart: "no"\n    depends_on:', "    depends_on:"],
      says: "collector waits for the end of migrate, which never ends",
    },
    "a file to mount that isn't there": {
      ...compose,
      change: ["./gateway/Caddyfile", "./gateway/caddy.conf"],
      says: "gateway mounts ./gateway/caddy.conf, which is not there",
    },
    "a service without a limit": {
      ...compose,
      change: ['limits: { cpus: "1", memory: 128m }', 'limits: { cpus: "1" }'],
      says: "gateway has no limit of memory",
    },
    "roles that make secrets of their own": {
      ...compose,
      change: ["PARCOURS_URL: http://gateway:7300", "PARCOURS_DATA: /elsewhere"],
      says: "roles have different PARCOURS_DATA: secrets must be the same",
    },
    "a store at another port": {
      ...compose,
      change: ["http://clickhouse:8123", "http://clickhouse:9000"],
      says: "nobody listens on clickhouse:9000",
    },
    "a broker that listens elsewhere": {
      ...compose,
      change: ["PLAINTEXT://:9092", "PLAINTEXT://:19092"],
      says: "nobody listens on kafka:9092",
    },
    "a gateway to nobody": {
      in: "infra/gateway/Caddyfile",
      change: ["dynamic a collector 7300", "dynamic a collectors 7300"],
      says: "nobody listens on collectors:7300",
    },
    "a gateway behind a closed door": {
      in: "infra/gateway/Caddyfile",
      change: ["\n:7300 {", "\n:80 {"],
      says: "the gateway publishes 7300, and listens on 80",
    },
    "a role that nobody watches": {
      in: "infra/prometheus/prometheus.yml",
      change: ["names: [processor]", "names: [processors]"],
      says: "nobody listens on processors:7300",
    },
    "an alert about a metric that doesn't exist": {
      ...rules,
      change: ["max(parcours_log_behind_seconds) > 3600", "max(parcours_lag_seconds) > 3600"],
      says: "FarBehind: no metric is called parcours_lag_seconds",
    },
    "an alert by a label that its metric doesn't have": {
      ...rules,
      change: ['{status="rejected"}', '{outcome="rejected"}'],
      says: "RejectsHigh: no label is called outcome",
    },
    "an alert about a job that isn't there": {
      ...rules,
      change: ['absent(up{job="api"})', 'absent(up{job="front"})'],
      says: "the job front is no role",
    },
    "an alert that doesn't say what to do": {
      ...rules,
      change: [
        "        annotations:\n          summary: A {{",
        "        annotations:\n          title: A {{",
      ],
      says: "RoleDown: has no summary",
    },
    "an alarm that isn't the limit's": {
      ...compose,
      change: ["memory: 1536m", "memory: 2g"],
      says: "the alarm of processor is not 0.85 of its limit",
    },
    "a panel of a metric that doesn't exist": {
      ...dashboard,
      change: ["parcours_processor_rows_total", "parcours_processor_lines_total"],
      says: "Rows written by table: no metric is called parcours_processor_lines_total",
    },
    "a panel of a metric that is left out when processes are put together": {
      ...dashboard,
      change: ["parcours_process_resident_memory_bytes", "parcours_process_start_time_seconds"],
      says: "Memory by role: no metric is called parcours_process_start_time_seconds",
    },
    "a panel by a label that its metric doesn't have": {
      ...dashboard,
      change: ["sum by (status)", "sum by (statuz)"],
      says: "Throughput by status: no label is called statuz",
    },
    "a folder that the image copies, and isn't there": {
      ...dockerfile,
      change: ["COPY ingest ingest", "COPY ingestion ingestion"],
      says: "no ingestion to COPY",
    },
    "a folder that the build needs, and the image doesn't copy": {
      ...dockerfile,
      change: ["COPY api api\n", ""],
      says: "the build needs api",
    },
    "a file that .dockerignore hides": {
      in: ".dockerignore",
      change: ["!dashboards\n", ""],
      says: ".dockerignore hides dashboards",
    },
    "an image that runs as root": {
      ...dockerfile,
      change: ["USER node\n", ""],
      says: "the image runs as root",
    },
    "an image of another Node": {
      ...dockerfile,
      change: ["FROM node:20-bookworm-slim AS build", "FROM node:22-bookworm-slim AS build"],
      says: "node:22-bookworm-slim is not the Node of .nvmrc",
    },
    "a workflow that tests otherwise than README says": {
      ...ci,
      change: ["run: npm test", "run: npx vitest run"],
      says: "no step runs what README says: npm test",
    },
    "a workflow that requires what no test needs": {
      ...ci,
      change: ["kafka,browser,clickhouse", "kafka,browser,postgres"],
      says: "no test ever skips for postgres",
    },
    "a workflow that runs what isn't there": {
      ...ci,
      change: ["node .ci/first-answer.mjs", "node .ci/smoke.mjs"],
      says: "there is no .ci/smoke.mjs",
    },
  };

  test.for(Object.entries(mistakes))("%s", async ([, { in: path, change, says }]) => {
    const [from, to] = change;
    expect(files[path]).toContain(from);
    const changed = { ...files, [path]: files[path].replace(from, to) };
    expect(await deploymentComplaints(changed)).toContain(says);
  });
});

describe("a PromQL expression asks for", () => {
  test.for([
    ["up == 0", ["up"], []],
    ['sum by (a, b) (rate(x_total{c=~"d|e", f!="g"}[5m:1m]))', ["x_total"], ["c", "f", "a", "b"]],
    ["max(x) > 0.85 * 512e6 and on () hour() >= 8 < 16 or vector(0) > bool y", ["x", "y"], []],
    ['label_replace(x, "to", "$1", "from", "(.*) or z") offset 5m', ["x"], []],
  ] as const)("%s", ([expression, metrics, labels]) => {
    expect(askedBy(expression)).toEqual({ metrics, labels });
  });
});

describe("the image's health check", () => {
  const health = instructionsOf(files.Dockerfile).find(({ name }) => name === "HEALTHCHECK");
  const [program = "", ...args] = JSON.parse(
    /\[.*\]$/.exec(health?.rest ?? "")?.[0] ?? "[]",
  ) as string[];

  /** The code with which it ends when a role answers so, or not at all. */
  async function codeWhen(status: number | undefined): Promise<number | null> {
    const server = createServer((request, reply) => {
      reply.writeHead(request.url === "/livez" ? (status ?? 500) : 404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    if (status === undefined) await new Promise((resolve) => server.close(resolve));
    const env = { ...process.env, PARCOURS_PORT: String(port) };
    const code = await new Promise<number | null>((resolve) => {
      const child = execFile(process.execPath, args, { env }, () => resolve(child.exitCode));
    });
    server.close();
    return code;
  }

  test("passes when a role is alive, and fails when it is not, or nobody is there", async () => {
    expect(program).toBe("node");
    expect(await codeWhen(200)).toBe(0);
    expect(await codeWhen(503)).toBe(1);
    expect(await codeWhen(undefined)).toBe(1);
  });
});
