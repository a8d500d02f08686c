import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { serveOrders } from "./child.ts";
import { openConnection, type Target } from "./connection.ts";
import { quantile } from "./quantile.ts";

/** What the sending process is asked to do: read a file into memory, then send parts of it. */
export type SenderOrder =
  { readonly kind: "load"; readonly file: string } | ({ readonly kind: "send" } & Load);

export interface Load extends Target {
  /** The first event of the file to send, and how many. */
  readonly first: number;
  readonly count: number;
  readonly perRequest: number;
  readonly connections: number;
  /** Open loop: sends at this rate whatever the answers do. Else as fast as they come. */
  readonly eventsPerSecond?: number;
  /** Of an open loop, in ms since 1970. */
  readonly startAt?: number;
}

export interface Sent {
  readonly accepted: number;
  /** Requests answered with 503, and sent again a second later. */
  readonly refused: number;
  /** From the first request to the last answer. */
  readonly ms: number;
  /** When the first request went out, in ms since 1970. */
  readonly startedAt: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** How much later than planned a request of an open loop went out at worst. */
  readonly latestMs: number;
  /** CPU of this process meanwhile. */
  readonly cpuSeconds: number;
}

/** What the collector asks for with `Retry-After`. */
const RETRY_MS = 1_000;

let bytes = Buffer.alloc(0);
let lineStarts = new Uint32Array(0);

function load(file: string): number {
  bytes = readFileSync(file);
  const starts = [0];
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) starts.push(at + 1);
  lineStarts = Uint32Array.from(starts);
  return starts.length - 1;
}

async function send(order: Load): Promise<Sent> {
  const { first, count, perRequest, connections, eventsPerSecond } = order;
  const opened = await Promise.all(
    Array.from({ length: connections }, () => openConnection(order)),
  );
  if (order.startAt !== undefined) await pause(order.startAt - Date.now());
  const intervalMs = eventsPerSecond === undefined ? 0 : (1000 * perRequest) / eventsPerSecond;
  const cpu = process.cpuUsage();
  const startedAt = Date.now();
  const start = performance.now();
  const latencies: number[] = [];
  let next = 0;
  let accepted = 0;
  let refused = 0;
  let latestMs = 0;
  await Promise.all(
    opened.map(async (connection) => {
      while (next < count) {
        const from = first + next;
        const to = Math.min(first + count, from + perRequest);
        const due = start + (next / perRequest) * intervalMs;
        next += perRequest;
        if (intervalMs > 0) {
          const early = due - performance.now();
          if (early > 0) await pause(early);
          latestMs = Math.max(latestMs, performance.now() - due);
        }
        const sentAt = performance.now();
        const body = bytes.subarray(lineStarts[from], lineStarts[to]);
        let answer = await connection.post(body);
        for (; answer.status === 503; answer = await connection.post(body)) {
          refused += 1;
          await pause(RETRY_MS);
        }
        if (answer.status !== 202) throw new Error(`${answer.status}: ${answer.body}`);
        latencies.push(performance.now() - sentAt);
        accepted += (JSON.parse(answer.body) as { accepted: number }).accepted;
      }
    }),
  );
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  for (const connection of opened) connection.close();
  const [p50Ms, p99Ms] = [quantile(latencies, 0.5), quantile(latencies, 0.99)];
  const cpuSeconds = (user + system) / 1e6;
  return { accepted, refused, ms, startedAt, p50Ms, p99Ms, latestMs, cpuSeconds };
}

serveOrders(async (order: SenderOrder) => {
  return order.kind === "load" ? load(order.file) : send(order);
});
