import type { SqlValue } from "../../infra/store/port.ts";
import type { RejectsQuestion } from "../../schemas/rejects.ts";
import { instantOf } from "../range.ts";

/** Conditions on `rejects`, joined by AND, with their bound values. */
export interface Conditions {
  readonly where: string;
  readonly params: Readonly<Record<string, SqlValue>>;
}

/** Whose rejects, the time zone of their days, and when they are asked for. */
export interface RejectsAsker {
  readonly tenant: string;
  readonly timezone: string;
  /** ms since 1970. */
  readonly now: number;
}

type Filter = Exclude<keyof RejectsQuestion, "limit" | "cursor">;

const FILTERS: Readonly<Record<Filter, string>> = {
  reason: "reason = {reason: String}",
  key: "key = {key: String}",
  path: "path = {path: String}",
  since: "received >= fromUnixTimestamp64Milli({since: Int64}, 'UTC')",
  until: "received < fromUnixTimestamp64Milli({until: Int64}, 'UTC')",
  text: "position(body, {text: String}) > 0",
};

/** All that match, on whichever page. */
export function conditionsOf(
  question: RejectsQuestion,
  { tenant, timezone }: Omit<RejectsAsker, "now">,
): Conditions {
  const where = ["tenant = {tenant: String}"];
  const params: Record<string, SqlValue> = { tenant };
  for (const [name, sql] of Object.entries(FILTERS) as [Filter, string][]) {
    const value = question[name];
    if (value === undefined) continue;
    where.push(sql);
    params[name] = name === "since" || name === "until" ? instantOf(value, timezone) : value;
  }
  return { where: where.join(" AND "), params };
}

/** Those that come after a page; `cursor` is what {@link cursorOf} gave. */
export function after({ where, params }: Conditions, cursor: string | undefined): Conditions {
  const [at, last] = cursor?.split("-") ?? [];
  if (at === undefined || last === undefined) return { where, params };
  const older =
    "(received, reject) < (fromUnixTimestamp64Milli({cursor_at: Int64}, 'UTC'), {cursor: String})";
  return {
    where: `${where} AND ${older}`,
    params: { ...params, cursor_at: Number(at), cursor: last },
  };
}

/** Where a page ended: newest first, and by their ids within a millisecond. */
export function cursorOf({ received, reject }: { received: string; reject: string }): string {
  return `${String(Date.parse(received))}-${reject}`;
}
