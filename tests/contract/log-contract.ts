import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LogUnavailable, type Log, type LogBatch, type ReadOptions } from "../../infra/log/port.ts";
import { eventually } from "../support/running.ts";
import { recordOf, valuesOf } from "./log-values.ts";

/** A log that is empty at first; opening it again is what a restart does. */
export interface LogUnderTest {
  open(options?: { maxWaitingBytes?: number }): Log | Promise<Log>;
  destroy(): void | Promise<void>;
}

/** An adapter of the log port, to be held to the port's promises. */
export interface LogAdapter {
  readonly name: string;
  create(): LogUnderTest | Promise<LogUnderTest>;
}

const topic = "journey-events";
const whole = { maxCount: 1_000_000, maxBytes: 1 << 30, lingerMs: () => 50 };

/** Reads as a processor does, one batch after the other; `stop` ends it as a shutdown would. */
export function reader(log: Log, group: string, options: Partial<ReadOptions> = {}) {
  const ending = new AbortController();
  const batches = log
    .read(group, topic, { ...whole, ...options, signal: ending.signal })
    [Symbol.asyncIterator]();
  return {
    async next(): Promise<LogBatch> {
      const { value, done } = await batches.next();
      if (done === true) throw new Error("The reader ended.");
      return value;
    },
    ended: async (): Promise<boolean> => (await batches.next()).done === true,
    stop: (): void => {
      ending.abort();
    },
  };
}

