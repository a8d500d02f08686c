import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { Site } from "../../schemas/site.ts";
import type { Settings } from "../settings.ts";
import { StartupError } from "../startup-error.ts";
import { clientOf } from "./client.ts";

const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/** `parcours sites import`: hours stand in a column a weekday (`09:00-18:00`, empty when closed). */
export async function importSites(settings: Settings, path: string): Promise<void> {
  let rows: Record<string, string>[];
  try {
    rows = parse(readFileSync(path), { columns: true, bom: true, skip_empty_lines: true });
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : "";
    throw new StartupError("unreadable-file", `${path} cannot be read as CSV. ${said}`, { cause });
  }
  const sites = rows.map((row, index) => siteOf(row, index + 2));
  const { saved } = await clientOf(settings).ask<{ saved: number }>("PUT", "/v1/sites", { sites });
  process.stdout.write(`${String(saved)} sites saved.\n`);
}

function siteOf(row: Readonly<Record<string, string>>, line: number): Site {
  const { id, name, region = "", timezone = "", latitude, longitude } = row;
  const read = Site.safeParse({
    id,
    name: name ?? id,
    region,
    timezone,
    ...(latitude ? { latitude: Number(latitude) } : {}),
    ...(longitude ? { longitude: Number(longitude) } : {}),
    hours: DAYS.some((day) => row[day]) ? DAYS.map((day) => hoursOf(row[day])) : [],
  });
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const field = issue?.path.map(String).join(".") ?? "";
  const message = `Line ${String(line)}: ${field} ${issue?.message ?? ""}. The columns are id, name, region, timezone, latitude, longitude, ${DAYS.join(", ")}.`;
  throw new StartupError("invalid-site", message);
}

function hoursOf(text: string | undefined): { from: string; to: string } | null {
  if (text === undefined || text.trim() === "") return null;
  const [from = "", to = ""] = text.split("-").map((part) => part.trim());
  return { from, to };
}
