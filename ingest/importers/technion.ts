import { mintUuid } from "../mint.ts";
import type { Adapter, Reading } from "./adapter.ts";

const DAY_MS = 86_400_000;
const HALF_DAY_MS = DAY_MS / 2;
const SOURCE = "urn:parcours:import:technion";
const NEVER = "0:00:00";

type Row = Readonly<Record<string, string>>;

/** The call log of a bank's call centre: one row a call, times of day that wrap at midnight. */
export const technion: Adapter = {
  rows: "csv",
  read(row) {
    return typeof row === "string" ? notRight("a CSV file with a header") : readCall(row);
  },
};

function readCall(row: Row): Reading {
  const { date = "", outcome = "" } = row;
  if (outcome === "PHANTOM") return { kind: "skip", because: "phantom call" };
  if (outcome !== "AGENT" && outcome !== "HANG") return notRight("outcome AGENT, HANG or PHANTOM");
  const midnight = Date.parse(`${date}T00:00:00Z`);
  const entry = midnight + timeOfDay(row["vru_entry"]);
  if (Number.isNaN(entry)) return notRight("date YYYY-MM-DD and vru_entry H:MM:SS");
  // A time more than twelve hours before the call's beginning is on the next day.
  const at = (column: string): number => {
    const time = midnight + timeOfDay(row[column]);
    return entry - time > HALF_DAY_MS ? time + DAY_MS : time;
  };
  const call = callOf(row, entry);
  const exit = at("vru_exit");
  const isQueued = row["q_start"] !== NEVER;
  if (outcome === "HANG" && !isQueued) return events(call, [["ticket.cancelled", exit]]);
  const waitFrom = isQueued ? at("q_start") : exit;
  const waitUntil = isQueued ? at("q_exit") : exit;
  if (outcome === "HANG") {
    return events(call, [
      ["wait.started", waitFrom],
      ["wait.abandoned", waitUntil],
    ]);
  }
  const isMissing = row["ser_start"] === NEVER && row["ser_exit"] === NEVER;
  return events(call, [
    ["wait.started", waitFrom],
    ["wait.ended", waitUntil],
    ["service.started", isMissing ? waitUntil : at("ser_start")],
    ["service.ended", isMissing ? waitUntil : at("ser_exit"), { outcome: "resolved" }],
  ]);
}

interface Call {
  readonly key: string;
  readonly envelope: Readonly<Record<string, string>>;
  readonly entry: number;
  readonly ticket: Readonly<Record<string, string>>;
  readonly server: string | undefined;
}

function callOf(row: Row, entry: number): Call {
  const key = `${row["date"] ?? ""}/${row["vru+line"] ?? ""}/${row["call_id"] ?? ""}`;
  const customer = row["customer_id"];
  return {
    key,
    entry,
    envelope: {
      specversion: "1.0",
      source: SOURCE,
      subject: mintUuid(entry, `technion/${key}`),
      site: "technion-bank",
      channel: "phone",
      ...(customer === undefined || customer === "0" ? {} : { customer: `technion/${customer}` }),
    },
    ticket: { service: row["type"] ?? "", priority: row["priority"] ?? "" },
    server: row["server"] === "NO_SERVER" ? undefined : row["server"],
  };
}

type Step = readonly [type: string, at: number, data?: object];

function events(call: Call, steps: readonly Step[]): Reading {
  const all: readonly Step[] = [["ticket.issued", call.entry, call.ticket], ...steps];
  if (all.some(([, at]) => Number.isNaN(at))) return notRight("times written H:MM:SS");
  return {
    kind: "events",
    events: all.map(([type, at, data]) => ({
      ...call.envelope,
      ...(type.startsWith("service.") && call.server !== undefined ? { staff: call.server } : {}),
      id: `${call.key}/${type}`,
      type,
      time: new Date(at).toISOString(),
      ...(data === undefined ? {} : { data }),
    })),
  };
}

/** ms since midnight of `H:MM:SS`. */
function timeOfDay(text: string | undefined): number {
  const [, hours, minutes, seconds] = /^(\d{1,2}):(\d{2}):(\d{2})$/.exec(text ?? "") ?? [];
  return (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
}

function notRight(expected: string): Reading {
  return { kind: "reject", because: "not a Technion row", detail: `Expected ${expected}.` };
}
