import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, relative } from "node:path";
import { at, root } from "./paths.mjs";
import { giveUp, run, say, secondsSince } from "./terminal.mjs";

const dist = at("dist");
const stampName = ".built-from.json";

/** What a build is made of: the sources that it depends on, and how it is made. */
const parts = {
  server: {
    folders: ["schemas", "ingest", "processors", "api", "infra"],
    settings: ["package.json", "tsconfig.json", "tsconfig.build.json"],
    make: compile,
  },
  dashboards: {
    folders: ["schemas", "dashboards"],
    settings: ["package-lock.json", "tsconfig.json"],
    make: bundle,
  },
};

/** The parts whose sources are not those that dist was built from. */
export function oldParts() {
  const built = readStamp();
  return Object.keys(parts).filter((part) => built[part] !== sourcesHash(part));
}

/** Builds beside dist and puts it in place at the end, so that dist is always whole. */
export async function build() {
  say("Building (about 10 s)…");
  const started = Date.now();
  sweep();
  process.once("exit", sweep);

  const fresh = at(`.build-${process.pid}`);
  mkdirSync(fresh);
  const stamp = Object.fromEntries(Object.keys(parts).map((part) => [part, sourcesHash(part)]));
  const old = oldParts();
  const codes = await Promise.all(
    Object.keys(parts).map((part) =>
      old.includes(part) ? parts[part].make(fresh) : keep(part, fresh),
    ),
  );
  if (codes.some((code) => code !== 0)) {
    giveUp("Parcours could not be built: the reason stands above. dist is as it was.");
  }
  writeFileSync(join(fresh, stampName), JSON.stringify(stamp));

  if (existsSync(dist)) renameSync(dist, at(`.build-${process.pid}-old`));
  renameSync(fresh, dist);
  sweep();
  process.off("exit", sweep);
  say(`Built in ${secondsSince(started)} s.`);
}

async function compile(fresh) {
  const tsc = at("node_modules", "typescript", "bin", "tsc");
  const code = await run(
    process.execPath,
    [tsc, "--project", at("tsconfig.build.json"), "--outDir", fresh],
    { output: 2 },
  );
  const assets = parts.server.folders.flatMap(filesIn).filter(isAsset);
  for (const file of [...assets, at("package.json")])
    cpSync(file, join(fresh, relative(root, file)));
  if (code !== 0) return code;
  return run(process.execPath, [at("infra", "setup", "bundle.mjs"), fresh], { output: 2 });
}

/** What the sources read at run time keeps its place beside them: migrations, templates. */
const isAsset = (file) =>
  !/\.tsx?$/.test(file) &&
  !/^infra\W(parcours|setup|compose|gateway|grafana|prometheus)\W/.test(relative(root, file));

async function bundle(fresh) {
  if (!existsSync(at("dashboards", "vite.config.ts"))) return 0;
  const vite = at("node_modules", "vite", "bin", "vite.js");
  const out = join(fresh, "dashboards", "web");
  return run(
    process.execPath,
    [vite, "build", at("dashboards"), "--outDir", out, "--emptyOutDir", "--logLevel", "warn"],
    { output: 2 },
  );
}

/** Takes over what dist already has of a part. */
function keep(part, fresh) {
  for (const name of readdirSync(dist)) {
    const owner = name === "dashboards" ? "dashboards" : "server";
    if (owner === part) cpSync(join(dist, name), join(fresh, name), { recursive: true });
  }
  return 0;
}

function sourcesHash(part) {
  const hash = createHash("sha256");
  const { folders, settings } = parts[part];
  for (const file of [...folders.flatMap(filesIn), ...settings.map((name) => at(name))]) {
    hash.update(`\0${relative(root, file)}\0`).update(readFileSync(file));
  }
  return hash.digest("hex");
}

/** The sources in a folder, in an order that doesn't change. */
function filesIn(folder) {
  if (!existsSync(at(folder))) return [];
  return readdirSync(at(folder), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return isSource(entry.name) ? filesIn(path) : [];
      return isSource(entry.name) ? [at(path)] : [];
    });
}

const isSource = (name) =>
  !name.startsWith(".") && !name.endsWith(".md") && name !== "node_modules" && name !== "dist";

function readStamp() {
  try {
    return JSON.parse(readFileSync(join(dist, stampName), "utf8"));
  } catch {
    return {};
  }
}

/** Removes what builds left behind; nobody else is building. */
function sweep() {
  for (const name of readdirSync(root)) {
    if (name.startsWith(".build-")) rmSync(join(root, name), { recursive: true, force: true });
  }
}
