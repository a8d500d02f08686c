import { setTimeout as pause } from "node:timers/promises";
import { Kafka as Client, logLevel } from "kafkajs";
import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runImport } from "../../ingest/importers/run-import.ts";
import { technion } from "../../ingest/importers/technion.ts";
import { sendTo } from "../../ingest/sender.ts";
import { startKafka, whyNoKafka, type Kafka } from "../support/brokers.ts";
import { skipUnless } from "../support/requires.ts";
import { eventually } from "../support/running.ts";
import { startRoles, type RoleProcess, type Roles } from "../support/roles.ts";
import { WEEK_FILE } from "./technion-oracle.ts";
import { expectEachOnce, expectTheWeek, whyNoWeek } from "./technion-week.ts";

const needs = whyNoKafka === undefined ? "technion" : "kafka";

/** The value of a metric of the site that is watched, or of none. */
function figureOf(name: string): RegExp {
  return new RegExp(`^${name}\\{(?:(?!site=)[^}]|site="watched")*\\} (\\S+)$`, "m");
}

describe("each role alone, over Kafka", skipUnless(needs, whyNoKafka ?? whyNoWeek), () => {
  let kafka: Kafka;
  let roles: Roles;

  beforeAll(async () => {
    kafka = await startKafka();
    roles = await startRoles(kafka.addresses);
  }, 180_000);

  afterAll(async () => {
    await roles.stop();
    await kafka.stop();
  });

  test("gives the week's figures through a rolling restart, a crash and rebalances", async () => {
    const signal = new AbortController().signal;
    const senders = roles.collectors.map(({ url }) =>
      sendTo({ url, key: roles.keys.write, signal }),
    );
    let sent = 0;
    const importing = runImport({
      path: WEEK_FILE,
      adapter: technion,
      signal,
      onProgress: () => undefined,
      async deliver(events) {
        await pause(60); // so that what follows falls into the middle
        sent += 1;
        return senders[sent % senders.length]!(events);
      },
    });
    const [first, second] = roles.processors as [
      (typeof roles.processors)[0],
      (typeof roles.processors)[0],
    ];
    await first.end();
    await first.start();
    await second.end();
    await second.start();
    await first.end("SIGKILL");
    await roles.collectors[1]!.end("SIGKILL");
    await roles.collectors[1]!.start();
    await first.start();
    const { accepted, duplicate, rejected } = await importing;
    expect(Object.keys(rejected)).toEqual([]);
    expect(accepted + duplicate).toBe(50_046);
    await roles.settled();
    await expectTheWeek(roles);
    await expectEachOnce(roles);
  }, 180_000);

  test("admits from a tenant's inbox as over HTTP: one event, an array, and what is none", async () => {
    const client = new Client({ brokers: [...kafka.addresses], logLevel: logLevel.NOTHING });
    const producer = client.producer();
    await producer.connect();
    const visit = (id: string) => ({
      ...{ specversion: "1.0", id, source: "urn:test:inbox", type: "ticket.issued" },
      ...{ time: new Date().toISOString(), subject: uuidv7(), site: "inbox-site" },
      ...{ customer: "jeanne", data: { service: "parcel" } },
    });
    const values = [visit("1"), [visit("2"), visit("3")], { ...visit("4"), type: "ticket.lost" }];
    const messages = [...values.map((value) => JSON.stringify(value)), "{ no JSON"];
    await producer.send({
      topic: "journey-inbox.default",
      messages: messages.map((value) => ({ value })),
    });
    await producer.disconnect();
    const asked = "FROM events FINAL WHERE site = 'inbox-site'";
    await eventually("they are in the store", async () => {
      const [row] = await roles.sql<{ n: number }>(`SELECT toUInt32(count()) AS n ${asked}`);
      return row?.n === 3;
    });
    expect(
      await roles.sql(`SELECT DISTINCT tenant, startsWith(customer, 'h1.') AS masked ${asked}`),
    ).toEqual([{ tenant: "default", masked: 1 }]);
    const rejects = () =>
      roles.sql<{ key: string; reason: string }>("SELECT key, reason FROM rejects ORDER BY reason");
    await eventually("the refused are kept", async () => (await rejects()).length === 2);
    expect(await rejects()).toEqual([
      { key: "inbox", reason: "not-json" },
      { key: "inbox", reason: "unknown-type" },
    ]);
  }, 60_000);

  test("one watch sees who waits, and another as soon as that one is gone", async () => {
    const opened = Date.now() - 600_000;
    const wait = {
      ...{ specversion: "1.0", id: "w", source: "urn:test:watch", type: "wait.started" },
      ...{ time: new Date(opened).toISOString(), subject: uuidv7(), site: "watched" },
      data: { queue: "all" },
    };
    const sent = await fetch(`${roles.collectors[0]!.url}/v1/events`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${roles.keys.write}`,
        "content-type": "application/cloudevents+json",
      },
      body: JSON.stringify(wait),
    });
    expect(sent.status).toBe(202);
    const figure = (text: string, name: string) => Number(figureOf(name).exec(text)?.[1] ?? NaN);
    const metricsOf = async ({ url }: RoleProcess) => (await fetch(`${url}/metrics`)).text();
    const [one, other] = roles.watches as [RoleProcess, RoleProcess];
    const sees = async (part: RoleProcess) => {
      const text = await metricsOf(part);
      return figure(text, "parcours_watch_active") === 1 && figure(text, "parcours_waiting") === 1;
    };
    let active = one;
    await eventually("one of them sees the wait", async () => {
      if (await sees(other)) active = other;
      return sees(active);
    });
    const idle = active === one ? other : one;
    const [seen, unseen] = [await metricsOf(active), await metricsOf(idle)];
    const waited = (Date.now() - opened) / 1000;
    expect(figure(seen, "parcours_longest_wait_seconds")).toBeGreaterThan(waited - 10);
    expect(figure(seen, "parcours_longest_wait_seconds")).toBeLessThanOrEqual(waited);
    expect(figure(unseen, "parcours_watch_active")).toBe(0);
    expect(figure(unseen, "parcours_waiting")).toBeNaN();
    await active.end("SIGKILL");
    await eventually("the other has taken over", () => sees(idle));
    await active.start();
  }, 120_000);

  test("says on its own address that it is ready, and counts", async () => {
    for (const { url } of [...roles.collectors, ...roles.processors, ...roles.watches, roles.api]) {
      expect((await fetch(`${url}/readyz`)).status, url).toBe(200);
      expect(await (await fetch(`${url}/metrics`)).text()).toContain("parcours_process_cpu");
    }
    expect((await fetch(`${roles.collectors[0]!.url}/v1/questions/waits`)).status).toBe(404);
    expect((await fetch(`${roles.api.url}/v1/events`, { method: "POST" })).status).toBe(404);
  });
});
