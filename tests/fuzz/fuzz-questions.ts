import fc from "fast-check";
import { answerComplaints } from "./answer-complaints.ts";
import { curlLine } from "./curl.ts";
import type { OpenApiDocument } from "./document.ts";
import type { WireRequest } from "./draft.ts";
import type { Fuzzed } from "./fuzzed.ts";
import { inLanes } from "./in-lanes.ts";
import { mixed } from "./plan.ts";
import { openSender, type Answer } from "./send.ts";
import { worldQuestions, type Asking } from "./world-questions.ts";
import { SAVED, type WorldCaller } from "./world-callers.ts";
import type { World } from "./worlds.ts";

export interface QuestionOptions {
  readonly questions: number;
  readonly seed: number;
  readonly lanes: number;
  readonly onProgress?: (done: number) => void;
}

/** What tenants asked side by side, and what was not theirs alone. */
export interface QuestionReport {
  readonly seconds: number;
  readonly questions: number;
  /** How often each status came, by tenant and what was asked. */
  readonly counts: ReadonlyMap<string, ReadonlyMap<number, number>>;
  readonly rows: number;
  readonly leaks: readonly Leak[];
}

export interface Leak {
  readonly nth: number;
  readonly caller: string;
  readonly asked: string;
  readonly complaints: readonly string[];
  readonly curl: string;
}

export interface SideBySide {
  readonly worlds: readonly World[];
  readonly callers: readonly WorldCaller[];
  /** ms since 1970: what the worlds were made as of. */
  readonly now: number;
}

/** Lets tenants ask at once, and holds each answer against what its tenant sent. */
export async function fuzzQuestions(
  { url }: Fuzzed,
  { worlds, callers, now }: SideBySide,
  { questions, seed, lanes, onProgress }: QuestionOptions,
): Promise<QuestionReport> {
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as OpenApiDocument;
  const askings = fc.tuple(worldQuestions(document, worlds, now), fc.nat());
  const sender = openSender(url);
  const counts = new Map<string, Map<number, number>>();
  const leaks: Leak[] = [];
  let rows = 0;
  const began = performance.now();

  async function ask(nth: number): Promise<void> {
    const [sample] = fc.sample(askings, { seed: mixed(seed, nth), numRuns: 1 });
    if (sample === undefined) throw new Error("fast-check made nothing.");
    const [asking, chosen] = sample;
    // In turns, so that in every moment the other's questions are on their way as well.
    const tenant = worlds[nth % worlds.length]?.tenant;
    const own = callers.filter(({ world }) => world.tenant === tenant);
    const caller = own[chosen % own.length];
    if (caller === undefined) throw new Error(`Nobody asks for ${String(tenant)}.`);
    const wire = wireOf(asking, caller);
    const told = (complaints: readonly string[]) => {
      const asked = JSON.stringify(asking);
      leaks.push({ nth, caller: caller.name, asked, complaints, curl: curlLine(url, wire) });
    };
    try {
      const answer = await sender.send(wire);
      count(counts, `${caller.world.tenant} ${wordFor(asking)}`, answer);
      const found = await answerComplaints(asking, caller, worlds, answer);
      rows += found.rows;
      if (found.complaints.length > 0) told(found.complaints);
    } catch (error) {
      told([String(error)]);
    } finally {
      onProgress?.(nth + 1);
    }
  }

  await inLanes(lanes, questions, ask);
  sender.close();
  const seconds = (performance.now() - began) / 1000;
  return { seconds, questions, counts, rows, leaks };
}

const wordFor = (asking: Asking) => (asking.kind === "question" ? asking.name : `(${asking.kind})`);

function count(counts: Map<string, Map<number, number>>, of: string, { status }: Answer): void {
  const own = counts.get(of) ?? new Map<number, number>();
  counts.set(of, own.set(status, (own.get(status) ?? 0) + 1));
}

function wireOf(asking: Asking, { headers }: WorldCaller): WireRequest {
  const get = (address: string, more = {}): WireRequest => ({
    method: "GET",
    address,
    headers: { ...headers, ...more },
    body: undefined,
  });
  switch (asking.kind) {
    case "question": {
      const { name, body, accept } = asking;
      return {
        method: "POST",
        address: `/v1/questions/${name}`,
        headers: { ...headers, accept, "content-type": "application/json" },
        body: Buffer.from(JSON.stringify(body)),
      };
    }
    case "live": {
      const pairs = Object.entries(asking.where).flatMap(([name, values]) =>
        values.map((value) => [name, value.toWellFormed()]),
      );
      return get(`/v1/live?${new URLSearchParams(pairs).toString()}`, { accept: asking.accept });
    }
    case "timeline":
      return get(`/v1/journeys/${encodeURIComponent(asking.subject)}`);
    case "sites":
    case "me":
    case "definitions":
    case "lag":
      return get(`/v1/${asking.kind}`);
    case "saved":
      return get("/v1/saved");
    case "saved answer":
      return get(`/v1/saved/${SAVED.name}/answer`);
    default:
      return asking satisfies never;
  }
}
