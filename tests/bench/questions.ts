import type { Benchmark } from "./bench.ts";
import { quantile } from "./quantile.ts";
import { ms, type Figure } from "./report.ts";
import { insertPaths } from "./seed-paths.ts";
import { startSystem, type System } from "./system.ts";

const DAYS = 90;
const DAY_MS = 86_400_000;
const ROUNDS = 5;
/** Parts of the largest number of journeys at which everything is asked. */
const SIZES = [0.1, 0.3, 1];
/** The floor of paths needs all rows of a window in memory: it is asked of a part of the journeys. */
const SAMPLE = 6;

const three = ["ticket.issued", "ticket.called", "service.ended"];
const six = [
  ...["ticket.issued", "wait.started", "ticket.called"],
  ...["wait.ended", "service.started", "service.ended"],
];

interface Asked {
  readonly what: string;
  readonly path: "funnel" | "paths";
  readonly body: Readonly<Record<string, unknown>>;
  readonly floor: keyof typeof FLOORS;
  /** Times as fast as the floor. */
  readonly atLeast?: number;
  readonly atMostMs?: number;
}

const funnel = (types: readonly string[], window: string, times: boolean) => ({
  steps: types.map((type) => ({ type })),
  window,
  times,
});

/** Longer than all journeys, and shorter than a third of them. */
const [COVERS, BINDS, BINDS_MS] = ["1d", "12m", 720_000] as const;

const filtered = {
  ...funnel(three, COVERS, false),
  steps: three.map((type) => ({
    type,
    ...(type === "service.ended" && { where: { outcome: ["resolved"], desk: ["3", "4"] } }),
  })),
};
const ofCustomers = { ...funnel(three, "7d", false), unit: "customer" };

const ASKED: readonly Asked[] = [
  ask("funnel, 3 levels, window covers", "funnel", funnel(three, COVERS, false), "three", 50, 300),
  ask("funnel, 6 levels, window covers", "funnel", funnel(six, COVERS, false), "six", 50, 300),
  ask("funnel, 3 levels, window binds", "funnel", funnel(three, BINDS, false), "threeBound", 10),
  ask("funnel, 6 levels, window binds", "funnel", funnel(six, BINDS, false), "sixBound", 10),
  ask("funnel, 3 steps with times", "funnel", funnel(three, COVERS, true), "three", 8),
  ask("funnel, 6 steps with times", "funnel", funnel(six, COVERS, true), "six", 8),
  ask("funnel, 3 levels, a filter on the last", "funnel", filtered, "three", undefined, 3_000),
  ask("funnel, 3 levels, of customers", "funnel", ofCustomers, "three", undefined, 3_000),
  ask("paths, edges", "paths", { kind: "edges", times: false }, "edges", 50, 300),
  ask("paths, edges with times", "paths", { kind: "edges" }, "edges"),
  ask("paths, variants", "paths", { kind: "variants", limit: 100 }, "edges"),
  ask("paths, handovers", "paths", { kind: "handovers", between: "desk" }, "edges"),
  ask(
    ...(["paths, edges of customers", "paths"] as const),
    ...([{ unit: "customer", times: false }, "edges", undefined, 3_000] as const),
  ),
];

function ask(
  what: string,
  path: Asked["path"],
  body: Asked["body"],
  floor: Asked["floor"],
  atLeast?: number,
  atMostMs = 1_500,
): Asked {
  return { what, path, body, floor, atMostMs, ...(atLeast !== undefined && { atLeast }) };
}

function windowFunnel(types: readonly string[], windowMs: number): string {
  const steps = types.map((type) => `type = '${type}'`).join(", ");
  return `
  SELECT level, count() FROM (
    SELECT windowFunnel(${windowMs})(toUInt64(toUnixTimestamp64Milli(time)), ${steps}) AS level
    FROM events WHERE tenant = 'default' GROUP BY journey
  ) GROUP BY level`;
}

/** The same from the events, without FINAL: what an analyst would write. */
const FLOORS = {
  three: { sql: windowFunnel(three, DAY_MS), times: 1 },
  six: { sql: windowFunnel(six, DAY_MS), times: 1 },
  threeBound: { sql: windowFunnel(three, BINDS_MS), times: 1 },
  sixBound: { sql: windowFunnel(six, BINDS_MS), times: 1 },
  edges: {
    sql: `
  SELECT before, type, count() FROM (
    SELECT type, lagInFrame(type) OVER (PARTITION BY journey ORDER BY time, id
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS before
    FROM events WHERE tenant = 'default' AND cityHash64(journey) % ${SAMPLE} = 0
  ) GROUP BY before, type`,
    times: SAMPLE,
  },
};

