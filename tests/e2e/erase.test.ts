import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually, startParcours, type Running } from "../support/running.ts";

const MARK = "zebrafinch";
const at = (minutes: number) => new Date(Date.now() - 3_600_000 + minutes * 60_000).toISOString();

function visit(customer: string, said: string) {
  const subject = uuidv7();
  const event = (type: string, minutes: number, data: object, more: object = {}) => ({
    ...{ specversion: "1.0", id: uuidv7(), source: "urn:test:erase", type, subject },
    ...{ time: at(minutes), site: "S1", channel: "office", data, ...more },
  });
  return [
    event("ticket.issued", 0, { service: "parcel" }),
    event("wait.started", 1, { queue: "q1" }),
    event("wait.ended", 5, {}),
    event("service.started", 5, {}),
    event("service.ended", 9, { outcome: "resolved" }, { customer }),
    event("review.submitted", 20, { nps: 3, verbatim: said }, { customer }),
  ];
}

const gone = visit("jeanne", `Rien à dire, sinon ${MARK}`);
const goneToo = visit("jeanne", "Une deuxième fois");
const stays = visit("paul", "Très bien");
const lone = visit("marie", "Une visite à part");
const refused = { ...gone[5]!, id: uuidv7(), time: at(10_000), data: { verbatim: MARK } };

let parcours: Running;
beforeAll(async () => {
  parcours = await startParcours();
  const sent = [...gone, ...goneToo, ...stays, ...lone, refused];
  expect((await parcours.post(sent)).status).toBe(202);
  await parcours.settled();
  await eventually("the reject is kept", async () => (await count("rejects")) === 1);
}, 60_000);
afterAll(async () => {
  await parcours.stop();
});

async function count(table: string): Promise<number> {
  const final = table === "rejects" ? "" : "FINAL";
  const [row] = await parcours.sql<{ n: number }>(
    `SELECT toUInt32(count()) AS n FROM ${table} ${final}`,
  );
  return row?.n ?? 0;
}

async function reviews(): Promise<unknown> {
  return (await parcours.ask("voice", { range: "all" })).rows[0]?.["n"];
}

/** Files of the store in which the mark stands. */
function filesWithMark(folder = join(parcours.dataDir, "store")): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesWithMark(path);
    return entry.isFile() && readFileSync(path).includes(MARK) ? [path] : [];
  });
}

const subjectsOf = (...visits: (typeof gone)[]) =>
  visits.map(([first]) => first?.subject ?? "").sort();

test("says what it would erase, and erases nothing without being told so twice", async () => {
  const { code, stdout } = await parcours.command(["erase", "--customer", "jeanne"]);
  expect(code).toBe(0);
  expect(stdout).toContain("Would erase 2 journeys with 12 events, 1 reject.");
  expect(stdout).toContain("--yes");
  expect(await count("events")).toBe(24);
  expect(filesWithMark()).not.toEqual([]);
  expect((await parcours.command(["erase"])).stderr).toContain("--customer");
});

test("a customer's journeys leave the store, their bytes the disk", async () => {
  const { code, stdout, stderr } = await parcours.command([
    ...["erase", "--yes", "--customer", "jeanne", "--journey", ...subjectsOf(lone)],
  ]);
  expect(code, stderr).toBe(0);
  expect(stdout).toContain("Erased: 3 journeys with 18 events, 1 reject.");
  expect(stdout).toMatch(/The log forgets it by \d{4}-\d\d-\d\d at the latest \(7 days/);
  expect([await count("events"), await count("journeys"), await count("rejects")]).toEqual([
    6, 1, 0,
  ]);
  expect(await parcours.sql("SELECT DISTINCT journey FROM moments")).toEqual(
    subjectsOf(stays).map((journey) => ({ journey })),
  );
  expect(await reviews()).toBe(1);
  expect(filesWithMark()).toEqual([]);
}, 240_000);

test("what was erased does not come back, whoever brings it", async () => {
  const again = await parcours.post([...gone, ...lone, refused, ...stays]);
  const receipt = (await again.json()) as {
    rejected: number;
    results: { reason?: string; detail?: string }[];
  };
  expect(receipt.rejected).toBe(13);
  expect(receipt.results[0]).toMatchObject({ reason: "erased" });
  expect(receipt.results[0]?.detail).toContain("erased");
  await parcours.restart();
  expect((await parcours.command(["rebuild"])).code).toBe(0);
  await parcours.settled();
  expect([await count("events"), await count("journeys"), await reviews()]).toEqual([6, 1, 1]);
  const other = { ...stays[0]!, id: uuidv7(), type: "ticket.unknown" };
  await parcours.post([other]); // behind the erased one: once it is there, that one was passed over
  await eventually("the other reject is stored", async () => (await count("rejects")) > 0);
  expect(await parcours.sql("SELECT reason FROM rejects")).toEqual([{ reason: "unknown-type" }]);
}, 60_000);

test("whoever was erased may come again, as a customer of today", async () => {
  const subject = uuidv7();
  const event = {
    ...{ specversion: "1.0", id: uuidv7(), source: "urn:test:erase", type: "ticket.issued" },
    ...{ subject, time: new Date().toISOString(), site: "S1", channel: "office" },
    ...{ customer: "jeanne", data: { service: "parcel" } },
  };
  expect(await (await parcours.post([event])).json()).toMatchObject({ accepted: 1 });
  await parcours.settled();
  expect(await count("journeys")).toBe(2);
});
