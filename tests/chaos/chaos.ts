import { setTimeout as pause } from "node:timers/promises";
import type { Broker } from "../../infra/broker/cluster.ts";
import { quantile } from "../bench/quantile.ts";
import { seeded, type Random } from "../bench/random.ts";
import { startCluster, type Cluster } from "../support/brokers.ts";
import { startParcours, type Running } from "../support/running.ts";
import { compare, type Comparison } from "./compare.ts";
import { expectedJourneys, type SentEvent } from "./oracle.ts";
import { pastLines } from "./past-lines.ts";
import { sendAll, type SendingReport } from "./senders.ts";
import { blowsAt } from "./victims.ts";

export interface ChaosOptions {
  /** About so many: journeys are whole. */
  readonly events: number;
  readonly kills: number;
  readonly seed: number;
  readonly log: "file" | "kafka";
  readonly say: (line: string) => void;
}

export interface Ready {
  readonly p50: number;
  readonly p95: number;
  readonly most: number;
}

export interface ChaosReport extends Comparison {
  readonly acknowledged: number;
  readonly sending: SendingReport;
  /** How often each blow fell. */
  readonly blows: Readonly<Record<string, number>>;
  /** From each blow, or the end of the freeze, until every part answers; in ms. */
  readonly readyMs: Ready;
  /** The same, by blow. */
  readonly readyMsAfter: Readonly<Record<string, Ready>>;
  readonly seconds: number;
}

const BROKERS = 3;
const READY_WITHIN_MS = 120_000;

/**
 * A whole Parcours under load whose parts are killed, frozen and restarted at random, and then the
 * proof: everything that was acknowledged is there once, and every figure is the oracle's.
 */
export async function chaos(options: ChaosOptions): Promise<ChaosReport> {
  const { kills, log, say } = options;
  const began = performance.now();
  const random = seeded(options.seed);
  const lines = pastLines(options.events, options.seed);
  say(`${lines.length.toLocaleString("en")} events prepared`);
  const cluster = log === "kafka" ? await startCluster(BROKERS) : undefined;
  const parcours = await startParcours({ env: environmentOf(cluster) });
  try {
    let struck = 0;
    const sending = sendAll({
      lines,
      random: seeded(options.seed + 1),
      url: parcours.url,
      key: parcours.keys.write,
      allowed: () => (struck >= kills ? 1 : (struck + 0.5) / kills),
    });
    sending.catch(() => undefined); // awaited below
    const took = await strike(parcours, cluster?.brokers ?? [], random, kills, (count) => {
      struck = count;
      if (count % 10 === 0) say(`${String(count)} of ${String(kills)} blows`);
    });
    const sent = await sending;
    say("all is acknowledged; comparing");
    await parcours.ready();
    await parcours.settled();
    const events = lines.map((line) => JSON.parse(line) as SentEvent);
    const ids = new Set(events.map(({ id }) => id));
    const comparison = await compare(parcours, ids, expectedJourneys(events));
    return {
      ...comparison,
      acknowledged: ids.size,
      sending: sent,
      blows: mapValues(took, (ms) => ms.length),
      readyMs: readyOf(Object.values(took).flat()),
      readyMsAfter: mapValues(took, readyOf),
      seconds: (performance.now() - began) / 1000,
    };
  } finally {
    await parcours.stop();
    await cluster?.stop();
  }
}

function environmentOf(cluster: Cluster | undefined): Readonly<Record<string, string>> {
  return cluster === undefined ? {} : { PARCOURS_KAFKA: cluster.addresses.join(",") };
}

async function strike(
  parcours: Running,
  brokers: readonly Broker[],
  random: Random,
  kills: number,
  onBlow: (count: number) => void,
) {
  const took: Record<string, number[]> = {};
  const next = blowsAt(parcours, brokers, random);
  for (let count = 1; count <= kills; count += 1) {
    const blow = next.next().value;
    await blow.strike();
    (took[blow.name] ??= []).push(await untilReady(parcours));
    onBlow(count);
    await pause(random() * 300);
  }
  return took;
}

function readyOf(ms: readonly number[]): Ready {
  return { p50: quantile(ms, 0.5), p95: quantile(ms, 0.95), most: Math.max(0, ...ms) };
}

function mapValues<From, To>(
  all: Readonly<Record<string, From>>,
  change: (one: From) => To,
): Readonly<Record<string, To>> {
  return Object.fromEntries(Object.entries(all).map(([name, one]) => [name, change(one)]));
}

/** Until every part has a process and `/readyz` says so, in ms. */
async function untilReady({ url, pids }: Running): Promise<number> {
  const began = performance.now();
  await pause(5); // for the kernel to tell that somebody has died
  for (;;) {
    const { front, processor, store } = pids();
    const isWhole = [front, processor, store].every((pid) => pid !== undefined);
    if (isWhole && (await isReady(url))) return performance.now() - began;
    if (performance.now() - began > READY_WITHIN_MS)
      throw new Error("Not ready within two minutes.");
    await pause(10);
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}
