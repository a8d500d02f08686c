import { join } from "node:path";
import type { Benchmark, Context } from "./bench.ts";
import { startChild, type Child } from "./child.ts";
import { LIVE_PACE, prepareLive } from "./prepare.ts";
import { costOfLooking, LOOK_MS, probe, type Probed } from "./probes.ts";
import { quantile } from "./quantile.ts";
import { ms, type Figure } from "./report.ts";
import type { Sent } from "./sender.ts";
import { startSystem, type System } from "./system.ts";

const RATES = [1_000, 5_000] as const;
const PER_REQUEST = 20;
const HISTORY = 200_000;
const AIM_MS = 500;

/**
 * From the 202 to the first query that shows the journey, while a network sends at a steady rate
 * whatever the answers do. The floor is the same with nothing but the probes: the wait for company
 * and one small insert.
 */
export const freshness: Benchmark = async (context) => {
  const { folder, day, options, say } = context;
  const system = await startSystem({ folder, profile: options.profile });
  const sender = startChild("sender.ts");
  try {
    await fill(system, sender, day.file, Math.min(HISTORY, day.events));
    const looking = await costOfLooking(system, 3);
    const idle = await probe(system, options.seconds / 3, 7);
    say(`idle: ${words(idle)}`);
    const figures: Figure[] = [];
    const notes = [
      `freshness: probed every 50 ms, looked for every ${LOOK_MS} ms, which alone costs the store ` +
        `${looking.toFixed(2)} cores; ${PER_REQUEST} events a request, visits ${1 / LIVE_PACE} times ` +
        `faster than real ones, ${Math.min(HISTORY, day.events).toLocaleString("en")} events before`,
    ];
    for (const rate of RATES) {
      const live = await measureAt(context, system, sender, rate);
      say(`${rate} events/s: ${words(live.probed)}`);
      figures.push(figure(rate, live.probed, idle));
      notes.push(`freshness at ${rate.toLocaleString("en")}/s: ${live.note}`);
    }
    return { figures, notes };
  } finally {
    await Promise.all([system.stop(), sender.end()]);
  }
};

async function fill(system: System, sender: Child, file: string, count: number): Promise<void> {
  await sender.ask({ kind: "load", file });
  const { port, keys } = system;
  const load = { first: 0, count, perRequest: 200, connections: 16, port, key: keys.write };
  await sender.ask({ kind: "send", ...load });
  await system.caughtUp();
}

async function measureAt(
  { folder, options: { seconds } }: Context,
  system: System,
  sender: Child,
  rate: number,
): Promise<{ probed: Probed; note: string }> {
  // If making the events takes longer than this, they are a little old, which changes nothing.
  const start = Date.now() + 2_000 + seconds * rate * 0.02;
  const file = join(folder, `live-${rate}.ndjson`);
  const live = { seed: rate, start, seconds, eventsPerSecond: rate };
  const { events } = await prepareLive(file, live);
  await sender.ask({ kind: "load", file });
  const startAt = Math.max(Date.now() + 500, start);
  const before = { usage: system.usage(), ages: await agesOf(system) };
  const [sent, probed] = await Promise.all([
    sender.ask<Sent>({
      kind: "send",
      first: 0,
      count: events,
      perRequest: PER_REQUEST,
      connections: 64,
      eventsPerSecond: rate,
      startAt,
      port: system.port,
      key: system.keys.write,
    }),
    // Starts a second into the load, and ends before it.
    new Promise((resolve) => setTimeout(resolve, startAt + 1_000 - Date.now())).then(() =>
      probe(system, seconds - 2, rate),
    ),
  ]);
  await new Promise((resolve) => setTimeout(resolve, 1_500)); // the processor tells once a second
  const after = { usage: system.usage(), ages: await agesOf(system) };
  const roles = ["front", "processor", "store"] as const;
  const cores = roles.map((role) => {
    const cpu = after.usage[role].cpuSeconds - before.usage[role].cpuSeconds;
    return `${role} ${((cpu * 1000) / sent.ms).toFixed(2)}`;
  });
  const note =
    `p50 ${ms(quantile(probed.latencies, 0.5))}, n ${probed.latencies.length}; sent at ` +
    `${Math.round((events * 1000) / sent.ms)}/s, at worst ${ms(sent.latestMs)} late, 202 after p99 ` +
    `${ms(sent.p99Ms)}; cores: ${cores.join(", ")}, sender ${((sent.cpuSeconds * 1000) / sent.ms).toFixed(2)}; ` +
    `the processor's own p99 of a batch's oldest: ≤ ${boundOf(before.ages, after.ages, 0.99)} s`;
  return { probed, note };
}

function figure(rate: number, probed: Probed, idle: Probed): Figure {
  const p99 = quantile(probed.latencies, 0.99);
  const floor = quantile(idle.latencies, 0.99);
  return {
    what: `freshness p99 at ${rate.toLocaleString("en")} events/s, floor: idle`,
    measured: ms(p99),
    floor: ms(floor),
    ratio: floor / p99,
    aim: `≤ ${AIM_MS} ms`,
    isMet: p99 <= AIM_MS,
  };
}

function words({ latencies }: Probed): string {
  return `p50 ${ms(quantile(latencies, 0.5))}, p99 ${ms(quantile(latencies, 0.99))}`;
}

type Ages = ReadonlyMap<string, number>;

/** The processor's own histogram: batches by the age of their oldest record, cumulative. */
async function agesOf(system: System): Promise<Ages> {
  const text = await (await fetch(`http://127.0.0.1:${system.port}/metrics`)).text();
  const buckets = text.matchAll(
    /^parcours_processor_age_seconds_bucket\{.*?le="([^"]+)".*?\} (\d+)/gm,
  );
  return new Map([...buckets].map(([, le = "", count]) => [le, Number(count)]));
}

/** The bound of the bucket in which a quantile of what came between lies. */
function boundOf(before: Ages, after: Ages, share: number): string {
  const between = [...after].map(([le, count]) => [le, count - (before.get(le) ?? 0)] as const);
  const total = Math.max(...between.map(([, count]) => count));
  return between.find(([, count]) => count >= share * total)?.[0] ?? "unknown";
}
