import { rebuild } from "../../processors/rebuild.ts";
import { ending } from "../roles/messages.ts";
import type { Settings } from "../settings.ts";
import { StartupError } from "../startup-error.ts";
import { openStore } from "../store/open-store.ts";
import { migrateStore } from "./migrate.ts";
import { progressLine } from "./progress.ts";

/** `parcours rebuild`: journeys and moments anew out of all events, by the definitions of now. */
export async function rebuildHistory(settings: Settings): Promise<void> {
  const signal = ending();
  const store = openStore(settings);
  const line = progressLine("Rebuilding");
  try {
    if (!(await store.ping())) {
      const message =
        "The store does not answer. Start Parcours (npm start), or set PARCOURS_STORE_URL.";
      throw new StartupError("store-unreachable", message);
    }
    await migrateStore(store);
    const { journeys, events, caughtUp } = await rebuild({
      store,
      tenants: settings.config.tenants,
      signal,
      onProgress: ({ events: done, of }) => {
        line.say(of === 0 ? 1 : done / of, done, "events");
      },
    });
    line.end();
    const number = (value: number) => value.toLocaleString("en");
    process.stdout.write(
      `${number(journeys)} journeys out of ${number(events)} events were folded again; ` +
        `${number(caughtUp)} once more, because events came meanwhile.\n` +
        "The figures are those of the definitions that stand in the configuration now.\n",
    );
  } catch (cause) {
    line.end();
    if (!signal.aborted) throw cause;
    const message =
      "Interrupted: the figures are as they were. Run it again to rebuild from the start.";
    throw new StartupError("interrupted", message, { cause });
  } finally {
    await store.close();
  }
}
