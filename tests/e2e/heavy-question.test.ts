import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Problem } from "../../schemas/problem.ts";
import { insertJourneys } from "../bench/seed-journeys.ts";
import { eventually, startParcours, type Running } from "../support/running.ts";

const DAY_MS = 86_400_000;
/** So many that their customers keep the engine busy for longer than a question may take. */
const JOURNEYS = 2_000_000;
const LIMIT_SECONDS = 1;

const [FROM, TO] = [Date.now() - 60 * DAY_MS, Date.now() - DAY_MS];
/** Customers through steps in any order, by where their last one was: nothing can be left out. */
const HEAVY = {
  range: { from: new Date(FROM).toISOString(), to: new Date(TO).toISOString() },
  unit: "customer",
  order: "unordered",
  window: "40d",
  by: ["site", "service"],
  attribution: "last",
  steps: [{ type: "ticket.issued" }, { type: "wait.started" }, { type: "service.ended" }],
};
const LIGHT = { range: { from: HEAVY.range.from, to: new Date(FROM + DAY_MS).toISOString() } };

let parcours: Running;

beforeAll(async () => {
  parcours = await startParcours({
    env: { PARCOURS_QUESTION_SECONDS: String(LIMIT_SECONDS), PARCOURS_KEEP_DAYS: "" },
  });
  await insertJourneys({ sql: command }, { journeys: JOURNEYS, from: FROM, to: TO });
}, 300_000);

afterAll(async () => {
  await parcours.stop();
});

/** A statement of our own processes: analysts may only read. */
async function command<Row>(sql: string): Promise<Row[]> {
  const secrets = JSON.parse(readFileSync(join(parcours.dataDir, "secrets.json"), "utf8")) as {
    store: string;
  };
  const headers = {
    "x-clickhouse-user": "parcours",
    "x-clickhouse-key": secrets.store,
    "x-clickhouse-database": "parcours",
    "x-clickhouse-format": "JSONEachRow",
  };
  const response = await fetch(parcours.storeUrl, { method: "POST", headers, body: sql });
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line) as Row]));
}

/** How many statements about customers the engine works on. */
async function atWork(): Promise<number> {
  const sql = `SELECT toUInt32(count()) AS n FROM system.processes
    WHERE query LIKE '%groupArrayArray%' AND query NOT LIKE '%system.processes%'`;
  return (await command<{ n: number }>(sql))[0]?.n ?? -1;
}

const askHeavy = (signal?: AbortSignal) =>
  fetch(`${parcours.url}/v1/questions/funnel`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${parcours.keys.read}`,
      "content-type": "application/json",
    },
    body: JSON.stringify(HEAVY),
    signal: signal ?? null,
  });

test("a heavy question is cut off at its limit, and says what to do, while others go on", async () => {
  const heavy = askHeavy();
  await eventually("the engine works on it", async () => (await atWork()) > 0);
  const { rows } = await parcours.ask("waits", LIGHT);
  expect(Number(rows[0]?.["journeys"])).toBeGreaterThan(10_000);
  const response = await heavy;
  expect(response.status).toBe(422);
  const problem = Problem.parse(await response.json());
  expect(problem.code).toBe("question-too-heavy");
  expect(problem.detail).toContain("shorter range");
  await eventually("the engine has left it", async () => (await atWork()) === 0);
});

test("whoever gives up asking ends it in the engine, and no error is logged", async () => {
  const gone = new AbortController();
  const asked = Date.now();
  const heavy = askHeavy(gone.signal).catch((error: unknown) => error);
  await eventually("the engine works on it", async () => (await atWork()) > 0);
  gone.abort();
  await eventually("the engine has left it", async () => (await atWork()) === 0);
  expect(Date.now() - asked, "the limit would have ended it").toBeLessThan(LIMIT_SECONDS * 1000);
  expect(await heavy).toBeInstanceOf(Error);
  await pause(100);
  expect(parcours.logs()).not.toContain("a request failed");
  expect(Number((await parcours.ask("waits", LIGHT)).rows[0]?.["journeys"])).toBeGreaterThan(0);
});
