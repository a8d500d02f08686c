import { Command, InvalidArgumentError } from "commander";
import { whyNoCluster } from "../support/brokers.ts";
import { startParcours, type Running } from "../support/running.ts";
import { overload } from "./overload.ts";
import { atScale, embedded, onSmallDisk } from "./scenes.ts";
import type { Scene } from "./scene.ts";
import { slowConnections } from "./slow-connections.ts";
import { whyNoSmallDisk } from "./small-disk.ts";
import { suffer, type OutageReport } from "./suffer.ts";

// `npm run outages -- --seconds 60`

const MIB = 1 << 20;
const MOST_MIB = 512;

const SCENES: Readonly<
  Record<string, { readonly open: () => Promise<Scene>; readonly whyNot: () => string | undefined }>
> = {
  embedded: { open: embedded, whyNot: () => undefined },
  disk: { open: onSmallDisk, whyNot: whyNoSmallDisk },
  scale: { open: atScale, whyNot: () => whyNoCluster },
};
const LOADS = ["overload", "slow"];

const whole = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("It takes a whole number.");
  return Number(text);
};
const names = [...Object.keys(SCENES), ...LOADS];
const chosen = (text: string): readonly string[] => {
  const unknown = text.split(",").find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new InvalidArgumentError(`There is no "${unknown}"; there are ${names.join(", ")}.`);
  }
  return text.split(",");
};

interface Asked {
  readonly seconds: number;
  readonly rate: number;
  readonly times: number;
  readonly connections: number;
  readonly seed: number;
  readonly only: readonly string[];
}

const asked = new Command("outages")
  .description("Parts that are away, slow or frozen, a full disk, too much load: what senders see")
  .option("--seconds <n>", "how long each lasts", whole, 60)
  .option("--rate <n>", "events a second during outages", whole, 500)
  .option("--times <n>", "overload: how many times its capacity", whole, 3)
  .option("--connections <n>", "slow: how many", whole, 1_000)
  .option("--seed <n>", "the same seed gives the same events", whole, 1)
  .option("--only <names>", `of ${names.join(", ")} (with commas between)`, chosen, names)
  .parse()
  .opts<Asked>();

const say = (line: string) => process.stderr.write(`${line}\n`);
/** Ends with 1 when a promise was not kept. */
function expectAll(...kept: readonly boolean[]): void {
  if (kept.includes(false)) process.exitCode = 1;
}

for (const [name, { open, whyNot }] of Object.entries(SCENES)) {
  if (!asked.only.includes(name)) continue;
  const why = whyNot();
  if (why === undefined) await goThrough(await open());
  else console.log(`SKIPPED ${name}: ${why}`);
}
if (asked.only.includes("overload")) await withParcours(tooMuch);
if (asked.only.includes("slow")) await withParcours(tooSlow);

async function goThrough(scene: Scene): Promise<void> {
  const { seconds, rate: eventsPerSecond, seed } = asked;
  try {
    for await (const report of suffer(scene, { seconds, eventsPerSecond, seed, say })) {
      tell(report);
    }
  } finally {
    await scene.close();
  }
}

async function withParcours(what: (parcours: Running) => Promise<void>): Promise<void> {
  const parcours = await startParcours();
  try {
    await what(parcours);
  } finally {
    await parcours.stop();
  }
}

function tell(report: OutageReport): void {
  const { name, counts, slowestMs, late, adviceless, peakBytes, recoveredMs } = report;
  const { acknowledged, stored, lost, double, differing } = report;
  expectAll(late + adviceless + lost + double + differing.length === 0);
  expectAll(Object.keys(counts).every(isPolite), peakBytes < MOST_MIB * MIB);
  console.log(
    [
      `${name.padEnd(16)} answers ${listed(counts)}; slowest ${number(slowestMs)} ms, ${number(late)} late, ${number(adviceless)} without Retry-After`,
      `${" ".repeat(16)} collector at most ${number(peakBytes / MIB)} MiB; all queryable ${number(recoveredMs)} ms after it was over`,
      `${" ".repeat(16)} acknowledged ${number(acknowledged)}, stored ${number(stored)}, lost ${number(lost)}, double ${number(double)}, differing ${number(differing.length)}`,
      ...differing.slice(0, 5).map((line) => `  ${line}`),
    ].join("\n"),
  );
}

async function tooMuch(parcours: Running): Promise<void> {
  const { seconds, times } = asked;
  const found = await overload(parcours, { seconds, times, say });
  expectAll(found.lost + found.double === 0, Object.keys(found.counts).every(isPolite));
  console.log(
    [
      `overload         capacity ${number(found.capacityPerSecond)} events/s, offered ${number(found.offeredPerSecond)}/s (${(found.offeredPerSecond / found.capacityPerSecond).toFixed(1)} times); answers ${listed(found.counts)}`,
      `${" ".repeat(16)} answers after p50 ${number(found.p50Ms)} ms, p99 ${number(found.p99Ms)} ms`,
      `${" ".repeat(16)} acknowledged ${number(found.acknowledged)}, lost ${number(found.lost)}, double ${number(found.double)}; front at most ${number(found.peakBytes / MIB)} MiB; generator ${found.generatorCores.toFixed(2)} cores`,
    ].join("\n"),
  );
}

async function tooSlow(parcours: Running): Promise<void> {
  const { seconds, connections } = asked;
  const found = await slowConnections(parcours, { seconds, connections });
  expectAll(Object.keys(found.counts).join() === "202");
  console.log(
    [
      `slow connections ${number(found.open)} open on average, ${number(found.closed)} closed and opened again; a good sender: ${listed(found.counts)}`,
      `${" ".repeat(16)} p50 ${found.p50Ms.toFixed(1)} ms, p99 ${found.p99Ms.toFixed(1)} ms, at most ${number(found.slowestMs)} ms; generator ${found.generatorCores.toFixed(2)} cores`,
    ].join("\n"),
  );
}

/** Kept, or asked to come again. */
function isPolite(outcome: string): boolean {
  return /^(2\d\d|429|503)$/.test(outcome);
}

function number(value: number): string {
  return Math.round(value).toLocaleString("en");
}

function listed(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, count]) => `${name} ${number(count)}`)
    .join(", ");
}
