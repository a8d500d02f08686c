import { once } from "node:events";
import { readSettings } from "../settings.ts";

/**
 * Loads what a front needs, and waits for its turn: when the front dies, this process takes its place
 * at once, while another would still be loading.
 */
export async function waitForTurn(): Promise<void> {
  const turn = once(process, "message");
  process.once("disconnect", leave);
  const { runWeb } = await import("./web.ts");
  await turn;
  process.off("disconnect", leave);
  process.title = "parcours front";
  await runWeb(readSettings(), "front");
}

/** Nobody is left whose turn could come. */
function leave(): void {
  process.exit();
}
