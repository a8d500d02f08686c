import { existsSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { house } from "../plant.ts";

/** What stands of a service in compose.yaml, as far as it is looked at. */
export interface Service {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, unknown>>;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly profiles?: readonly string[];
  readonly restart?: string;
  readonly stop_grace_period?: string;
  readonly build?: unknown;
  readonly healthcheck?: unknown;
  readonly depends_on?: readonly string[] | Readonly<Record<string, { condition: string }>>;
  readonly deploy?: { readonly resources?: { readonly limits?: Readonly<Record<string, string>> } };
}

export interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

/** As `docker compose config` renders it, the variables being those of the example and a password. */
export function composeOf(text: string, example: string): Compose {
  const given = new Map(
    [...example.matchAll(/^(\w+)=(.*)$/gm)].map(([, name = "", value = ""]) => [name, value]),
  );
  given.set("PARCOURS_STORE_PASSWORD", "made-with-openssl");
  const render = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(render);
    if (typeof value === "object" && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, render(one)]));
    }
    if (typeof value !== "string") return value;
    return value.replace(
      /\$\$|\$\{(\w+)(?:(:[-?])([^}]*))?\}/g,
      (_all, name?: string, kind?: string, word = "") => {
        if (name === undefined) return "$";
        const found = given.get(name) ?? "";
        return found === "" && kind === ":-" ? word : found;
      },
    );
  };
  return render(parse(text, { merge: true })) as Compose;
}

/** Runs the image that is built here. */
export const isOurs = ({ image }: Service) => image === "parcours";

/** What services need is there, and those that last are held to something. */
export function serviceComplaints({ services, volumes }: Compose): readonly string[] {
  return Object.entries(services).flatMap(([name, service]) => {
    const { depends_on: needs = {}, volumes: mounts = [] } = service;
    const conditions = Array.isArray(needs)
      ? needs.map((need: string) => [need, "service_started"] as const)
      : Object.entries(needs as Record<string, { condition: string }>).map(
          ([need, { condition }]) => [need, condition] as const,
        );
    const sources = mounts.map((mount) => mount.split(":")[0] ?? "");
    const isLasting = service.restart !== "no";
    return [
      ...conditions.flatMap(([need, condition]) => {
        const other = services[need];
        if (other === undefined) return [`${name} depends on ${need}, which is no service`];
        const hasHealth = other.healthcheck !== undefined || isOurs(other);
        if (condition === "service_healthy" && !hasHealth) return [`${need} has no healthcheck`];
        if (condition === "service_completed_successfully" && other.restart !== "no")
          return [`${name} waits for the end of ${need}, which never ends`];
        return [];
      }),
      ...sources
        .filter((source) =>
          source.startsWith(".")
            ? !existsSync(join(house, "infra", source))
            : !Object.hasOwn(volumes, source),
        )
        .map((source) => `${name} mounts ${source}, which is not there`),
      ...(isLasting && service.restart === undefined ? [`${name} has no restart policy`] : []),
      ...(isLasting && service.deploy?.resources?.limits?.["memory"] === undefined
        ? [`${name} has no limit of memory`]
        : []),
    ];
  });
}
