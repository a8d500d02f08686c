import { existsSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { join } from "node:path";
import { backfill, live } from "../../ingest/simulator/play.ts";
import { simulatedSites } from "../../ingest/simulator/network.ts";
import { sendTo } from "../../ingest/sender.ts";
import { ending, tell } from "../roles/messages.ts";
import { ownUrl, type Settings } from "../settings.ts";
import { clientOf } from "./client.ts";
import { progressLine } from "./progress.ts";
import { writeWhole } from "../write-whole.ts";

export interface SimulateOptions {
  readonly days: number;
  readonly seed: string;
  /** Goes on from now, until it is stopped. */
  readonly live: boolean;
}

const SITES_TAKE_EFFECT_MS = 1_500;

/** `parcours simulate`: a network of forty branches and a call centre, sent like any sender sends. */
export async function simulate(settings: Settings, options: SimulateOptions): Promise<void> {
  const client = clientOf(settings);
  const signal = ending();
  const post = sendTo({ url: client.url, key: client.keys.write, signal });
  const { seed } = options;
  await client.ask("PUT", "/v1/sites", { sites: simulatedSites() });
  await pause(SITES_TAKE_EFFECT_MS);
  tell({ kind: "ready", role: "simulator" });
  try {
    const until = Date.now();
    const { first } = await fill({ days: options.days, until, seed, post, signal });
    if (options.live) await live({ seed, post, signal, since: until, first });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

type Filling = Parameters<typeof backfill>[0];

async function fill(filling: Filling): Promise<{ until: number; first: string }> {
  const line = progressLine(`Simulating the last ${String(filling.days)} days`);
  const { events, journeys, eventsPerSecond, first, until } = await backfill({
    ...filling,
    onProgress({ events: sent, secondsLeft, eventsPerSecond: rate }) {
      const total = sent + secondsLeft * rate;
      line.say(total > 0 ? sent / total : 0, sent, "events");
    },
  });
  line.end();
  const figures = `${journeys.toLocaleString("en")} journeys, ${events.toLocaleString("en")} events`;
  process.stdout.write(
    `Simulated ${String(filling.days)} days: ${figures} (${Math.round(eventsPerSecond).toLocaleString("en")}/s).\n`,
  );
  return { until, first };
}

/** What the simulated network of `npm start` has sent: kept, so that a restart goes on from there. */
interface Simulated {
  /** Everything up to this instant, in ms since 1970. */
  readonly until: number;
  /** The first day whose journeys were sent. */
  readonly first?: string;
}

/** The simulated network of `npm start`: history at the first start, then on from where it was. */
export async function simulateAlways(settings: Settings): Promise<void> {
  const { environment, dataDir } = settings;
  const path = join(dataDir, "simulated.json");
  const seed = "parcours";
  // Part of this Parcours: never sends to another, whatever PARCOURS_URL says.
  const client = clientOf({
    ...settings,
    environment: { ...environment, PARCOURS_URL: ownUrl(environment) },
  });
  const signal = ending();
  const post = sendTo({ url: client.url, key: client.keys.write, signal });
  const remember = (simulated: Simulated) => {
    writeWhole(path, JSON.stringify(simulated));
  };
  const days = environment.PARCOURS_SIMULATE_DAYS;
  try {
    if (!existsSync(path)) {
      await client.ask("PUT", "/v1/sites", { sites: simulatedSites() });
      await pause(SITES_TAKE_EFFECT_MS);
      remember(await fill({ days, until: Date.now(), seed, post, signal }));
    }
    const { until: since, first } = JSON.parse(readFileSync(path, "utf8")) as Simulated;
    const onTick = (until: number) => {
      remember({ until, ...(first === undefined ? {} : { first }) });
    };
    await live({ seed, post, signal, since, onTick, ...(first === undefined ? {} : { first }) });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