export function logContract({ name, create }: LogAdapter): void {
  describe(`the log on ${name}`, () => {
    let place: LogUnderTest;
    let log: Log;

    beforeEach(async () => {
      place = await create();
      log = await place.open();
    });

    afterEach(async () => {
      await log.close();
      await place.destroy();
    });

    async function reopen(): Promise<void> {
      await log.close();
      log = await place.open();
    }

    test("gives records back in the order in which they were appended", async () => {
      const values = Array.from({ length: 300 }, (_, i) => `{"i":${String(i)}}`);
      for (const value of values.slice(0, 100)) await log.append(topic, [recordOf(value)]);
      await Promise.all(
        values.slice(100, 200).map((value) => log.append(topic, [recordOf(value)])),
      );
      await log.append(
        topic,
        values.slice(200).map((value) => recordOf(value)),
      );
      const read: string[] = [];
      const from = reader(log, "fold", { maxCount: 70 });
      while (read.length < values.length) read.push(...valuesOf(await from.next()));
      expect(read).toEqual(values);
    });

    test("gives a record back whole: tenant, count, time and text of any script", async () => {
      const record = {
        ...recordOf(`{"verbatim":"très bien 非常好 🏤"}`, 3),
        tenant: "région-日本",
      };
      await log.append(topic, [record]);
      const batch = await reader(log, "fold").next();
      expect(batch.records).toEqual([record]);
      expect(batch.count).toBe(3);
    });

    test("keeps topics apart", async () => {
      await log.append("journey-rejects", [recordOf("reject")]);
      await log.append(topic, [recordOf("event")]);
      expect(valuesOf(await reader(log, "fold").next())).toEqual(["event"]);
    });

    test("gives every group everything, each at its own pace", async () => {
      await log.append(topic, [recordOf("a")]);
      const fold = reader(log, "fold");
      const watch = reader(log, "watch");
      await (await fold.next()).acknowledge();
      await log.append(topic, [recordOf("b")]);
      expect(valuesOf(await fold.next())).toEqual(["b"]);
      expect(valuesOf(await watch.next())).toEqual(["a", "b"]);
    });

    test("gives a batch again after a restart until it was acknowledged", async () => {
      await log.append(topic, [recordOf("a")]);
      for (let crash = 0; crash < 2; crash++) {
        expect(valuesOf(await reader(log, "fold").next())).toEqual(["a"]);
        await reopen();
      }
      await (await reader(log, "fold").next()).acknowledge();
      await reopen();
      await log.append(topic, [recordOf("b")]);
      expect(valuesOf(await reader(log, "fold").next())).toEqual(["b"]);
    });

    test("lets the next batch be read before the previous was acknowledged", async () => {
      const from = reader(log, "fold", { lingerMs: () => 0 });
      await log.append(topic, [recordOf("a")]);
      const first = await from.next();
      await log.append(topic, [recordOf("b")]);
      const second = await from.next();
      await first.acknowledge();
      await reopen();
      const again = await reader(log, "fold").next();
      expect([...valuesOf(second), ...valuesOf(again)]).toEqual(["b", "b"]);
    });

    test("waits at the end of the log for what comes next", async () => {
      const from = reader(log, "fold", { lingerMs: () => 0 });
      const batch = from.next();
      await sleep(30);
      await log.append(topic, [recordOf("a")]);
      expect(valuesOf(await batch)).toEqual(["a"]);
    });

    test("closes a batch at maxCount at once, without lingering, when there is a backlog", async () => {
      for (let i = 0; i < 10; i++) await log.append(topic, [recordOf(String(i), 10)]);
      const started = performance.now();
      const from = reader(log, "fold", { maxCount: 30, lingerMs: () => 10_000 });
      for (let i = 0; i < 3; i++) expect((await from.next()).count).toBeGreaterThanOrEqual(30);
      expect(performance.now() - started).toBeLessThan(2_000);
    });

    test("closes a batch at maxBytes", async () => {
      for (let i = 0; i < 10; i++) await log.append(topic, [recordOf("x".repeat(10_000))]);
      const from = reader(log, "fold", { maxBytes: 25_000, lingerMs: () => 10_000 });
      expect((await from.next()).count).toBeLessThan(10);
    });

    test("lingers for more when less is there, and no longer than asked", async () => {
      const from = reader(log, "fold", { lingerMs: () => 300 });
      await log.append(topic, [recordOf("a")]);
      const started = performance.now();
      const batch = from.next();
      await sleep(100);
      await log.append(topic, [recordOf("b")]);
      expect(valuesOf(await batch)).toEqual(["a", "b"]);
      expect(performance.now() - started).toBeLessThan(2_000);
    });

    test("does not linger when nothing has come for a while, and does while something comes", async () => {
      const from = reader(log, "fold", { lingerMs: () => 20_000, quietMs: 300 });
      await log.append(topic, [recordOf("a")]);
      const started = performance.now();
      const batch = from.next();
      for (const value of ["b", "c", "d", "e"]) {
        await sleep(100);
        await log.append(topic, [recordOf(value)]);
      }
      expect(valuesOf(await batch)).toEqual(["a", "b", "c", "d", "e"]);
      expect(performance.now() - started).toBeLessThan(10_000);
    });

    test("says how many events a group has before it, and how old the oldest is", async () => {
      expect(await log.lag("fold", topic)).toEqual({ events: 0, behindMs: 0 });
      const old = { ...recordOf("a"), appended: Date.now() - 60_000 };
      await log.append(topic, [old]);
      await log.append(topic, [recordOf("b")]);
      const lag = await log.lag("fold", topic);
      expect(lag.events).toBe(2);
      expect(lag.behindMs).toBeGreaterThanOrEqual(60_000);
      expect(lag.behindMs).toBeLessThan(70_000);
      const from = reader(log, "fold", { maxCount: 1 });
      await (await from.next()).acknowledge();
      const then = await log.lag("fold", topic);
      expect(then.events).toBe(1);
      expect(then.behindMs).toBeLessThan(30_000);
      await (await from.next()).acknowledge();
      expect(await log.lag("fold", topic)).toEqual({ events: 0, behindMs: 0 });
    });

    test("refuses at once what would be too much to hold, and takes more afterwards", async () => {
      await log.close();
      log = await place.open({ maxWaitingBytes: 1 << 20 });
      const value = "x".repeat(100_000);
      const outcomes = await Promise.allSettled(
        Array.from({ length: 100 }, () => log.append(topic, [recordOf(value)])),
      );
      const refused = outcomes.filter((outcome) => outcome.status === "rejected");
      expect(refused.length).toBeGreaterThan(0);
      expect(refused.length).toBeLessThan(100);
      for (const { reason } of refused) {
        expect(reason).toBeInstanceOf(LogUnavailable);
        expect((reason as LogUnavailable).retryAfterSeconds).toBeGreaterThan(0);
      }
      await log.append(topic, [recordOf(value)]);
      const { events } = await log.lag("fold", topic);
      expect(events).toBe(100 - refused.length + 1);
    });

    test("takes one append that is larger than everything that may wait", async () => {
      await log.close();
      log = await place.open({ maxWaitingBytes: 1_000 });
      await log.append(topic, [recordOf("x".repeat(5_000))]);
    });

    test("keeps what was being appended when it was closed, and takes nothing afterwards", async () => {
      const underWay = Array.from({ length: 50 }, (_, i) =>
        log.append(topic, [recordOf(String(i))]),
      );
      await log.close();
      await expect(Promise.all(underWay)).resolves.toHaveLength(50);
      await expect(log.append(topic, [recordOf("late")])).rejects.toBeInstanceOf(LogUnavailable);
      await reopen();
      expect((await reader(log, "fold").next()).count).toBe(50);
    });

    test("ends a reader that waits, by its signal and by closing", async () => {
      const stopped = reader(log, "fold");
      const closed = reader(log, "watch");
      const both = [stopped.ended(), closed.ended()];
      await sleep(20);
      stopped.stop();
      expect(await both[0]).toBe(true);
      await log.close();
      expect(await both[1]).toBe(true);
    });

    test("gives the lead to one, and to the next as soon as that one lets it go", async () => {
      const ends = [new AbortController(), new AbortController()] as const;
      const leading = new Set<number>();
      const calls = ends.map(({ signal }, which) =>
        log.lead(
          "watch",
          async (mine) => {
            leading.add(which);
            expect(leading.size).toBe(1);
            await once(mine, "abort");
            leading.delete(which);
          },
          signal,
        ),
      );
      await eventually("somebody leads", async () => leading.size === 1);
      await sleep(300);
      const [first] = [...leading] as [0 | 1];
      ends[first].abort();
      await calls[first];
      await eventually("the other leads", async () => leading.has(1 - first));
      ends[1 - first]!.abort();
      await Promise.all(calls);
      expect(leading.size).toBe(0);
    });

    test("keeps a journey in one partition", () => {
      expect(log.partitionOf("poste", "j1")).toBe(log.partitionOf("poste", "j1"));
    });
  });
}
