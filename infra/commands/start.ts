import { setTimeout as pause } from "node:timers/promises";
import { roleLogger } from "../logger.ts";
import { ENTRY } from "../places.ts";
import { ended, ending } from "../roles/messages.ts";
import { ownUrl, type Settings } from "../settings.ts";
import { keepFor, parseKeep } from "../store/keep.ts";
import { openStore } from "../store/open-store.ts";
import { supervise, type Supervisor } from "../supervisor.ts";
import { clientOf } from "./client.ts";
import { migrateStore } from "./migrate.ts";
import { prepareData } from "./prepare.ts";

// Events are parsed, passed on and forgotten: with more room for young objects few of them survive
// a collection, and collecting costs less.
const ROOM_FOR_THE_YOUNG = "--max-semi-space-size=32";

/** `parcours start`: everything on this machine, until it is asked to stop. */
export async function start(settings: Settings): Promise<void> {
  const { environment } = settings;
  const startedAt = performance.now();
  const signal = ending();
  const logger = roleLogger(settings, "supervisor");
  prepareData(settings);
  const supervisor = supervise({
    entry: ENTRY,
    environment: settings.variables,
    onExit(role, how, waitMs) {
      logger.warn({ part: role, how, waitMs }, "a part ended; it starts again");
    },
  });
  try {
    await Promise.race([startParts(settings, supervisor), ended(signal)]);
    const link = await linkWhenReady(settings, signal);
    if (link !== undefined) {
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      process.stdout.write(`Parcours is ready: ${link}\n  (after ${seconds} s; Ctrl+C stops it)\n`);
      if (environment.PARCOURS_SIMULATE === "on") void supervisor.start({ role: "simulator" });
      await ended(signal);
    }
  } finally {
    await supervisor.stop();
  }
}

async function startParts(settings: Settings, supervisor: Supervisor): Promise<void> {
  const keep = parseKeep(settings.environment.PARCOURS_KEEP_DAYS);
  if (settings.environment.PARCOURS_STORE_URL === undefined) {
    // The engine blocks a thread of libuv for each statement, and there are four unless told.
    await supervisor.start({ role: "store", env: { UV_THREADPOOL_SIZE: "16" } });
  }
  const store = openStore(settings);
  await migrateStore(store);
  await keepFor(store, keep);
  await store.close();
  await Promise.all([
    supervisor.start({ role: "processor", flags: [ROOM_FOR_THE_YOUNG] }),
    supervisor.start({ role: "front", flags: [ROOM_FOR_THE_YOUNG], spare: "spare" }),
  ]);
}

/** The link that signs a browser in, once every part answers; undefined when asked to stop before. */
async function linkWhenReady(settings: Settings, signal: AbortSignal): Promise<string | undefined> {
  const url = ownUrl(settings.environment);
  const environment = { ...settings.environment, PARCOURS_URL: url };
  const client = clientOf({ ...settings, environment });
  while (!signal.aborted) {
    const ready = await fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return url + (await client.ask<{ path: string }>("POST", "/v1/links")).path;
    await pause(50);
  }
  return undefined;
}
