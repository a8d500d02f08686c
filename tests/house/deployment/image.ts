import { existsSync } from "node:fs";
import { join } from "node:path";
import { house } from "../plant.ts";
import { PORT } from "./environment.ts";

interface Instruction {
  readonly name: string;
  readonly rest: string;
}

/** Its instructions, without comments and line ends. */
export function instructionsOf(dockerfile: string): readonly Instruction[] {
  return dockerfile
    .replace(/^\s*#.*\n/gm, "")
    .replace(/\\\n\s*/g, " ")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const [, name = "", rest = ""] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
      return { name, rest };
    });
}

/** What is copied is there, what the build needs is copied, and what runs is what it says. */
export function imageComplaints(
  dockerfile: string,
  ignored: string,
  build: string,
): readonly string[] {
  const all = instructionsOf(dockerfile);
  const last = all.slice(all.findLastIndex(({ name }) => name === "FROM"));
  const rest = (wanted: string) => last.findLast(({ name }) => name === wanted)?.rest ?? "";
  const copied = all
    .filter(({ name, rest }) => name === "COPY" && !rest.startsWith("--from"))
    .flatMap(({ rest }) => rest.split(/\s+/).slice(0, -1));
  const allowed = new Set(ignored.match(/^!.*$/gm)?.map((line) => line.slice(1)));
  const { include } = JSON.parse(build) as { include: readonly string[] };
  const needed = [...include, "dashboards", "package-lock.json", "tsconfig.build.json"];
  return [
    ...copied.filter((path) => !existsSync(join(house, path))).map((path) => `no ${path} to COPY`),
    ...copied.filter((path) => !allowed.has(path)).map((path) => `.dockerignore hides ${path}`),
    ...needed.filter((path) => !copied.includes(path)).map((path) => `the build needs ${path}`),
    ...(rest("USER") === "node" ? [] : ["the image runs as root"]),
    ...(rest("EXPOSE") === PORT ? [] : [`the image exposes another port than ${PORT}`]),
    ...(rest("ENTRYPOINT") === '["node", "dist/server/main.js"]' ? [] : ["another ENTRYPOINT"]),
    ...(rest("HEALTHCHECK").includes("/livez") ? [] : ["no HEALTHCHECK on /livez"]),
  ];
}

/** One Node everywhere. */
export function nodeComplaints(dockerfile: string, ci: string, nvmrc: string): readonly string[] {
  const used = [
    ...[...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, name]) => name ?? ""),
    ...[...ci.matchAll(/node-version: (\d+)/g)].map(([, version]) => `node:${version ?? ""}-`),
  ];
  const wrong = used.filter((name) => !name.startsWith(`node:${nvmrc.trim()}-`));
  return wrong.map((name) => `${name} is not the Node of .nvmrc`);
}
