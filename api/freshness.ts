import type { Lag } from "../infra/log/port.ts";
import type { Store } from "../infra/store/port.ts";
import type { Freshness } from "../schemas/answer.ts";
import { instantSql } from "./questions/journeys.ts";

const KEPT_MS = 1_000;

/** How fresh the figures of a tenant are; asked of log and store at most once a second. */
export function freshnessOf(store: Store, lag: () => Promise<Lag>) {
  const known = new Map<string, { readonly at: number; readonly value: Promise<Freshness> }>();
  return function freshness(tenant: string): Promise<Freshness> {
    const held = known.get(tenant);
    if (held !== undefined && performance.now() - held.at < KEPT_MS) return held.value;
    const value = ask(store, lag, tenant);
    known.set(tenant, { at: performance.now(), value });
    value.catch(() => known.delete(tenant));
    return value;
  };
}

async function ask(store: Store, lag: () => Promise<Lag>, tenant: string): Promise<Freshness> {
  const [behindSeconds, [row]] = await Promise.all([
    lag().then(
      ({ behindMs }) => Math.round(behindMs) / 1000,
      () => null, // what is in the store can be asked all the same
    ),
    store.query<{ found: number; last: string }>(
      `SELECT count() AS found, ${instantSql("max(last)")} AS last
      FROM journeys WHERE tenant = {tenant: String}`,
      { tenant },
    ),
  ]);
  const lastEvent = row === undefined || row.found === 0 ? null : row.last;
  return { behind_seconds: behindSeconds, last_event: lastEvent };
}
