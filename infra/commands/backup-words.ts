import type { Manifest } from "../backup/manifest.ts";

/** What a backup holds, a line each. */
export function contentsText({ holds, rows, waiting }: Manifest): string {
  if (holds === "secrets") return "  secrets and keys; neither log nor store\n";
  const lines = Object.entries(rows).map(
    ([table, count]) => `  ${table.padEnd(18)}${count.toLocaleString("en").padStart(12)} rows\n`,
  );
  const again = waiting.reduce((sum, { events }) => sum + events, 0);
  const log = `  ${"log".padEnd(18)}${again.toLocaleString("en").padStart(12)} events to be read again at the next start\n`;
  const isRebuilding = Object.keys(rows).some((table) => table.endsWith("_rebuilt"));
  return [...lines, log, isRebuilding ? REBUILDING : ""].join("");
}

const REBUILDING =
  'It was made while "parcours rebuild" was at work: run that again after a restore.\n';
