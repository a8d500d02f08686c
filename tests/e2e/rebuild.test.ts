import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { EVENTS_PER_JOURNEY, eventsInOrder } from "../bench/network.ts";
import { seeded } from "../bench/random.ts";
import { compare } from "../chaos/compare.ts";
import { expectedJourneys, type SentEvent } from "../chaos/oracle.ts";
import { sendAll } from "../chaos/senders.ts";
import { launch, startParcours, type Running, type RunningOptions } from "../support/running.ts";

type Config = NonNullable<RunningOptions["config"]>;

const DAY_MS = 86_400_000;
const ours = parse(
  readFileSync(join(import.meta.dirname, "../../parcours.config.yaml"), "utf8"),
) as Config;
/** One moment that is defined otherwise, and none of the others. */
const before: Config = {
  tenants: [
    {
      id: "default",
      timezone: "Europe/Paris",
      moments: [
        { id: "short_wait", name: { en: "Short", fr: "Court" }, success: "wait <= 1m" },
      ] as unknown as never,
    },
  ],
};

let parcours: Running;
beforeAll(async () => {
  parcours = await startParcours({ config: before });
}, 60_000);
afterAll(async () => {
  await parcours.stop();
});

const from = Math.floor(Date.now() / DAY_MS) * DAY_MS - 3 * DAY_MS;
const plan = { from, to: from + DAY_MS / 2, sites: 400, pace: 1 };
const linesOf = (seed: number, events: number) =>
  Array.from(
    eventsInOrder({ ...plan, seed, journeys: Math.ceil(events / EVENTS_PER_JOURNEY) }),
    ({ text }) => text,
  );

const send = (lines: readonly string[], allowed = () => 1) =>
  sendAll({ lines, random: seeded(5), url: parcours.url, key: parcours.keys.write, allowed });

async function differing(lines: readonly string[]): Promise<readonly string[]> {
  await parcours.settled();
  const events = lines.map((line) => JSON.parse(line) as SentEvent);
  const ids = new Set(events.map(({ id }) => id));
  const { lost, double, differing: words } = await compare(parcours, ids, expectedJourneys(events));
  expect({ lost, double }).toEqual({ lost: 0, double: 0 });
  return words;
}

test("changed definitions apply to history after a rebuild, while events keep coming", async () => {
  const history = linesOf(1, 15_000);
  const news = linesOf(2, 15_000);
  await send(history);
  await parcours.settled();
  await parcours.restart({ config: ours });
  const untold = await differing(history);
  expect(untold).toContainEqual(expect.stringContaining("moment resolved is missing"));

  let share = 0.1;
  const sending = send(news, () => share);
  const rebuilding = parcours.command(["rebuild"]);
  while (share < 1) {
    await pause(100);
    share += 0.03;
  }
  const { code, stdout, stderr } = await rebuilding;
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(/^[\d,]+ journeys out of [\d,]+ events were folded again/m);
  await sending;
  expect(await differing([...history, ...news])).toEqual([]);
}, 120_000);

test("one that is killed changes nothing, and the next one begins anew", async () => {
  const figures = async () => (await parcours.ask("moments", { range: "all" })).rows;
  const tables = () =>
    parcours.sql(
      `SELECT name, engine_full FROM system.tables
      WHERE database = 'parcours' AND name IN ('events', 'journeys', 'moments') OR name LIKE '%rebuilt'
      ORDER BY name`,
    );
  const [whole, built] = [await figures(), await tables()];
  expect(JSON.stringify(built)).toContain("fsync_after_insert = 1");
  const { child, ended } = launch(["rebuild"], parcours.env);
  await pause(700);
  child.kill("SIGKILL");
  await ended;
  expect(await figures()).toEqual(whole);
  expect((await parcours.command(["rebuild"])).code).toBe(0);
  expect(await figures()).toEqual(whole);
  expect(await tables()).toEqual(built);
}, 60_000);
