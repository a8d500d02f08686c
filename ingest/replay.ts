import type { EventResult } from "../schemas/admission.ts";
import { whyNoReplay } from "../schemas/reject.ts";
import type { KeptReject, RejectsPage } from "../schemas/rejects.ts";
import type { Deliver } from "./sender.ts";

type Counts = Record<string, number>;

/** Rejects, a request's worth at a time. */
type Pages = AsyncIterable<Pick<RejectsPage, "rejects" | "as_of">>;

/** Which rejects can be sent again, by the reason of their refusal, and which can't, by why not. */
export interface ReplayPlan {
  readonly sendable: Readonly<Counts>;
  readonly unsendable: Readonly<Counts>;
}

/** What became of rejects that were sent again. */
export interface ReplaySummary extends ReplayPlan {
  readonly accepted: number;
  readonly duplicate: number;
  /** Refused again, by the reason of now. */
  readonly refused: Readonly<Counts>;
}

export interface ReplayOptions {
  readonly pages: Pages;
  /**
   * Delivers on behalf of the key that sent first, so that what is refused again is the same
   * reject. Its receipt must hold the result of every event.
   */
  readonly deliverFor: (key: string) => Deliver;
  /** Removes rejects by their ids, in all copies that came until that instant. */
  readonly forget: (rejects: readonly string[], receivedUntil: string) => Promise<void>;
  /** Is told how many rejects were looked at. */
  readonly onProgress: (done: number) => void;
}

/** Counts what a replay would send, and sends nothing. */
export async function planReplay(pages: Pages): Promise<ReplayPlan> {
  const plan = { sendable: {}, unsendable: {} };
  for await (const { rejects } of pages) sendableOf(rejects, plan);
  return plan;
}

/**
 * Sends the events of rejects again, and forgets those that are kept now. What interrupts it leaves
 * rejects whose events are known already, for the next time: run it again.
 */
export async function replayRejects(options: ReplayOptions): Promise<ReplaySummary> {
  const { pages, deliverFor, forget, onProgress } = options;
  const sums = { accepted: 0, duplicate: 0 };
  const counts = { sendable: {}, unsendable: {}, refused: {} };
  let done = 0;
  for await (const page of pages) {
    const over: KeptReject[] = [];
    for (const [key, rejects] of byKey(sendableOf(page.rejects, counts))) {
      const results = await sendAgain(deliverFor(key), rejects);
      for (const [index, reject] of rejects.entries()) {
        const { status, reason = "unknown" } = results[index] as EventResult;
        if (status === "rejected") count(counts.refused, reason);
        else sums[status] += 1;
        if (isOver(reject, status, reason)) over.push(reject);
      }
    }
    if (over.length > 0) await forget(idsOf(over), page.as_of);
    onProgress((done += page.rejects.length));
  }
  return { ...sums, ...counts };
}

/** Kept now; or refused for another reason, and so another reject, which is listed anew. */
function isOver({ key, reason: before }: KeptReject, status: string, reason: string): boolean {
  // A processor's own refusals have no key, and ids of their own.
  return status !== "rejected" || reason !== before || key === "";
}

async function sendAgain(
  deliver: Deliver,
  rejects: readonly KeptReject[],
): Promise<readonly EventResult[]> {
  const { results = [] } = await deliver(rejects.map(({ body }) => JSON.parse(body) as object));
  if (results.length === rejects.length) return results;
  const said = `${String(results.length)} results for ${String(rejects.length)} events`;
  throw new Error(`The collector gave ${said}; let the header Prefer through to it.`);
}

function sendableOf(
  rejects: readonly KeptReject[],
  { sendable, unsendable }: { readonly sendable: Counts; readonly unsendable: Counts },
): readonly KeptReject[] {
  return rejects.filter((reject) => {
    const whyNot = whyNoReplay(reject);
    if (whyNot === undefined) count(sendable, reject.reason);
    else count(unsendable, whyNot);
    return whyNot === undefined;
  });
}

function byKey(rejects: readonly KeptReject[]): ReadonlyMap<string, readonly KeptReject[]> {
  const groups = new Map<string, KeptReject[]>();
  for (const reject of rejects) {
    const group = groups.get(reject.key);
    if (group === undefined) groups.set(reject.key, [reject]);
    else group.push(reject);
  }
  return groups;
}

const idsOf = (rejects: readonly KeptReject[]) => rejects.map(({ reject }) => reject);

function count(by: Counts, name: string): void {
  by[name] = (by[name] ?? 0) + 1;
}
