import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    exclude: ["tests/bench/**"],
    // Worker threads crash the embedded ClickHouse.
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 10_000,
    reporters: ["default", "./tests/support/tally.ts"],
    coverage: {
      provider: "v8",
      include: ["schemas/**", "ingest/**", "processors/**", "api/**", "infra/**"],
      reportsDirectory: "coverage",
    },
  },
});
