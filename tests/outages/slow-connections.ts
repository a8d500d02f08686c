import { connect, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { quantile } from "../bench/quantile.ts";
import { postLines } from "../support/post-lines.ts";
import type { Running } from "../support/running.ts";
import { tickets } from "./tickets.ts";

export interface SlowOptions {
  readonly connections: number;
  readonly seconds: number;
}

export interface SlowReport {
  /** How a good sender fared meanwhile, in ms. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly slowestMs: number;
  /** How often each status came to the good sender. */
  readonly counts: Readonly<Record<string, number>>;
  /** Slow connections that were open on average, and how often one was closed and opened again. */
  readonly open: number;
  readonly closed: number;
  /** CPU of the generator, as a share of one core. */
  readonly generatorCores: number;
}

const EVERY_MS = 50;
const PATIENCE_MS = 60_000;
/** A byte a second: a request of theirs would take hours. */
const BYTE_MS = 1_000;

/** Connections that dribble their heads or their bodies, and one good sender among them. */
export async function slowConnections(
  { url, keys }: Running,
  { connections, seconds }: SlowOptions,
): Promise<SlowReport> {
  const slow = dribblers(new URL(url), keys.write, connections);
  await pause(2_000);
  const counts: Record<string, number> = {};
  const took: number[] = [];
  const open: number[] = [];
  const cpu = process.cpuUsage();
  const began = performance.now();
  for (let nth = 0; performance.now() - began < seconds * 1_000; nth += 1) {
    await pause(Math.max(0, began + nth * EVERY_MS - performance.now()));
    const sentAt = performance.now();
    const body = firstLines(tickets(nth), 10);
    const { outcome } = await postLines({ url, key: keys.write, body, patienceMs: PATIENCE_MS });
    took.push(performance.now() - sentAt);
    counts[outcome] = (counts[outcome] ?? 0) + 1;
    open.push(slow.open());
  }
  const elapsed = (performance.now() - began) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  const closed = slow.stop();
  return {
    ...{ p50Ms: quantile(took, 0.5), p99Ms: quantile(took, 0.99), slowestMs: Math.max(...took) },
    ...{ counts, open: open.reduce((all, one) => all + one, 0) / open.length, closed },
    generatorCores: (user + system) / 1e6 / elapsed,
  };
}

function firstLines(body: Buffer, count: number): string {
  return body.toString("latin1").split("\n").slice(0, count).join("\n");
}

/** Every second one dribbles its head, the others their bodies; what is closed is opened again. */
function dribblers(url: URL, key: string, count: number) {
  const sockets = new Set<Socket>();
  let open = 0;
  let closed = 0;
  let isOver = false;
  const head = `POST /v1/events HTTP/1.1\r\nHost: ${url.host}\r\nAuthorization: Bearer ${key}\r\n`;
  const body = `${head}Content-Type: application/x-ndjson\r\nContent-Length: 100000\r\n\r\n`;

  function begin(nth: number): void {
    const socket = connect(Number(url.port), url.hostname);
    sockets.add(socket);
    const dribble = setInterval(() => void socket.write("x"), BYTE_MS);
    socket.once("connect", () => {
      open += 1;
      socket.write(nth % 2 === 0 ? `${head}X-Slow: ` : body);
      socket.once("close", () => (open -= 1));
    });
    socket.on("error", () => undefined).resume();
    socket.once("close", () => {
      clearInterval(dribble);
      sockets.delete(socket);
      if (isOver) return;
      closed += 1;
      setTimeout(() => {
        if (!isOver) begin(nth);
      }, 100);
    });
  }

  for (let nth = 0; nth < count; nth += 1) begin(nth);
  return {
    open: () => open,
    stop() {
      isOver = true;
      for (const socket of sockets) socket.destroy();
      return closed;
    },
  };
}
