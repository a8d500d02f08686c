import { FIRST_MINTED } from "../../schemas/journey-id.ts";
import { shardOf } from "./cluster.ts";
import type { Store } from "./port.ts";
import { StartupError } from "../startup-error.ts";

/** By table, the instant at which a row's age begins. All of a journey goes at once: with its week. */
const AGE_OF = {
  events: mintedOr("time"),
  journeys: mintedOr("last"),
  moments: mintedOr("started"),
  employee_answers: mintedOr("time"),
  rejects: "received",
} as const;
type Table = keyof typeof AGE_OF;

/** For how many days a table keeps its rows; a table that is not named keeps them for ever. */
export type Keep = Partial<Record<Table, number>>;

/** What is folded from events can't be made again without them. */
const NEED_EVENTS = ["journeys", "moments"] as const;

/**
 * Reads `events=400,journeys=400,rejects=90`.
 * @throws {StartupError} when it names what is no table, or when events would go before what is made of them.
 */
export function parseKeep(text: string): Keep {
  const keep: Keep = {};
  for (const part of text.split(",").filter((one) => one.trim() !== "")) {
    const [, table = "", days = ""] = /^\s*(\w+)\s*=\s*(\d{1,5})\s*$/.exec(part) ?? [];
    if (!Object.hasOwn(AGE_OF, table) || Number(days) < 1) {
      const message = `PARCOURS_KEEP_DAYS doesn't understand "${part.trim()}". It wants days by table, such as events=400,journeys=400; the tables are ${Object.keys(AGE_OF).join(", ")}.`;
      throw new StartupError("keep-days", message);
    }
    keep[table as Table] = Number(days);
  }
  for (const table of NEED_EVENTS) {
    if ((keep.events ?? Infinity) >= (keep[table] ?? Infinity)) continue;
    const message = `PARCOURS_KEEP_DAYS keeps ${table} longer than events, and "parcours rebuild" could not make them again: give ${table} at most ${String(keep.events)} days too.`;
    throw new StartupError("keep-days", message);
  }
  return keep;
}

/** Rejects that could not be read hide no person, and go after 30 days whatever is said. */
const UNREADABLE = "toDateTime(received) + toIntervalDay(30) WHERE parsed = 0";

/**
 * Lets the store drop what is older: whole weeks at once, within hours after they have passed. Says
 * nothing to a table that knows already; returns those that were told.
 */
export async function keepFor(store: Store, keep: Keep): Promise<readonly Table[]> {
  const told: Table[] = [];
  for (const [table, instant] of Object.entries(AGE_OF) as [Table, string][]) {
    const days = keep[table];
    const wanted = [
      ...(days === undefined ? [] : [`toDateTime(${instant}) + toIntervalDay(${String(days)})`]),
      ...(table === "rejects" ? [UNREADABLE] : []),
    ].join(", ");
    const known = await ttlOf(store, table);
    if (plain(known) === plain(wanted)) continue;
    // What is there already is gone through in the background: nobody waits for months of rows.
    const change = wanted === "" ? "REMOVE TTL" : `MODIFY TTL ${wanted}`;
    await store.command(`ALTER TABLE ${table} ${change} SETTINGS mutations_sync = 0`);
    told.push(table);
  }
  return told;
}

async function ttlOf(store: Store, table: Table): Promise<string> {
  const [row] = await store.query<{ definition: string }>(
    `SELECT engine_full AS definition FROM system.tables
     WHERE database = currentDatabase() AND name IN {names: Array(String)} AND engine LIKE '%MergeTree'`,
    { names: [table, shardOf(table)] },
  );
  return / TTL ([^]*?)(?: SETTINGS |$)/.exec(row?.definition ?? "")?.[1] ?? "";
}

/** Without what the engine adds when it writes an expression back. */
function plain(ttl: string): string {
  return ttl.replaceAll(" DELETE", "").replaceAll(/[\s()`]/g, "");
}

/** An id without a time in it says nothing about age. */
function mintedOr(column: string): string {
  return `if(minted < toDateTime64('${new Date(FIRST_MINTED).toISOString().slice(0, 10)} 00:00:00', 3, 'UTC'), ${column}, minted)`;
}
