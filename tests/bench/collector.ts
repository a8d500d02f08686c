import { join } from "node:path";
import type { Benchmark, Context } from "./bench.ts";
import { startChild, type Child } from "./child.ts";
import type { FloorOrder } from "./collector-floor.ts";
import type { Target } from "./connection.ts";
import { perSecond, rate, type Figure } from "./report.ts";
import type { Sent } from "./sender.ts";
import { startSystem } from "./system.ts";

/** A share of the events that are sent by so many a request. */
const LOADS = [
  { perRequest: 200, connections: 16, share: 0.5 },
  { perRequest: 20, connections: 32, share: 0.2 },
  { perRequest: 1, connections: 64, share: 0.03 },
] as const;
const AIM = 0.4;
const ROUNDS = 2;
const WARM_EVENTS = 20_000;

/**
 * Events that the collector answers with 202, against a server that only parses and flushes. The
 * processor stands still meanwhile (SIGSTOP), as its turn comes in the end-to-end run: here the two
 * cores belong to one server and one sender, for both sides alike.
 */
export const collector: Benchmark = async (context) => {
  const system = await startSystem({ folder: context.folder, profile: context.options.profile });
  const sender = startChild("sender.ts");
  const floor = startChild("collector-floor.ts");
  try {
    await sender.ask({ kind: "load", file: context.day.file });
    const floorPort = await floor.ask<number>({
      file: join(context.folder, "floor.ndjson"),
    } satisfies FloorOrder);
    const ours = { port: system.port, key: system.keys.write };
    const bare = { port: floorPort, key: "none" };
    await system.caughtUp();
    process.kill(system.pids.processor, "SIGSTOP");
    const figures = await measureAll(context, sender, ours, bare);
    const { peakBytes } = system.usage().front;
    return {
      figures,
      notes: [
        `collector: processor stopped; front at most ${Math.round(peakBytes / 2 ** 20)} MiB; ` +
          "the floor reads, parses and flushes in groups, and checks nothing",
      ],
    };
  } finally {
    process.kill(system.pids.processor, "SIGCONT");
    await Promise.all([system.stop(), sender.end(), floor.end()]);
  }
};

async function measureAll(
  context: Context,
  sender: Child,
  ours: Target,
  bare: Target,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  // Both sides compile their code before they are measured.
  const warm = { kind: "send", first: 0, count: WARM_EVENTS, perRequest: 20, connections: 16 };
  await sender.ask({ ...warm, ...bare });
  await sender.ask({ ...warm, ...ours });
  let first = WARM_EVENTS;
  for (const { perRequest, connections, share } of LOADS) {
    const count =
      Math.floor(((context.day.events - WARM_EVENTS) * share) / ROUNDS / perRequest) * perRequest;
    const sent: { ours: Sent[]; bare: Sent[] } = { ours: [], bare: [] };
    for (let round = 0; round < ROUNDS; round += 1) {
      const load = { kind: "send", first, count, perRequest, connections };
      sent.bare.push(await sender.ask<Sent>({ ...load, ...bare }));
      sent.ours.push(await sender.ask<Sent>({ ...load, ...ours }));
      first += count;
      context.say(`${perRequest} a request, round ${round + 1} of ${ROUNDS}`);
    }
    figures.push(figure(perRequest, count * ROUNDS, sum(sent.ours), sum(sent.bare)));
  }
  return figures;
}

interface Sum {
  readonly ms: number;
  readonly p99Ms: number;
  readonly cpuSeconds: number;
}

function sum(sent: readonly Sent[]): Sum {
  return {
    ms: sent.reduce((total, { ms }) => total + ms, 0),
    p99Ms: Math.max(...sent.map(({ p99Ms }) => p99Ms)),
    cpuSeconds: sent.reduce((total, { cpuSeconds }) => total + cpuSeconds, 0),
  };
}

function figure(perRequest: number, count: number, ours: Sum, bare: Sum): Figure {
  const ratio = perSecond(count, ours.ms) / perSecond(count, bare.ms);
  return {
    what: `collector, ${perRequest} a request (p99 ${Math.round(ours.p99Ms)} ms)`,
    measured: rate(count, ours.ms),
    floor: rate(count, bare.ms),
    ratio,
    aim: `≥ ${AIM}`,
    isMet: ratio >= AIM,
  };
}
