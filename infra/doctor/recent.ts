import { listed, more, SHOWN, type Count } from "./counts.ts";
import { ok, warning, type Finding } from "./finding.ts";
import type { Patient } from "./patient.ts";

const RECEIVED = "SELECT count() AS n FROM events WHERE received > now64(3) - INTERVAL 24 HOUR";
const REJECTS = `
  SELECT reason AS name, count() AS n FROM rejects FINAL
  WHERE received > now64(3) - INTERVAL 24 HOUR GROUP BY reason ORDER BY n DESC, name`;

/** Now and then an event is refused; one in a hundred is a sender that is broken. */
const MANY_REJECTS = 0.01;

/** What was refused in the last day, by reason. */
export async function recentRejects({ store: { store } }: Patient): Promise<readonly Finding[]> {
  if (store === undefined) return [];
  const [received] = await store.query<{ n: number }>(RECEIVED);
  const reasons = await store.query<Count>(REJECTS);
  const refused = reasons.reduce((sum, { n }) => sum + n, 0);
  const all = refused + (received?.n ?? 0);
  if (refused === 0) {
    return [ok("rejects", `none of ${all.toLocaleString("en")} events of the last 24 h`)];
  }
  const share = refused / all;
  const found = `${(100 * share).toFixed(2)} % of ${all.toLocaleString("en")} events of the last 24 h: ${listed(reasons, "events")}`;
  if (share < MANY_REJECTS) return [ok("rejects", found)];
  return [
    warning("rejects", {
      expected: `less than ${String(100 * MANY_REJECTS)} % of the events of the last 24 h refused`,
      found,
      todo: "Mend the senders: each answer says which attribute is wrong, and /docs what it must be. `parcours rejects list` shows what was refused, and `replay` sends it again.",
    }),
  ];
}

interface Clock {
  readonly name: string;
  readonly n: number;
  readonly behind: number;
}

// A clock that is wrong is wrong by the same for all events; what waited offline, or was imported,
// comes after times of all lengths.
const CLOCKS = `
  SELECT tenant || '/' || source AS name, count() AS n, round(quantile(0.5)(late)) AS behind
  FROM (
    SELECT tenant, source, dateDiff('second', time, received) AS late FROM events
    WHERE received > now64(3) - INTERVAL 24 HOUR
  )
  GROUP BY tenant, source
  HAVING n >= 20 AND behind >= 600 AND quantile(0.9)(late) - quantile(0.1)(late) <= 900
  ORDER BY n DESC, name`;
const LATE = `
  SELECT count() AS n FROM events
  WHERE received > now64(3) - INTERVAL 24 HOUR AND time < received - INTERVAL 24 HOUR`;

/** Senders whose clocks seem to be wrong: all that they say happened long ago, and equally long. */
export async function clocks({ store: { store } }: Patient): Promise<readonly Finding[]> {
  if (store === undefined) return [];
  const [late] = await store.query<{ n: number }>(LATE);
  const wrong = await store.query<Clock>(CLOCKS);
  const days = `${(late?.n ?? 0).toLocaleString("en")} events of the last 24 h came more than a day after they happened, as imports do`;
  if (wrong.length === 0) return [ok("clocks", `no source is behind by a constant; ${days}`)];
  const named = wrong.slice(0, SHOWN).map(({ name, behind }) => `${name} by ${spoken(behind)}`);
  return [
    warning("clocks", {
      expected: "events that come within minutes after they happened",
      found: `sources that are always behind by the same: ${named.join(", ")}${more(wrong.length)}`,
      todo: "Set their clocks (NTP). Whole hours are a time zone: times need an offset, such as Z or +02:00.",
    }),
  ];
}

function spoken(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${String(minutes)} min` : `${(minutes / 60).toFixed(1)} h`;
}
