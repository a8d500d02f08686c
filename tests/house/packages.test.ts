import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { house } from "./plant.ts";

interface Package {
  readonly version?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const lock = JSON.parse(readFileSync(join(house, "package-lock.json"), "utf8")) as {
  readonly packages: Readonly<Record<string, Package>>;
};
const packages = Object.entries(lock.packages);

test("package-lock.json names no registry, so that each machine asks its own", () => {
  const hosts = packages.filter(([, { link, resolved }]) => !link && resolved !== undefined);
  expect(hosts).toEqual([]);
});

test("package-lock.json has the packages of every platform; `npm ci` refuses to start without", () => {
  const present = new Set(packages.map(([path]) => path.split("node_modules/").at(-1)));
  const missing = packages
    .flatMap(([, { optionalDependencies = {} }]) => Object.keys(optionalDependencies))
    .filter((name) => !present.has(name));
  expect(missing).toEqual([]);
});
