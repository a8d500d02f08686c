import { setTimeout as pause } from "node:timers/promises";
import type { Log } from "../infra/log/port.ts";
import type { Store } from "../infra/store/port.ts";
import { LIVE_WINDOW_MS, WAITED_MS, WAITS_NOW } from "../schemas/waiting.ts";
import { PROCESSOR_GROUP } from "./run.ts";

export interface WatchDeps {
  readonly log: Pick<Log, "lag" | "lead">;
  readonly store: Pick<Store, "query">;
  /** Ends the watch. */
  readonly signal: AbortSignal;
  readonly report: WatchReport;
  /** Between two looks, in ms; 5 s, since those who wait too long have waited for minutes. */
  readonly everyMs?: number;
  readonly now?: () => number;
}

/** Who waits at a site at the moment of a look. */
export interface SiteWait {
  readonly tenant: string;
  readonly site: string;
  readonly waiting: number;
  readonly longest_ms: number;
}

/** What the watch tells metrics and logs. */
export interface WatchReport {
  /** This process is the active one, and this is what it saw; the events of the last so many ms are not in it. */
  seen(sites: readonly SiteWait[], behindMs: number): void;
  /** Another process is active, or none. */
  standsBy(): void;
  /** Log or store did not answer; they are asked again. */
  failed(error: unknown): void;
}

/**
 * One active watch, others standing by: looks again and again who waits, at each site, until the
 * signal. It asks the store and holds nothing, so that whoever takes over knows all, and what is
 * watched is what is shown. Its clock stops where the log has not been processed: a backlog makes
 * nobody wait longer than they did.
 */
export async function runWatch(deps: WatchDeps): Promise<void> {
  const { log, report, signal } = deps;
  report.standsBy();
  await log.lead(
    "watch",
    async (leading) => {
      await watchWhile(AbortSignal.any([leading, signal]), deps);
      report.standsBy();
    },
    signal,
  );
}

async function watchWhile(leading: AbortSignal, deps: WatchDeps): Promise<void> {
  const { everyMs = 5_000, report } = deps;
  const isOver = () => leading.aborted;
  while (!isOver()) {
    try {
      await look(deps, leading);
    } catch (error) {
      if (!isOver()) report.failed(error);
    }
    await pause(everyMs, undefined, { signal: leading }).catch(() => undefined);
  }
}

const BY_SITE = `
  SELECT tenant, site, count() AS waiting, max(${WAITED_MS}) AS longest_ms
  FROM journeys FINAL
  WHERE ${WAITS_NOW}
    AND started >= fromUnixTimestamp64Milli({since: Int64}, 'UTC')
    AND waiting_since <= fromUnixTimestamp64Milli({now: Int64}, 'UTC')
  GROUP BY tenant, site`;

async function look(
  { log, store, report, now = Date.now }: WatchDeps,
  leading: AbortSignal,
): Promise<void> {
  // In this order: what is processed meanwhile makes the clock late, and never early.
  const { behindMs } = await log.lag(PROCESSOR_GROUP, "journey-events");
  const clock = now() - Math.round(behindMs);
  const params = { now: clock, since: clock - LIVE_WINDOW_MS };
  const sites = await store.query<SiteWait>(BY_SITE, params, { signal: leading });
  if (!leading.aborted) report.seen(sites, behindMs);
}
