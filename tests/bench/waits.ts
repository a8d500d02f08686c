import { setTimeout as pause } from "node:timers/promises";
import type { Benchmark } from "./bench.ts";
import { quantile } from "./quantile.ts";
import { ms, type Figure } from "./report.ts";
import { insertJourneys } from "./seed-journeys.ts";
import { startSystem, type System } from "./system.ts";

const DAYS = 90;
const ROUNDS = 15;
const AIM_MS = 150;
const DAY_MS = 86_400_000;

/** What is asked, and the same grouping in SQL for the floor. */
const QUESTIONS = [
  { by: [], sql: "tuple()" },
  { by: ["site"], sql: "site" },
  { by: ["day"], sql: "toDate(started, 'Europe/Paris')" },
] as const;

/**
 * `POST /v1/questions/waits` over three months. The floor is the least that could be asked of the
 * store itself: counts and two exact percentiles of the same column, by the same, without FINAL.
 */
export const waits: Benchmark = async ({ folder, options }) => {
  const system = await startSystem({ folder, profile: options.profile });
  try {
    const to = Math.ceil(Date.now() / DAY_MS) * DAY_MS;
    const span = { from: to - DAYS * DAY_MS, to };
    await system.sql("SYSTEM STOP MERGES journeys", "parcours");
    await insertJourneys(system, { journeys: options.journeys, ...span });
    const unmerged = await measureAll(system, span, options.journeys, "merges held back");
    await system.sql("SYSTEM START MERGES journeys", "parcours");
    await mergesAtRest(system);
    const merged = await measureAll(system, span, options.journeys, "as merges leave it");
    const memory = Math.round(system.usage().store.peakBytes / 2 ** 20);
    return {
      figures: [...unmerged, ...merged],
      notes: [
        `waits: median of ${ROUNDS}; a tenth of the journeys in two versions; the store held ` +
          `${memory} MiB at most`,
      ],
    };
  } finally {
    await system.stop();
  }
};

interface Span {
  readonly from: number;
  readonly to: number;
}

async function measureAll(
  system: System,
  span: Span,
  journeys: number,
  merging: string,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  const parts = await partsOf(system);
  for (const { by, sql } of QUESTIONS) {
    const range = {
      from: new Date(span.from).toISOString(),
      to: new Date(span.to).toISOString(),
    };
    const took = await median(async () => {
      const question = { range, by };
      const answer = await system.api<Answer>("POST", "/v1/questions/waits", question);
      const found = answer.rows.reduce((sum, row) => sum + row.journeys, 0);
      if (found !== journeys) throw new Error(`${found} of ${journeys} journeys were counted.`);
    });
    const floor = await median(async () => {
      await system.sql(
        `SELECT ${sql} AS k, count(), quantilesExact(0.5, 0.9)(wait_ms) FROM journeys GROUP BY k`,
        "parcours",
      );
    });
    figures.push({
      what: `waits by ${by.length === 0 ? "nothing" : by.join()}, ${merging} (${parts} parts)`,
      measured: ms(took),
      floor: ms(floor),
      ratio: floor / took,
      aim: `≤ ${AIM_MS} ms`,
      isMet: took <= AIM_MS,
    });
  }
  return figures;
}

interface Answer {
  readonly rows: readonly { readonly journeys: number }[];
}

async function median(work: () => Promise<void>): Promise<number> {
  await work();
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return quantile(times, 0.5);
}

/** Waits until the engine has found nothing to merge for a while. */
async function mergesAtRest(system: System): Promise<void> {
  for (let quiet = 0; quiet < 10; quiet += 1) {
    await pause(500);
    const [row] = await system.sql<{ n: number }>(
      "SELECT toUInt32(count()) AS n FROM system.merges",
      "parcours",
    );
    if ((row?.n ?? 0) > 0) quiet = 0;
  }
}

async function partsOf(system: System): Promise<number> {
  const [row] = await system.sql<{ n: number }>(
    "SELECT toUInt32(count()) AS n FROM system.parts WHERE active AND table = 'journeys'",
    "parcours",
  );
  return row?.n ?? 0;
}
