import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { openAgenda } from "../../ingest/simulator/agenda.ts";
import { addDays, localDay } from "../../ingest/simulator/calendar.ts";
import { SIMULATED_SITES } from "../../ingest/simulator/network.ts";
import { backfill, live } from "../../ingest/simulator/play.ts";
import type { Post } from "../../ingest/simulator/post-batches.ts";
import { sendTo } from "../../ingest/sender.ts";
import type { JourneyEvent } from "../../schemas/event.ts";

const sites = SIMULATED_SITES.filter(({ id }) => ["CDG-T2", "RODEZ-FOCH", "CC-NUIT"].includes(id));
const network = { seed: "play", sites };
const NOON = localDay("2026-09-17").at(12 * 60);
const MINUTE = 60_000;

const identity = ({ source, id, subject }: JourneyEvent) => `${source} ${id} ${subject}`;

/** A collector that keeps everything in memory. */
function keeper() {
  const kept: JourneyEvent[] = [];
  const post: Post = async (events) => {
    kept.push(...events);
    return { accepted: events.length, duplicate: 0, rejected: 0 };
  };
  return { kept, post };
}

/** Runs live from one instant to another on a clock that sleep alone moves. */
async function playFrom(start: number, end: number, tickMs: number, since?: number) {
  const { kept, post } = keeper();
  const stop = new AbortController();
  let now = start;
  await live({
    ...network,
    ...(since !== undefined && { since, first: "2026-09-14" }),
    post,
    tickMs,
    signal: stop.signal,
    now: () => now,
    sleep: async (ms) => {
      now += ms;
      if (now > end) stop.abort();
    },
  });
  return kept;
}

describe("a backfill", () => {
  test("sends the same bytes whatever the batches, in order of time", async () => {
    const run = async (batchSize: number) => {
      const { kept, post } = keeper();
      const done = await backfill({
        ...network,
        ...{ days: 2, until: NOON, post, batchSize, concurrency: 1 },
      });
      return { kept, done };
    };
    const [small, large] = [await run(77), await run(5000)];
    expect(JSON.stringify(small.kept)).toBe(JSON.stringify(large.kept));
    const times = small.kept.map(({ time }) => Date.parse(time));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.at(-1)).toBeLessThanOrEqual(NOON);
    expect(small.done).toMatchObject({ first: "2026-09-15", events: small.kept.length });
    expect(small.done.journeys).toBe(
      new Set(small.kept.map(({ subject }) => subject).values()).size,
    );
  });

  test("gives a day the same events alone as within a longer run", () => {
    const journeysOf = (first: string) => {
      const events = openAgenda(network, first).take(localDay("2026-09-16").at(1440) - 1);
      const day = events.filter(({ event }) => event.id.startsWith("260916-"));
      return day.map(({ event }) => JSON.stringify(event)).sort();
    };
    const alone = journeysOf("2026-09-16");
    expect(alone.length).toBeGreaterThan(3000);
    expect(journeysOf("2026-09-07")).toEqual(alone);
  });

  test("stops with what the collector said, and with its signal", async () => {
    const refuse: Post = async () => Promise.reject(new Error("401"));
    const options = { ...network, days: 1, until: NOON };
    await expect(backfill({ ...options, post: refuse })).rejects.toThrow("401");
    const { post } = keeper();
    const signal = AbortSignal.abort(new Error("stop"));
    await expect(backfill({ ...options, post, signal })).rejects.toThrow("stop");
  });
});