/**
 * Funnels and paths over up to ten times as many journeys as the other benchmarks ask of, at three
 * sizes. A tenth of the journeys is there in two versions; merges do what they do meanwhile.
 */
export const questions: Benchmark = async ({ folder, options, say }) => {
  const system = await startSystem({ folder, profile: options.profile });
  try {
    const all = options.journeys * 10;
    const to = Math.ceil(Date.now() / DAY_MS) * DAY_MS;
    const span = { from: to - DAYS * DAY_MS, to };
    const figures: Figure[] = [];
    let first = 0;
    for (const size of SIZES) {
      const last = Math.round(all * size);
      await insertPaths(system, { first, last, all, ...span });
      first = last;
      await mergePast(system);
      say(await stateOf(system));
      figures.push(...(await measureAll(system, span, last, size === 1)));
    }
    const memory = Math.round(system.usage().store.peakBytes / 2 ** 20);
    return {
      figures,
      notes: [
        `questions: median of ${ROUNDS} over HTTP; floors once, over the events, without FINAL, that of paths ` +
          `over a sixth of the journeys and taken six times; the store held ${memory} MiB at most`,
      ],
    };
  } finally {
    await system.stop();
  }
};

async function measureAll(
  system: System,
  span: { readonly from: number; readonly to: number },
  journeys: number,
  isLast: boolean,
): Promise<Figure[]> {
  const range = {
    from: new Date(span.from).toISOString(),
    to: new Date(span.to + DAY_MS).toISOString(),
  };
  const floors = new Map<string, number>();
  const figures: Figure[] = [];
  for (const { what, path, body, floor, atLeast, atMostMs } of ASKED) {
    const took = await median(async () => {
      await system.api("POST", `/v1/questions/${path}`, { range, ...body });
    });
    if (isLast && !floors.has(floor)) floors.set(floor, await timeOf(system, floor));
    const least = floors.get(floor);
    const aims = [
      ...(atLeast === undefined ? [] : [`≥ ${atLeast}×`]),
      ...(atMostMs === undefined ? [] : [`≤ ${atMostMs} ms`]),
    ];
    figures.push({
      what: `${(journeys / 1e6).toLocaleString("en")} M journeys: ${what}`,
      measured: ms(took),
      ...(least !== undefined && {
        floor: ms(least),
        ratio: least / took,
        aim: aims.join(", "),
        isMet: least / took >= (atLeast ?? 0) && took <= (atMostMs ?? Infinity),
      }),
    });
  }
  return figures;
}

async function timeOf(system: System, floor: keyof typeof FLOORS): Promise<number> {
  const { sql, times } = FLOORS[floor];
  const start = performance.now();
  await system.sql(sql, "parcours");
  return (performance.now() - start) * times;
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

/** As the engine merges each week by itself, once nothing comes any more; this week's parts stay as they are. */
async function mergePast(system: System): Promise<void> {
  const parts = await system.sql<{ partition: string }>(
    `SELECT DISTINCT partition FROM system.parts
    WHERE active AND table = 'journeys' AND partition < toString(toMonday(today()))`,
    "parcours",
  );
  for (const { partition } of parts) {
    await system.sql(`OPTIMIZE TABLE journeys PARTITION '${partition}' FINAL`, "parcours");
  }
}

async function stateOf(system: System): Promise<string> {
  const [row] = await system.sql<{
    journeys: number;
    variants: number;
    parts: number;
    events: number;
  }>(
    `SELECT toUInt32(count()) AS journeys, toUInt32(uniqExact(variant)) AS variants,
      (SELECT toUInt32(count()) FROM system.parts WHERE active AND table = 'journeys') AS parts,
      (SELECT toUInt32(count()) FROM events) AS events
    FROM journeys FINAL`,
    "parcours",
  );
  const text = (n: number | undefined) => (n ?? 0).toLocaleString("en");
  return (
    `${text(row?.journeys)} journeys in ${text(row?.parts)} parts, ${text(row?.variants)} variants, ` +
    `${text(row?.events)} events`
  );
}
