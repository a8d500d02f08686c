import type { Manifest } from "../backup/manifest.ts";

/** What a backup holds, a line each. */
export function contentsText({ holds, rows, waiting }: Manifest): string {
  if (holds === "secrets") return "  secrets and keys; neither log nor store\n";
  const lines = Object.entries(rows).map(
    ([table, count]) => `  ${table.padEnd(18)}${count.toLocaleString("en").padStart(12)} rows\n`,
  );
  const again = waiting.reduce((sum, { events }) => sum + events, 0);
  const log = `  ${"log".padEnd(18)}${again.toLocaleString("en").padStart(12)} events to be read again at the next start\n`;
  return [...lines, log].join("");
}
