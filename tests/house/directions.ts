import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { cruise, type ICruiseResult } from "dependency-cruiser";
import extractDepcruiseConfig from "dependency-cruiser/config-utl/extract-depcruise-config";

/** What the imports of a tree look like to the rules in `.dependency-cruiser.mjs`. */
export interface Directions {
  /** How many files of the tree were read. None means that the check itself is broken. */
  readonly filesRead: number;
  readonly violations: readonly Violation[];
}

export interface Violation {
  readonly rule: string;
  readonly comment: string;
  readonly from: string;
  /** What it imports; for a circle every file on the way round. */
  readonly to: string;
}

const house = join(import.meta.dirname, "../..");
const folders = ["schemas", "ingest", "processors", "api", "dashboards", "infra", "tests"];

/** Follows every import of the tree at `root`, types included. */
export async function readDirections(root: string): Promise<Directions> {
  const present = folders.filter((folder) => existsSync(join(root, folder)));
  if (present.length === 0) return { filesRead: 0, violations: [] };

  const { forbidden = [], options } = await extractDepcruiseConfig(
    join(house, ".dependency-cruiser.mjs"),
  );
  const { output } = await cruise(
    present,
    { ...options, baseDir: root, validate: true, ruleSet: { forbidden } },
    options?.enhancedResolveOptions,
  );
  const { modules, summary } = output as ICruiseResult;
  const comments = new Map(forbidden.map(({ name, comment }) => [name, comment]));

  return {
    filesRead: modules.filter(({ source }) => isOurs(source)).length,
    violations: summary.violations.map(({ rule, from, to, cycle }) => ({
      rule: rule.name,
      comment: comments.get(rule.name) ?? "",
      from,
      to: cycle ? cycle.map(({ name }) => name).join(" → ") : to,
    })),
  };
}

const isOurs = (path: string) => folders.includes(path.split("/", 1)[0] ?? "");

/** Says in words what is wrong; empty when nothing is. */
export function complaints({ filesRead, violations }: Directions): readonly string[] {
  if (filesRead === 0) {
    return ["dependency-cruiser read no files, so it proves nothing (TypeScript 7 has no JS API)."];
  }
  return violations.map(
    ({ rule, comment, from, to }) => `${from} → ${to}\n    ${rule}: ${comment}`,
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const directions = await readDirections(house);
  const wrong = complaints(directions);
  for (const line of wrong) console.error(line);
  console.log(`${directions.filesRead} files read, ${wrong.length} wrong directions`);
  process.exitCode = wrong.length > 0 ? 1 : 0;
}
