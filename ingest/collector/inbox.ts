import { setTimeout as pause } from "node:timers/promises";
import type { Caller } from "../../infra/access/port.ts";
import type { Log } from "../../infra/log/port.ts";
import type { Receipt } from "../../schemas/admission.ts";
import { RequestProblem } from "../../schemas/problem.ts";
import { textOf, type Candidate } from "./body.ts";
import { collect, type CollectDeps, type Collected } from "./collect.ts";

export interface InboxDeps extends CollectDeps {
  readonly log: Log;
  readonly tenants: readonly string[];
  /** Ends the reading; what was not acknowledged by then comes again. */
  readonly signal: AbortSignal;
  readonly count: (receipt: Omit<Receipt, "results">) => void;
  /** Hears of each attempt that could not keep the events. */
  readonly onRetry: (error: unknown) => void;
}

/** What stands as the sender's key beside events that came out of an inbox. */
const KEY = "inbox";
const RETRY_MS = 500;

/**
 * Admits what services have put into their tenants' inboxes, as if it had come by HTTP: kept, then
 * acknowledged. A record's value is one event or an array of them.
 */
export async function admitInboxes(deps: InboxDeps): Promise<void> {
  await Promise.all(deps.tenants.map((tenant) => admitInbox(deps, tenant)));
}

async function admitInbox(deps: InboxDeps, tenant: string): Promise<void> {
  const { log, signal, count } = deps;
  const collectEvents = collect(deps);
  const caller: Caller = { tenant, name: KEY, kind: "secret", scopes: new Set(["write"]) };
  const options = { signal, maxCount: 2_000, maxBytes: 4 << 20, lingerMs: () => 20 };
  for await (const batch of log.read("collector", `journey-inbox.${tenant}`, options)) {
    const candidates = batch.records.flatMap(({ value }) => candidatesOf(value));
    const collected = await untilKept(deps, () => collectEvents(caller, candidates));
    if (collected === undefined) return;
    const { results: _, ...counts } = collected;
    count(counts);
    await batch.acknowledge();
  }
}

/** The log may be away for long; undefined when nobody waits for it any more. */
async function untilKept(
  { signal, onRetry }: InboxDeps,
  attempt: () => Promise<Collected>,
): Promise<Collected | undefined> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof RequestProblem)) throw error;
      if (signal.aborted) return undefined;
      onRetry(error);
      await pause(RETRY_MS);
    }
  }
}

function candidatesOf(bytes: Buffer): readonly Candidate[] {
  const whole = { bytes, from: 0, to: bytes.length };
  const text = textOf(bytes);
  if (!text.trimStart().startsWith("[")) return [whole];
  try {
    return (JSON.parse(text) as unknown[]).map((value) => ({ value }));
  } catch {
    return [whole];
  }
}
