/**
 * The Technion week, counted a second time: from the file's own columns by plain arithmetic, with
 * nothing of Parcours in it.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/** Where the week is on the machines of those who develop Parcours; a user's clone has none. */
export const WEEK_FILE = join(import.meta.dirname, "../../../shared/data/technion_week.csv.gz");

/** A call that counts: phantom ones are gone. Times in seconds since 1970. */
export interface Call {
  readonly service: string;
  readonly priority: string;
  readonly started: number;
  readonly status: "served" | "abandoned" | "cancelled";
  readonly wait: number;
  readonly handle: number;
  readonly suspect: boolean;
}

/** The file's lines, the header first. */
export function weekLines(): readonly string[] {
  const text = gunzipSync(readFileSync(WEEK_FILE)).toString("utf8");
  return text.split(/\r?\n/).filter((line) => line !== "");
}

export function callsOf([header = "", ...lines]: readonly string[]): readonly Call[] {
  const names = header.split(",");
  return lines.flatMap((line) => {
    const cells = line.split(",");
    const call = readCall(
      Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ""])),
    );
    return call === undefined ? [] : [call];
  });
}

const HALF_DAY = 43_200;

function readCall(row: Readonly<Record<string, string>>): Call | undefined {
  if (row["outcome"] === "PHANTOM") return undefined;
  const midnight = Date.parse(`${row["date"] ?? ""}T00:00:00Z`) / 1000;
  const clock = (name: string): number => {
    const [hours = 0, minutes = 0, seconds = 0] = (row[name] ?? "").split(":").map(Number);
    return hours * 3600 + minutes * 60 + seconds;
  };
  const entry = midnight + clock("vru_entry");
  const time = (name: string): number => {
    const read = midnight + clock(name);
    return read < entry - HALF_DAY ? read + 2 * HALF_DAY : read;
  };
  const queued = row["q_start"] !== "0:00:00";
  const served = row["outcome"] === "AGENT";
  const waitFrom = time(queued ? "q_start" : "vru_exit");
  const waitUntil = time(queued ? "q_exit" : "vru_exit");
  const missing = row["ser_start"] === "0:00:00" && row["ser_exit"] === "0:00:00";
  const serviceFrom = missing ? waitUntil : time("ser_start");
  const serviceUntil = missing ? waitUntil : time("ser_exit");
  const times = [entry, waitFrom, waitUntil, ...(served ? [serviceFrom, serviceUntil] : [])];
  return {
    service: row["type"] ?? "",
    priority: row["priority"] ?? "",
    started: Math.min(...times),
    status: served ? "served" : queued ? "abandoned" : "cancelled",
    wait: waitUntil - waitFrom,
    handle: serviceUntil - serviceFrom,
    suspect: served && waitUntil - serviceFrom > 5,
  };
}

/** Seconds of the service level. */
export const WITHIN = 60;

/** Every figure of waits that the week has something to say about, under the names of the columns. */
export function figuresOf(calls: readonly Call[]): Readonly<Record<string, number | null>> {
  const those = (status: Call["status"]) => calls.filter((call) => call.status === status);
  const [served, abandoned] = [those("served"), those("abandoned")];
  const waits = served.map(({ wait }) => wait).sort((a, b) => a - b);
  const offered = served.length + abandoned.length;
  const within = waits.filter((wait) => wait <= WITHIN).length;
  const percentile = (p: number) => waits[Math.floor(p * waits.length)] ?? null;
  const waited = [...served, ...abandoned].map(({ wait }) => wait);
  return {
    journeys: calls.length,
    offered,
    served: served.length,
    abandoned: abandoned.length,
    cancelled: those("cancelled").length,
    no_shows: 0,
    censored: 0,
    open: 0,
    suspect: calls.filter(({ suspect }) => suspect).length,
    zero_waits: waits.filter((wait) => wait === 0).length,
    ...share("abandonment", abandoned.length, offered),
    asa_seconds: mean(waits),
    wait_p50_seconds: percentile(0.5),
    wait_p75_seconds: percentile(0.75),
    wait_p90_seconds: percentile(0.9),
    wait_p95_seconds: percentile(0.95),
    wait_p99_seconds: percentile(0.99),
    ...share("service_level_of_offered", within, offered),
    ...share("service_level_of_answered", within, served.length),
    handle_seconds: mean(served.map(({ handle }) => handle)),
    patience_seconds: abandoned.length === 0 ? null : sum(waited) / abandoned.length,
  };
}

const Z = 1.959964;

/** A share of n, with Wilson's interval as METRICS.md writes it. */
function share(name: string, part: number, n: number): Record<string, number | null> {
  if (n === 0) return { [name]: null, [`${name}_n`]: 0 };
  const p = part / n;
  const below = 1 + Z ** 2 / n;
  const centre = (p + Z ** 2 / (2 * n)) / below;
  const half = (Z / below) * Math.sqrt((p * (1 - p)) / n + Z ** 2 / (4 * n ** 2));
  return {
    [name]: p,
    [`${name}_low`]: Math.max(0, centre - half),
    [`${name}_high`]: Math.min(1, centre + half),
    [`${name}_n`]: n,
  };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]) =>
  values.length === 0 ? null : sum(values) / values.length;

/** What calls can be grouped by, as the api writes it. */
const KEYS = {
  service: ({ service }: Call) => service,
  priority: ({ priority }: Call) => priority,
  hour: ({ started }: Call) => `${iso(started).slice(0, 13)}:00:00Z`,
  day: ({ started }: Call) => iso(started).slice(0, 10),
  weekday: ({ started }: Call) => new Date(started * 1000).getUTCDay() || 7,
  hour_of_day: ({ started }: Call) => new Date(started * 1000).getUTCHours(),
} as const;
export type Key = keyof typeof KEYS;

const iso = (seconds: number) => new Date(seconds * 1000).toISOString();

/** The calls of each combination of keys. */
export function groupsOf(
  calls: readonly Call[],
  by: readonly Key[],
): ReadonlyMap<string, readonly Call[]> {
  const groups = new Map<string, Call[]>();
  for (const call of calls) {
    const key = JSON.stringify(by.map((name) => KEYS[name](call)));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [call]);
    else group.push(call);
  }
  return groups;
}
