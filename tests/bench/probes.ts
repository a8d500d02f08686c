import { Agent, request } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { openConnection, type Connection } from "./connection.ts";
import { uuid } from "./network.ts";
import { seeded } from "./random.ts";
import type { System } from "./system.ts";

const EVERY_MS = 50;
/** A look costs the store some ms of CPU, so that more of them would measure themselves. */
export const LOOK_MS = 25;
const CONNECTIONS = 8;
/** What is not queryable after so long is counted with it, and stops the waiting. */
const PATIENCE_MS = 20_000;

export interface Probed {
  /** From the 202 in hand to the first look that showed the journey, in ms. */
  readonly latencies: readonly number[];
  readonly looks: number;
}

interface Marked {
  readonly minted: number;
  readonly keptAt: number;
}

/**
 * Sends a marked journey every 50 ms beside whatever else is sent, and looks into the store for
 * all that are not yet there, with one query by key. So a latency is late by up to one look.
 */
export async function probe(system: System, seconds: number, seed: number): Promise<Probed> {
  const random = seeded(seed);
  const outstanding = new Map<string, Marked>();
  const latencies: number[] = [];
  const idle: Connection[] = [];
  const target = { port: system.port, key: system.keys.write };
  for (let made = 0; made < CONNECTIONS; made += 1) idle.push(await openConnection(target));
  const all = [...idle];
  const look = looker(system);
  const end = performance.now() + seconds * 1000;
  let isSending = true;

  async function mark(connection: Connection): Promise<void> {
    const minted = Date.now();
    const subject = uuid(minted, random);
    const { status, body } = await connection.post(markedEvent(subject, minted));
    const keptAt = performance.now();
    if (status !== 202) throw new Error(`A probe was answered ${status}: ${body}`);
    outstanding.set(subject, { minted, keptAt });
    idle.push(connection);
  }

  async function sendAll(): Promise<void> {
    const marks: Promise<void>[] = [];
    for (let due = performance.now(); due < end; due += EVERY_MS) {
      await pause(Math.max(0, due - performance.now()));
      const connection = idle.pop();
      if (connection !== undefined) marks.push(mark(connection));
    }
    await Promise.all(marks);
    isSending = false;
  }

  async function lookAll(): Promise<number> {
    let looks = 0;
    while ((isSending || outstanding.size > 0) && performance.now() < end + PATIENCE_MS) {
      const next = performance.now() + LOOK_MS;
      if (outstanding.size > 0) {
        looks += 1;
        const found = await look(outstanding);
        const now = performance.now();
        for (const subject of found) {
          latencies.push(now - (outstanding.get(subject)?.keptAt ?? now));
          outstanding.delete(subject);
        }
      }
      await pause(Math.max(0, next - performance.now()));
    }
    return looks;
  }

  const [looks] = await Promise.all([lookAll(), sendAll()]);
  for (const connection of all) connection.close();
  for (const { keptAt } of outstanding.values()) latencies.push(performance.now() - keptAt);
  return { latencies, looks };
}

/** What the looks alone cost the store, in cores, when nothing else goes on. */
export async function costOfLooking(system: System, seconds: number): Promise<number> {
  const look = looker(system);
  const nobody = new Map([[uuid(Date.now(), seeded(9)), { minted: Date.now(), keptAt: 0 }]]);
  const before = system.usage().store.cpuSeconds;
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    const next = performance.now() + LOOK_MS;
    await look(nobody);
    await pause(Math.max(0, next - performance.now()));
  }
  return (system.usage().store.cpuSeconds - before) / seconds;
}

/** Asks the store, as our own processes do, which of these journeys have a row. */
function looker({ storePort, storePassword }: System) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const headers = {
    "x-clickhouse-user": "parcours",
    "x-clickhouse-key": storePassword,
    "x-clickhouse-database": "parcours",
    "x-clickhouse-format": "TSV",
  };
  const address = { port: storePort, host: "127.0.0.1", method: "POST", agent, headers };
  return function look(marked: ReadonlyMap<string, Marked>): Promise<string[]> {
    const minted = [...marked.values()].map(
      (one) => `fromUnixTimestamp64Milli(${one.minted},'UTC')`,
    );
    const subjects = [...marked.keys()].map((subject) => `'${subject}'`);
    const sql =
      `SELECT journey FROM journeys WHERE tenant = 'default' AND minted IN (${minted.join(",")}) ` +
      `AND journey IN (${subjects.join(",")})`;
    return new Promise((resolve, reject) => {
      const asked = request(address, (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (piece: string) => (text += piece));
        response.on("end", () => {
          if (response.statusCode === 200) resolve(text.split("\n").filter(Boolean));
          else reject(new Error(text));
        });
      });
      asked.on("error", reject);
      asked.end(sql);
    });
  };
}

function markedEvent(subject: string, minted: number): Buffer {
  const event = {
    specversion: "1.0",
    id: "1",
    source: "urn:parcours:bench:probe",
    type: "ticket.issued",
    time: new Date(minted).toISOString(),
    subject,
    site: "site-0000",
    channel: "office",
    data: { service: "parcel" },
  };
  return Buffer.from(`${JSON.stringify(event)}\n`);
}
