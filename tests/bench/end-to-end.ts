import { mkdirSync, rmSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import type { Benchmark, Context } from "./bench.ts";
import { startChild } from "./child.ts";
import { busySeconds, type Usage } from "./machine.ts";
import { ms, perSecond, rate, type Figure } from "./report.ts";
import type { RowFile } from "./rows.ts";
import type { Sent } from "./sender.ts";
import type { StoreFloor, StoreFloorOrder } from "./store-floor.ts";
import { ROLES, startSystem, type Role, type System } from "./system.ts";

const PER_REQUEST = 200;
const AIM = { eventsPerSecond: 80_000, ofJson: 0.8, memoryBytes: 1.5 * 2 ** 30 };
/** The part of the events that comes before the clock starts: a service runs for weeks, not for 20 s. */
const WARM_UP = 0.2;
const MIB = 2 ** 20;

/**
 * HTTP to queryable: from the first request until nothing lags and the store holds exactly what was
 * sent. Floors: the rows that come out, inserted straight into chDB as JSON and as Arrow.
 */
export const endToEnd: Benchmark = async (context) => {
  const { events } = context.day;
  const floors = await measureFloors(context);
  const run = await measureRun(context);
  const reached = perSecond(run.events, run.ms);
  const ratio = (floor: StoreFloor) => reached / perSecond(events, floor.ms);
  const figure = (floor: StoreFloor, name: string, more: Partial<Figure>): Figure => ({
    what: `HTTP to queryable, floor: ${name}`,
    measured: rate(run.events, run.ms),
    floor: rate(events, floor.ms),
    ratio: ratio(floor),
    ...more,
  });
  return {
    figures: [
      {
        what: `HTTP to queryable, ${PER_REQUEST} a request`,
        measured: rate(run.events, run.ms),
        aim: `≥ ${AIM.eventsPerSecond.toLocaleString("en")}/s`,
        isMet: reached >= AIM.eventsPerSecond,
      },
      figure(floors.json, "the same rows as JSONEachRow", {
        aim: `≥ ${AIM.ofJson}`,
        isMet: ratio(floors.json) >= AIM.ofJson,
      }),
      figure(floors.jsonWithoutMoments, "JSONEachRow, no moments", {}),
      figure(floors.arrow, "the same rows as Arrow", {}),
      {
        what: "peak memory of all processes",
        measured: `${Math.round(run.peakBytes / MIB)} MiB`,
        aim: `< ${AIM.memoryBytes / MIB} MiB`,
        isMet: run.peakBytes < AIM.memoryBytes,
      },
    ],
    notes: [...run.notes, floorNote(floors)],
  };
};

interface Floors {
  readonly json: StoreFloor;
  /** Of events and journeys alone, for those who would have no third table. */
  readonly jsonWithoutMoments: StoreFloor;
  readonly arrow: StoreFloor;
}

/**
 * Each in a folder that is gone behind it: pages that nobody had before are dear on a virtual machine,
 * and what is still to be written to the disk would delay the next.
 */
async function measureFloors({ folder: within, day, say }: Context): Promise<Floors> {
  const folder = join(within, "floors");
  mkdirSync(folder);
  const maker = startChild("rows.ts");
  const files = await maker.ask<RowFile[]>({ file: day.file, folder });
  await maker.end();
  say("rows for the floors prepared");
  const core = files.filter(({ table }) => table === "events" || table === "journeys");
  const floorOf = async (name: string, order: Omit<StoreFloorOrder, "folder">) => {
    const child = startChild("store-floor.ts");
    const own = join(folder, name);
    const floor = await child.ask<StoreFloor>({ folder: own, ...order });
    await child.end();
    rmSync(own, { recursive: true });
    say(`floor, ${name}: ${rate(day.events, floor.ms)}`);
    return floor;
  };
  const floors = {
    json: await floorOf("json", { format: "JSONEachRow", files }),
    jsonWithoutMoments: await floorOf("json-core", { format: "JSONEachRow", files: core }),
    arrow: await floorOf("arrow", { format: "ArrowStream", files }),
  };
  rmSync(folder, { recursive: true });
  return floors;
}

/** A day that was sent over HTTP until all of it could be asked for. */
export interface Run {
  readonly events: number;
  readonly ms: number;
  readonly peakBytes: number;
  readonly notes: readonly string[];
}

/** @param env More of the environment, such as the address of a broker. */
export async function measureRun(
  { folder, day, options, say }: Context,
  env: Readonly<Record<string, string>> = {},
): Promise<Run> {
  const system = await startSystem({ folder, profile: options.profile, env });
  const sender = startChild("sender.ts");
  try {
    await sender.ask({ kind: "load", file: day.file });
    const memory = watchMemory(system);
    const send = (first: number, count: number) => {
      const to = { port: system.port, key: system.keys.write };
      const load = { first, count, perRequest: PER_REQUEST, connections: 16 };
      return sender.ask<Sent>({ kind: "send", ...load, ...to });
    };
    const warm = Math.floor(day.events * WARM_UP);
    const events = day.events - warm;
    await send(0, warm);
    await system.caughtUp();
    const before = { usage: system.usage(), busy: busySeconds() };
    const sent = await send(warm, events);
    say(`accepted at ${rate(events, sent.ms)}`);
    await system.caughtUp();
    const took = Date.now() - sent.startedAt;
    const most = memory.stop();
    const busy = busySeconds() - before.busy;
    const after = system.usage();
    await checkCount(system, day.events);
    say(`queryable at ${rate(events, took)}`);
    const cores = (role: Role) => after[role].cpuSeconds - before.usage[role].cpuSeconds;
    const ours = ROLES.reduce((sum, role) => sum + cores(role), sent.cpuSeconds);
    const peak = (role: Role) => `${role} ${Math.round(after[role].peakBytes / MIB)}`;
    return {
      events,
      ms: took,
      peakBytes: most.proportional,
      notes: [
        `end to end: after a warm-up of ${warm.toLocaleString("en")} events, all answered with 202 after ${ms(sent.ms)} (p99 of a request ${ms(sent.p99Ms)}, ${sent.refused} asked to come again), ` +
          `all queryable after ${ms(took)}`,
        `CPU seconds: ${ROLES.map((role) => `${role} ${cores(role).toFixed(1)}`).join(", ")}, ` +
          `sender ${sent.cpuSeconds.toFixed(1)}; other processes of the machine ${(busy - ours).toFixed(1)}; ` +
          `of ${((cpus().length * took) / 1000).toFixed(1)} that there were`,
        `memory, MiB: at most ${Math.round(most.proportional / MIB)} at once, pages that several map counted ` +
          `once, ${Math.round(most.anonymous / MIB)} of it no file; high-water marks, the log's pages ` +
          `counted in each that maps them: ${ROLES.map(peak).join(", ")}`,
      ],
    };
  } finally {
    await Promise.all([system.stop(), sender.end()]);
  }
}

/** Samples what all processes hold at once. */
function watchMemory(system: System) {
  const most = { proportional: 0, anonymous: 0 };
  const timer = setInterval(() => {
    const usages = Object.values(system.usage());
    const sum = (of: (usage: Usage) => number) => usages.reduce((all, one) => all + of(one), 0);
    most.proportional = Math.max(
      most.proportional,
      sum((usage) => usage.proportionalBytes),
    );
    most.anonymous = Math.max(
      most.anonymous,
      sum((usage) => usage.anonymousBytes),
    );
  }, 1_000);
  return {
    stop() {
      clearInterval(timer);
      return most;
    },
  };
}

/** @throws when the store, asked as any analyst would, holds more or less than was sent. */
async function checkCount(system: System, events: number): Promise<void> {
  const [found] = await system.sql<{ n: number }>(
    "SELECT toUInt32(count()) AS n FROM events FINAL",
  );
  if (found?.n !== events)
    throw new Error(`${found?.n} events are queryable, ${events} were sent.`);
}

function floorNote({ json, jsonWithoutMoments, arrow }: Floors): string {
  const cpu = (floor: StoreFloor) => floor.cpuSeconds.toFixed(1);
  return (
    `floors, CPU seconds: JSON ${cpu(json)}, without moments ${cpu(jsonWithoutMoments)}, Arrow ${cpu(arrow)}; ` +
    "batches of 50,000 events, a batch's tables side by side"
  );
}
