import { conformance } from "./conformance.ts";
import { curlLine } from "./curl.ts";
import type { OpenApiDocument } from "./document.ts";
import { wireRequest } from "./draft.ts";
import type { Fuzzed } from "./fuzzed.ts";
import { inLanes } from "./in-lanes.ts";
import { planRequests, type Plan } from "./plan.ts";
import { openSender } from "./send.ts";

export interface RequestOptions {
  readonly requests: number;
  readonly seed: number;
  readonly lanes: number;
  /** This one alone. */
  readonly only?: number | undefined;
  readonly onProgress?: (done: number) => void;
}

/** What was asked, and what came of it. */
export interface RequestReport {
  readonly seconds: number;
  readonly requests: number;
  /** Of them, those that tried each caller and each fault once at each operation. */
  readonly systematic: number;
  /** How often each status came, by operation. */
  readonly counts: ReadonlyMap<string, ReadonlyMap<number, number>>;
  /** How long answers took, all together, by operation. */
  readonly ms: ReadonlyMap<string, number>;
  readonly violations: readonly Violation[];
  /** Operations that never succeeded. */
  readonly neverDone: readonly string[];
  /** Documented statuses that never came, such as `GET /readyz 503`. */
  readonly neverSeen: readonly string[];
}

export interface Violation {
  readonly nth: number;
  readonly operation: string;
  readonly faults: readonly string[];
  readonly complaints: readonly string[];
  readonly answer: string;
  readonly curl: string;
}

const FLOOD_LANES = 100;

/** Sends requests made from the served document, and holds each answer against it. */
export async function fuzzRequests(
  { url, callers, known, flood }: Fuzzed,
  { requests, seed, lanes, only, onProgress }: RequestOptions,
): Promise<RequestReport> {
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as OpenApiDocument;
  const plan = planRequests({ document, callers, known, flood, seed });
  const complaintsAbout = conformance(document);
  const sender = openSender(url);
  const counts = new Map(plan.operations.map(({ id }) => [id, new Map<number, number>()]));
  const ms = new Map<string, number>();
  const violations: Violation[] = [];
  const began = performance.now();

  async function make(nth: number): Promise<void> {
    const draft = plan.requestAt(nth);
    const { operation, caller, faults } = draft;
    const wire = wireRequest(draft);
    const found = { nth, operation: operation.id, faults: [caller.name, ...faults] };
    const curl = () => curlLine(url, wire);
    try {
      const answer = await sender.send(wire);
      const { status, body } = answer;
      if (draft.elsewhere === undefined) countOne(counts, operation.id, status);
      ms.set(operation.id, (ms.get(operation.id) ?? 0) + answer.ms);
      const complaints = complaintsAbout(draft, answer);
      if (complaints.length === 0) return;
      const said = `${String(status)} ${body.toString("utf8").slice(0, 500)}`;
      violations.push({ ...found, complaints, answer: said, curl: curl() });
    } catch (error) {
      violations.push({ ...found, complaints: [String(error)], answer: "", curl: curl() });
    } finally {
      onProgress?.(nth + 1);
    }
  }

  if (only === undefined) {
    const flooding = Math.min(plan.flooding, requests);
    await inLanes(FLOOD_LANES, flooding, make);
    await inLanes(lanes, requests - flooding, (nth) => make(flooding + nth));
  } else await make(only);
  sender.close();
  return {
    seconds: (performance.now() - began) / 1000,
    requests: only === undefined ? requests : 1,
    systematic: plan.systematic,
    counts,
    ms,
    violations: violations.sort((a, b) => a.nth - b.nth),
    ...missing(plan, counts),
  };
}

type Counts = ReadonlyMap<string, Map<number, number>>;

function countOne(counts: Counts, operation: string, status: number): void {
  const own = counts.get(operation);
  own?.set(status, (own.get(status) ?? 0) + 1);
}

function missing({ operations }: Plan, counts: Counts) {
  const seen = (id: string) => [...(counts.get(id)?.keys() ?? [])];
  return {
    neverDone: operations.flatMap(({ id }) =>
      seen(id).some((status) => status < 400) ? [] : [id],
    ),
    neverSeen: operations.flatMap(({ id, responses }) =>
      Object.keys(responses)
        .filter((status) => status !== "default" && !seen(id).includes(Number(status)))
        .map((status) => `${id} ${status}`),
    ),
  };
}
