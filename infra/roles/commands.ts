import type { Command } from "commander";
import { readSettings } from "../settings.ts";

/** Each is one process: the supervisor starts them, or at scale whoever runs them, as often as wanted. */
export function addRoles(parcours: Command): void {
  for (const [role, what] of [
    ["collector", "takes events over HTTP and from inboxes into the log"],
    ["api", "answers questions, and serves the pages"],
  ] as const) {
    parcours
      .command(role)
      .description(`One process alone: ${what}`)
      .action(async () => {
        const { runWeb } = await import("./web.ts");
        await runWeb(readSettings(), role);
      });
  }
  parcours
    .command("processor")
    .description("One process alone: makes journeys and moments of what is in the log")
    .action(async () => {
      const { runProcessorRole } = await import("./processor.ts");
      await runProcessorRole(readSettings());
    });
  parcours
    .command("watch")
    .description("One process alone: sees who waits now; of several one is active, others stand by")
    .action(async () => {
      const { runWatchRole } = await import("./watch.ts");
      await runWatchRole(readSettings());
    });
  const hidden = { hidden: true };
  parcours.command("front", hidden).action(async () => {
    const { runWeb } = await import("./web.ts");
    await runWeb(readSettings(), "front");
  });
  parcours.command("spare", hidden).action(async () => {
    const { waitForTurn } = await import("./spare.ts");
    await waitForTurn();
  });
  parcours.command("store", hidden).action(async () => {
    const { runStore } = await import("./store.ts");
    await runStore(readSettings());
  });
  parcours
    .command("look-at-log", hidden)
    .argument("<dir>")
    .argument("<group>")
    .action(async (dir: string, group: string) => {
      const { lookAndTell } = await import("../log/look-inside.ts");
      lookAndTell(dir, group);
    });
  parcours.command("simulator", hidden).action(async () => {
    const { simulateAlways } = await import("../commands/simulate.ts");
    await simulateAlways(readSettings());
  });
}
