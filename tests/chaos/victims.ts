import { setTimeout as pause } from "node:timers/promises";
import type { Broker } from "../../infra/broker/cluster.ts";
import type { Random } from "../bench/random.ts";
import type { Role, Running } from "../support/running.ts";

/** One way to hurt a system; resolves once the blow has fallen and what it takes back is taken back. */
export interface Blow {
  readonly name: string;
  strike(): Promise<void>;
}

const PARTS: readonly Role[] = ["front", "processor", "store"];

/** Blows in a random order that a seed repeats: mostly SIGKILL, now and then a freeze or a restart. */
export function* blowsAt(
  parcours: Running,
  brokers: readonly Broker[],
  random: Random,
): Generator<Blow, never> {
  const victims = [...PARTS, ...brokers];
  for (;;) {
    const victim = victims[Math.floor(random() * victims.length)] ?? "front";
    const how = random();
    const ms = Math.round(300 + random() * 1_700);
    yield typeof victim === "string"
      ? blowAtPart(parcours, victim, how, ms)
      : blowAtBroker(victim, how, ms);
  }
}

function blowAtPart(parcours: Running, part: Role, how: number, ms: number): Blow {
  // None while it is being started again, or gone since we looked: a blow into the air.
  const signalTo = (pid: number | undefined, signal: NodeJS.Signals) => {
    try {
      if (pid !== undefined) process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  };
  const kill = (signal: NodeJS.Signals) => {
    const pid = parcours.pids()[part];
    signalTo(pid, signal);
    return pid;
  };
  if (how < 0.7) return { name: `SIGKILL ${part}`, strike: async () => void kill("SIGKILL") };
  if (how < 0.85) return { name: `restart ${part}`, strike: async () => void kill("SIGTERM") };
  return {
    name: `SIGSTOP ${part}`,
    async strike() {
      const pid = kill("SIGSTOP");
      await pause(ms);
      signalTo(pid, "SIGCONT");
    },
  };
}

function blowAtBroker(broker: Broker, how: number, ms: number): Blow {
  if (how < 0.7) {
    return {
      name: "SIGKILL broker",
      async strike() {
        await broker.signal("SIGKILL");
        await pause(ms);
        await broker.start();
      },
    };
  }
  return {
    name: "SIGSTOP broker",
    async strike() {
      await broker.signal("SIGSTOP");
      await pause(2 * ms);
      await broker.signal("SIGCONT");
    },
  };
}