describe("live", () => {
  test("goes on where the backfill ended: no gap, nothing twice", async () => {
    const { kept, post } = keeper();
    const past = await backfill({ ...network, days: 3, until: NOON, post, concurrency: 1 });
    const after = await playFrom(NOON + 7 * MINUTE, NOON + 60 * MINUTE, 1000, past.until);
    const whole = openAgenda(network, past.first).take(NOON + 60 * MINUTE);
    expect([...kept, ...after].map(identity)).toEqual(whole.map(({ event }) => identity(event)));
  });

  test("says nothing before its time", async () => {
    const { post } = keeper();
    const stop = new AbortController();
    let now = NOON;
    const early: JourneyEvent[] = [];
    await live({
      ...network,
      signal: stop.signal,
      now: () => now,
      post: async (events) => {
        early.push(...events.filter(({ time }) => Date.parse(time) > now));
        return post(events);
      },
      sleep: async (ms) => {
        now += ms;
        if (now > NOON + 5 * MINUTE) stop.abort();
      },
    });
    expect(early).toEqual([]);
  });

  test("without a past begins at midnight, with whole journeys only", async () => {
    const kept = await playFrom(NOON, NOON + MINUTE, 1000);
    const begun = new Set(kept.filter(({ id }) => id.endsWith("-1")).map(({ subject }) => subject));
    expect(kept.filter(({ subject }) => !begun.has(subject))).toEqual([]);
    expect(Date.parse(kept[0]!.time)).toBeLessThan(localDay("2026-09-17").at(60));
  });

  test("has somebody waiting at any hour of any day", () => {
    const first = "2026-09-18";
    const events = openAgenda(network, first).take(localDay(addDays(first, 3)).at(0) - 1);
    const waits = new Map<string, number[]>();
    for (const { at, event } of events)
      if (/^wait\.|no_show/.test(event.type))
        waits.set(event.subject, [...(waits.get(event.subject) ?? []), at]);
    const hours = Array.from(
      { length: 72 },
      (_, hour) => localDay(first).at(0) + hour * 60 * MINUTE,
    );
    const alive = hours.filter((hour) =>
      [...waits.values()].some(([from = 0, to = 0]) => from < hour + 10 * MINUTE && to > hour),
    );
    expect(alive).toEqual(hours);
  });
});

describe("the sender", () => {
  const servers: ReturnType<typeof createServer>[] = [];
  afterEach(() => servers.splice(0).forEach((server) => server.close()));

  async function listen(handle: RequestListener) {
    const server = createServer(handle);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  const events = openAgenda(network, "2026-09-17")
    .take(localDay("2026-09-17").at(30))
    .map(({ event }) => event);

  test("waits as long as Retry-After says, else longer each time, and brings everything in the end", async () => {
    const answers = [503, 429, 503, 202];
    const bodies: string[] = [];
    const url = await listen((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        bodies.push(`${request.headers.authorization} ${body}`);
        const status = answers.shift()!;
        response.writeHead(status, status === 429 ? { "retry-after": "7" } : {});
        response.end(JSON.stringify({ accepted: events.length, duplicate: 0, rejected: 0 }));
      });
    });
    const pauses: number[] = [];
    const send = sendTo({ url, key: "secret", sleep: async (ms) => void pauses.push(ms) });
    expect(await send(events)).toMatchObject({ accepted: events.length });
    expect(pauses).toEqual([200, 7000, 800]);
    expect(new Set(bodies)).toEqual(
      new Set([`Bearer secret ${events.map((event) => JSON.stringify(event)).join("\n")}`]),
    );
  });

  test("tries again when nobody answers, until it is stopped", async () => {
    const stop = new AbortController();
    let pauses = 0;
    const send = sendTo({
      ...{ url: "http://127.0.0.1:9", key: "secret", signal: stop.signal },
      sleep: async () => {
        pauses += 1;
        if (pauses === 3) stop.abort(new Error("stopped"));
      },
    });
    await expect(send(events)).rejects.toThrow("stopped");
    expect(pauses).toBe(3);
  });

  test("gives up on an answer that won't change, and shows it", async () => {
    const url = await listen((_, response) => response.writeHead(401).end("no such key"));
    await expect(sendTo({ url, key: "wrong" })(events)).rejects.toThrow(/401: no such key/);
  });
});
