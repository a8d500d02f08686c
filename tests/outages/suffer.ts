import { setTimeout as pause } from "node:timers/promises";
import { usageOf } from "../bench/machine.ts";
import { compare, type Comparison } from "../chaos/compare.ts";
import { expectedJourneys, type SentEvent } from "../chaos/oracle.ts";
import { pastLines } from "../chaos/past-lines.ts";
import type { Outage, Scene } from "./scene.ts";
import { sendPatiently, type Answers } from "./senders.ts";

export interface SufferOptions {
  /** How long something is away. */
  readonly seconds: number;
  readonly eventsPerSecond: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

/** What an outage did to those who sent meanwhile, and to what they sent. */
export interface OutageReport extends Answers, Comparison {
  readonly name: string;
  /** Acknowledged so far: what the outages before this one let through counts as well. */
  readonly acknowledged: number;
  /** The most that the collector's process ever held. */
  readonly peakBytes: number;
  /** From the end of the outage until everything acknowledged was queryable. */
  readonly recoveredMs: number;
}

/** Before the outage, so that everything is under way. */
const CALM_MS = 2_000;

/** Lets a system go through its outages, and looks after each whether everything is there. */
export async function* suffer(scene: Scene, options: SufferOptions): AsyncGenerator<OutageReport> {
  const { patient, outages } = scene;
  const { seconds, eventsPerSecond, seed, say } = options;
  const sent: SentEvent[] = [];
  for (const [nth, outage] of outages.entries()) {
    const lines = pastLines((seconds + CALM_MS / 1_000) * eventsPerSecond, seed + nth);
    const sending = sendPatiently({ ...patient, lines, eventsPerSecond });
    const endedAt = await goThrough(outage, seconds, say);
    const answers = await sending;
    await patient.settled();
    const recoveredMs = performance.now() - endedAt;
    sent.push(...lines.map((line) => JSON.parse(line) as SentEvent));
    const ids = new Set(sent.map(({ id }) => id));
    const comparison = await compare(patient, ids, expectedJourneys(sent));
    const { peakBytes } = usageOf(patient.collector());
    const { name } = outage;
    yield { name, ...answers, ...comparison, acknowledged: ids.size, peakBytes, recoveredMs };
  }
}

/** Resolves to when it was over, as `performance.now()` says it. */
async function goThrough(
  outage: Outage,
  seconds: number,
  say: (line: string) => void,
): Promise<number> {
  await pause(CALM_MS);
  say(`${outage.name}, for ${String(seconds)} s`);
  await outage.begin();
  try {
    await pause(seconds * 1_000);
  } finally {
    await outage.end();
  }
  return performance.now();
}
