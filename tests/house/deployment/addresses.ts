import { parse } from "yaml";
import { isOurs, type Compose } from "./compose.ts";
import { PORT } from "./environment.ts";

/** The ports that the images of others listen on. */
const USUAL_PORTS: Readonly<Record<string, string>> = { clickhouse: "8123", prometheus: "9090" };

/** Whoever is named with a port is a service, and listens there. */
export function addressComplaints(
  { services }: Compose,
  caddyfile: string,
  prometheus: string,
): readonly string[] {
  const listeners = String(services["kafka"]?.environment?.["KAFKA_LISTENERS"]);
  const gateway = /^:(\d+) \{$/m.exec(caddyfile)?.[1] ?? "";
  const portOf = (name: string): string | undefined => {
    const service = services[name];
    if (service === undefined) return undefined;
    if (isOurs(service)) return PORT;
    if (name === "kafka") return /PLAINTEXT:\/\/:(\d+)/.exec(listeners)?.[1];
    return name === "gateway" ? gateway : USUAL_PORTS[name];
  };
  const ours = Object.values(services).filter(isOurs);
  const environment = ours.flatMap((service) =>
    ["PARCOURS_KAFKA", "PARCOURS_STORE_URL", "PARCOURS_URL"].flatMap((name) => {
      const value = service.environment?.[name];
      return typeof value === "string" ? value.replace(/^\w+:\/\//, "").split(",") : [];
    }),
  );
  const advertised = String(services["kafka"]?.environment?.["KAFKA_ADVERTISED_LISTENERS"]);
  const { scrape_configs: jobs } = parse(prometheus) as {
    scrape_configs: { job_name: string; dns_sd_configs: { names: string[]; port: number }[] }[];
  };
  const named = [
    ...environment,
    advertised.replace("PLAINTEXT://", ""),
    ...[...caddyfile.matchAll(/^\s*(?:dynamic a|reverse_proxy) (\S+?)[ :](\d+) \{$/gm)].map(
      ([, host = "", port = ""]) => `${host}:${port}`,
    ),
    ...jobs.flatMap(({ dns_sd_configs: found }) =>
      found.flatMap(({ names, port }) => names.map((name) => `${name}:${port}`)),
    ),
  ];
  const published = services["gateway"]?.ports?.[0]?.split(":").at(-1);
  return [
    ...[...new Set(named)]
      .filter((address) => portOf(address.split(":")[0] ?? "") !== address.split(":")[1])
      .map((address) => `nobody listens on ${address}`),
    ...(published === gateway
      ? []
      : [`the gateway publishes ${String(published)}, and listens on ${gateway}`]),
    ...jobs
      .filter(({ job_name: job }) => services[job]?.command?.[0] !== job)
      .map(({ job_name: job }) => `the job ${job} is no role`),
  ];
}
