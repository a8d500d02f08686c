/**
 * Who may import whom. The folders are the way of an event; they meet in `schemas` (contracts) and
 * through the ports of `infra`, which they receive as arguments. `tests/house` breaks each rule once.
 */

const stages = "^(ingest|processors|api|dashboards)/";
const builtInModules = ["core"];

/** @type {import("dependency-cruiser").IForbiddenRuleType[]} */
const forbidden = [
  {
    name: "no-circles",
    comment: "A circle has no first page. Move what both need to where both may look.",
    severity: "error",
    from: {},
    to: { circular: true },
  },
  {
    name: "schemas-import-only-zod",
    comment: "Contracts depend on nothing that can change under them.",
    severity: "error",
    from: { path: "^schemas/" },
    to: { pathNot: ["^schemas/", "(^|/)node_modules/zod/"] },
  },
  {
    name: "stages-meet-in-schemas",
    comment: "Stages don't import each other: put the shared shape in schemas.",
    severity: "error",
    from: { path: stages },
    to: { path: stages, pathNot: "^$1/" },
  },
  {
    name: "stages-know-only-types-of-infra",
    comment: "Stages receive the log, the store and the clock as arguments: use `import type`.",
    severity: "error",
    from: { path: stages },
    to: { path: "^infra/", dependencyTypesNot: ["type-only"] },
  },
  {
    name: "dashboards-see-only-schemas",
    comment: "A browser gets contracts and what draws them, nothing else.",
    severity: "error",
    from: { path: "^dashboards/", pathNot: "^dashboards/vite\\.config\\.ts$" },
    to: {
      pathNot: [
        "^(dashboards|schemas)/",
        "(^|/)node_modules/(preact|@preact/signals|@observablehq/plot|@dagrejs/dagre|d3-[a-z]+|@types/d3-[a-z]+|@svg-maps/[a-z.]+|zod)/",
      ],
    },
  },
  {
    name: "engines-live-in-infra",
    comment: "One file knows each engine, behind its port. Tests may look underneath.",
    severity: "error",
    from: { pathNot: "^(infra|tests)/" },
    to: { path: "(^|/)node_modules/(kafkajs|chdb|@chdb|@clickhouse)/" },
  },
  {
    name: "composition-in-main",
    comment:
      "infra/main.ts, its commands and its roles choose and connect; the rest of infra serves any stage.",
    severity: "error",
    from: { path: "^infra/", pathNot: "^infra/(main\\.ts$|roles/|commands/)" },
    to: { path: stages },
  },
  {
    name: "sdk-stands-alone",
    comment: "The SDK lives in other people's processes: nothing but itself and the platform.",
    severity: "error",
    from: { path: "^ingest/sdk/" },
    to: { pathNot: "^ingest/sdk/", dependencyTypesNot: builtInModules },
  },
  {
    name: "no-tests-inside",
    comment: "What runs at a customer's doesn't know its tests.",
    severity: "error",
    from: { pathNot: "^tests/" },
    to: { path: "^tests/" },
  },
  {
    name: "no-development-packages",
    comment:
      "What runs at a customer's is in `dependencies` of package.json; what builds need not be.",
    severity: "error",
    from: {
      path: "^(schemas|ingest|processors|api|dashboards|infra)/",
      pathNot: ["\\.config\\.ts$", "^infra/setup/"],
    },
    to: {
      dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"],
      dependencyTypesNot: ["type-only"],
    },
  },
  {
    name: "no-loose-ends",
    comment: "An import that leads nowhere.",
    severity: "error",
    from: {},
    to: { couldNotResolve: true },
  },
];

export default {
  forbidden,
  options: {
    doNotFollow: { path: "(^|/)node_modules/" },
    exclude: { path: "^(dist|\\.build-[^/]*|\\.cache|coverage|data)/" },
    // Sees `import type`, which is gone after compilation.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      mainFields: ["module", "main", "types", "typings"],
    },
  },
};
