import type { Caller } from "../../infra/access/port.ts";
import type { Log, LogRecord } from "../../infra/log/port.ts";
import type { KnownErasures } from "../../schemas/erasure.ts";
import type { EventResult } from "../../schemas/admission.ts";
import type { Hash64 } from "../../schemas/text-hash.ts";
import { parsed } from "../../schemas/texts/parsed.ts";
import { TextMemory } from "../../schemas/texts/text-memory.ts";
import { RequestProblem } from "../../schemas/problem.ts";
import { LogUnavailable } from "../../schemas/unavailable.ts";
import { admit, shorten, type AdmitDeps, type Refusal } from "./admit.ts";
import { textOfLine, type Candidate, type Line } from "./body.ts";
import { identityOf, knownPieces, type TextEvent } from "./known-pieces.ts";
import type { Pseudonym } from "./pseudonyms.ts";
import { rejectRecord } from "./rejects.ts";
import type { Repeats } from "./repeats.ts";

export interface CollectDeps {
  readonly log: Log;
  readonly repeats: Repeats;
  readonly pseudonymOf: (tenant: string) => Pseudonym;
  readonly erasures: Pick<KnownErasures, "isErased">;
  readonly now: () => number;
  readonly skewMs: number;
  /** How long the log may take before the sender is told to come again, in ms. */
  readonly deadlineMs: number;
}

/** What became of a request's events, in their order. */
export interface Collected {
  readonly results: readonly EventResult[];
  readonly accepted: number;
  readonly duplicate: number;
  readonly rejected: number;
}

/**
 * Admits events and keeps them. Resolves only once all of them, the refused too, are in the log.
 * @throws {RequestProblem} 503 when the log can't keep them in time: nothing is known then, send again.
 */
export function collect(deps: CollectDeps) {
  const { log, repeats, now, skewMs } = deps;
  const memory = new TextMemory();
  const known = knownPieces(memory);
  return async function collect(
    caller: Caller,
    candidates: readonly Candidate[],
  ): Promise<Collected> {
    const { tenant } = caller;
    const { isErased } = deps.erasures;
    const conditions: AdmitDeps = {
      now,
      skewMs,
      pseudonym: deps.pseudonymOf(tenant),
      isErased: isErased && ((event) => isErased(tenant, event)),
    };
    const admitOne = admit(conditions);
    const received = now();
    const admitted: TextEvent[] = [];
    const keys: Hash64[] = [];
    const rejects: LogRecord[] = [];
    let erased = 0;

    function take(event: TextEvent): EventResult {
      const key = repeats.keyOf(tenant, event.identity);
      admitted.push(event);
      keys.push(key);
      return { id: event.id, status: repeats.has(key) ? "duplicate" : "accepted" };
    }
    function refuse(refusal: Refusal): EventResult {
      if (refusal.reason === "erased") erased += 1;
      else rejects.push(rejectRecord(caller, refusal, refusal.reason !== "not-json", received));
      return resultOf(refusal);
    }
    /** Parses it, and finds out all about it. */
    function look(candidate: Candidate): EventResult {
      const line = "bytes" in candidate ? candidate : undefined;
      const value = "bytes" in candidate ? parsed(textOfLine(candidate)) : candidate.value;
      if (value === undefined) return refuse(brokenLine(line));
      const admission = admitOne(value);
      if (admission.kind === "reject") return refuse(admission.refusal);
      const { id, subject, stored } = admission.event;
      if (line !== undefined) known.learn(line, admission.event);
      const identity = identityOf(memory, admission.event);
      return take({ id, subject, identity, text: JSON.stringify(stored) });
    }

    const results = candidates.map((candidate) => {
      const event = "bytes" in candidate ? known.admit(candidate, conditions) : undefined;
      return event === undefined ? look(candidate) : take(event);
    });
    const duplicate = results.filter(({ status }) => status === "duplicate").length;
    const accepted = admitted.length - duplicate;
    await keep(deps, [
      log.append("journey-events", records(log, tenant, admitted, received)),
      log.append("journey-rejects", rejects),
    ]);
    for (const key of keys) repeats.add(key);
    return { results, accepted, duplicate, rejected: rejects.length + erased };
  };
}

/** One record a partition: it costs by the piece, not by the event. Who reads it need not parse to part events. */
function records(
  log: Log,
  tenant: string,
  events: readonly TextEvent[],
  appended: number,
): LogRecord[] {
  const byPartition = new Map<number, string[]>();
  for (const { subject, text } of events) {
    const partition = log.partitionOf(tenant, subject);
    const group = byPartition.get(partition);
    if (group === undefined) byPartition.set(partition, [text]);
    else group.push(text);
  }
  return [...byPartition].map(([partition, group]) => ({
    tenant,
    partition,
    count: group.length,
    appended,
    value: Buffer.from(group.length === 1 ? (group[0] as string) : `[${group.join(",\n")}]`),
  }));
}

/** Waits until the log has it all, or until the deadline: a send that lands later is forgiven by the fold. */
async function keep({ deadlineMs }: CollectDeps, appends: readonly Promise<void>[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new LogUnavailable("The log did not answer in time.", 1));
    }, deadlineMs);
  });
  const all = Promise.all(appends);
  all.catch(() => undefined); // when it fails after the deadline, nobody waits for it any more
  try {
    await Promise.race([all, late]);
  } catch (error) {
    if (!(error instanceof LogUnavailable)) throw error;
    const { message, retryAfterSeconds } = error;
    const again = `Send the same events again in ${String(retryAfterSeconds)} s: what comes twice counts once.`;
    const detail = `${message} ${again}`;
    throw new RequestProblem("log-unavailable", detail, { retryAfterSeconds }, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

function resultOf({ id, reason, path, detail }: Refusal): EventResult {
  return {
    ...(id === undefined ? {} : { id }),
    status: "rejected",
    reason,
    ...(path === "" ? {} : { path }),
    detail,
  };
}

function brokenLine(line: Line | undefined): Refusal {
  const detail = "This line is not valid JSON; send one event a line.";
  const body = line === undefined ? "" : shorten(textOfLine(line));
  return { id: undefined, reason: "not-json", path: "", detail, body };
}
