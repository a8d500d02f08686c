import { setTimeout as pause } from "node:timers/promises";
import { usageOf } from "../bench/machine.ts";
import { quantile } from "../bench/quantile.ts";
import { postLines } from "../support/post-lines.ts";
import { eventually, type Running } from "../support/running.ts";
import { tickets, TICKETS } from "./tickets.ts";

export interface OverloadOptions {
  readonly seconds: number;
  /** How many times what it can take. */
  readonly times: number;
  readonly say: (line: string) => void;
}

export interface OverloadReport {
  /** What it takes from senders who wait for their answers. */
  readonly capacityPerSecond: number;
  /** What it was then sent, whether it answered or not. */
  readonly offeredPerSecond: number;
  /** How often each status came, or what came instead. */
  readonly counts: Readonly<Record<string, number>>;
  readonly acknowledged: number;
  /** Of the acknowledged. */
  readonly lost: number;
  readonly double: number;
  readonly peakBytes: number;
  /** CPU of the generator, as a share of one core. */
  readonly generatorCores: number;
  /** How long answers took, whatever they were, in ms. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Beyond this the generator itself would have no memory for more; what is not sent is not counted. */
const MOST_OPEN = 1_000;
const LANES = 16;
const PATIENCE_MS = 60_000;
const WITHIN_MS = 900_000;

/** More than a Parcours can take, for a while: it may refuse, and what it accepts it must have. */
export async function overload(
  parcours: Running,
  { seconds, times, say }: OverloadOptions,
): Promise<OverloadReport> {
  const counts: Record<string, number> = {};
  const acknowledged: number[] = [];
  let made = 0;

  async function send(): Promise<string> {
    const nth = made;
    made += 1;
    const body = new Uint8Array(tickets(nth));
    const { url, keys } = parcours;
    const { outcome } = await postLines({ url, key: keys.write, body, patienceMs: PATIENCE_MS });
    if (outcome === "202") acknowledged.push(nth);
    return outcome;
  }

  const capacityPerSecond = await atMost(send, Math.min(seconds, 10));
  say(`takes ${Math.round(capacityPerSecond).toLocaleString("en")} events/s`);

  const took: number[] = [];
  const cpu = process.cpuUsage();
  const open = new Set<Promise<void>>();
  const began = performance.now();
  const due = () => ((performance.now() - began) / 1_000) * ((times * capacityPerSecond) / TICKETS);
  let offered = 0;
  while (performance.now() - began < seconds * 1_000) {
    while (offered < due() && open.size < MOST_OPEN) {
      offered += 1;
      const sentAt = performance.now();
      const one = send().then((outcome) => {
        took.push(performance.now() - sentAt);
        counts[outcome] = (counts[outcome] ?? 0) + 1;
        open.delete(one);
      });
      open.add(one);
    }
    await pause(2);
  }
  const elapsed = (performance.now() - began) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  await Promise.all(open);
  say("all is answered; waiting until it is queryable");
  await eventually(
    "the backlog is worked off",
    async () => {
      await pause(1_000);
      const headers = { authorization: `Bearer ${parcours.keys.read}` };
      const lag = await fetch(`${parcours.url}/v1/lag`, { headers });
      return ((await lag.json()) as { events: number }).events === 0;
    },
    WITHIN_MS,
  );
  return {
    ...{ capacityPerSecond, offeredPerSecond: (offered * TICKETS) / elapsed, counts },
    ...(await search(parcours, acknowledged)),
    acknowledged: acknowledged.length * TICKETS,
    peakBytes: usageOf(parcours.pids().front ?? 0).peakBytes,
    generatorCores: (user + system) / 1e6 / elapsed,
    p50Ms: quantile(took, 0.5),
    p99Ms: quantile(took, 0.99),
  };
}

/** Events a second of a few senders who wait for their answers. */
async function atMost(send: () => Promise<string>, seconds: number): Promise<number> {
  const began = performance.now();
  let sent = 0;
  async function lane(): Promise<void> {
    while (performance.now() - began < seconds * 1_000) {
      if ((await send()) === "202") sent += 1;
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane));
  return (sent * TICKETS * 1_000) / (performance.now() - began);
}

/** Looks for every event of every request that was acknowledged. */
async function search(parcours: Running, acknowledged: readonly number[]) {
  const rows = await parcours.sql<{ request: string; n: string; distinct: string }>(
    `SELECT substring(id, 1, 8) AS request, count() AS n, uniqExact(id) AS distinct
     FROM events FINAL GROUP BY request`,
  );
  const found = new Map(rows.map((row) => [Number.parseInt(row.request, 16), row]));
  const lost = acknowledged.map((nth) => TICKETS - Number(found.get(nth)?.distinct ?? 0));
  const double = rows.map(({ n, distinct }) => Number(n) - Number(distinct));
  return { lost: sum(lost), double: sum(double) };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
