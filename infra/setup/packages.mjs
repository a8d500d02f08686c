import { readFileSync } from "node:fs";
import { at } from "./paths.mjs";
import { giveUp, run, say, secondsSince } from "./terminal.mjs";

const pulseMs = 10_000;

/** Compares what should be installed with what npm noted it did install; not by age, which git changes. */
export function lacksPackages({ development }) {
  const installed = packagesIn("node_modules/.package-lock.json");
  if (!installed) return true;
  return Object.entries(packagesIn("package-lock.json")).some(([path, wanted]) => {
    const isDevelopment = wanted.dev || wanted.devOptional;
    if (!path.includes("node_modules/") || (isDevelopment && !development)) return false;
    const found = installed[path];
    if (!found) return !wanted.optional && !wanted.os && !wanted.cpu && !wanted.libc;
    return found.version !== wanted.version || (wanted.link && found.resolved !== wanted.resolved);
  });
}

function packagesIn(file) {
  try {
    return JSON.parse(readFileSync(at(file), "utf8")).packages;
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** Installs exactly what package-lock.json says. */
export async function install() {
  say("Installing packages (the first time a minute or two)…");
  const started = Date.now();
  const pulse = setInterval(() => say(`  still installing, ${secondsSince(started)} s`), pulseMs);
  // Development packages too, whatever NODE_ENV says: the compiler is one.
  const code = await npm("ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error");
  clearInterval(pulse);
  if (code !== 0) {
    giveUp(
      `npm could not install the packages (it ended with ${code}; its reason stands above).`,
      "Does `npm ping` reach the registry (behind a proxy: set HTTPS_PROXY)? Is there 1.5 GB of room?",
      "Then start again, or run `npm ci` yourself.",
    );
  }
  say(`Installed in ${secondsSince(started)} s.`);
}

/** The npm that started this, or else the one on the PATH, which is a script on Windows. */
function npm(...args) {
  const started = process.env.npm_execpath ?? "";
  return started.endsWith("npm-cli.js")
    ? run(process.execPath, [started, ...args], { output: 2 })
    : run("npm", args, { output: 2, shell: process.platform === "win32" });
}
