import fc from "fast-check";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { exportRoutes } from "../../api/export/routes.ts";
import { openExport } from "../../api/export/stream.ts";
import { JOURNEY_DIMENSIONS } from "../../api/dimensions.ts";
import { planOf, scopeOf, type Asker } from "../../api/plan.ts";
import { pathRows } from "../../api/questions/paths.ts";
import { migrateStore } from "../../infra/commands/migrate.ts";
import { createApp } from "../../infra/http/app.ts";
import type { Store } from "../../infra/store/port.ts";
import { ExportRequest, type ExportName } from "../../schemas/export.ts";
import { PathsQuestion } from "../../schemas/questions/paths.ts";
import { startOwnStore, type OwnStore } from "./own-store.ts";
import { FROM, insertVisits, NOW, TO, visits, type Visit } from "./visits.ts";

let own: OwnStore;
let tenants = 0;

beforeAll(async () => {
  own = await startOwnStore();
  await migrateStore(own.store);
}, 60_000);

afterAll(() => own.stop());

const RANGE = { from: new Date(FROM).toISOString(), to: new Date(TO).toISOString() };
const askerOf = (tenant: string): Asker => {
  return { tenant, timezone: "UTC", now: NOW, sites: [], allowedSites: undefined };
};

async function linesOf(
  tenant: string,
  name: ExportName,
  body: object,
  pageEvents: number,
  allowedSites?: readonly string[],
): Promise<{ readonly lines: readonly string[]; readonly pieces: number }> {
  const asked = ExportRequest.parse({ range: RANGE, ...body });
  const asker = { ...askerOf(tenant), allowedSites };
  const scope = scopeOf({ ...asked, by: [], compare: undefined, limit: 1 }, asker);
  const plan = planOf(scope, { dimensions: JOURNEY_DIMENSIONS, time: "started" });
  const { signal } = new AbortController();
  const { pieces } = await openExport(own.store, name, plan, scope, signal, pageEvents);
  const found: Uint8Array[] = [];
  for await (const piece of pieces) found.push(piece);
  const text = Buffer.concat(found).toString("utf8");
  return { lines: text.split("\n").slice(0, -1), pieces: found.length };
}

/** A visit of somebody unknown: one ticket. */
function ticketAt(site: string, at: number): Visit {
  return { site, customer: "", events: [{ letter: "a", at, site, desk: "" }] };
}

/** As the fold orders them: equal times by the rank of their types. */
function ordered(all: readonly Visit[]): readonly Visit[] {
  return all.map(({ events, ...visit }) => ({
    ...visit,
    events: [...events].sort((a, b) => a.at - b.at || (a.letter < b.letter ? -1 : 1)),
  }));
}

test("pages of any size hold each journey once, in the order of tables, and the ways that paths count", async () => {
  const property = fc.asyncProperty(
    visits,
    fc.integer({ min: 40, max: 200 }),
    async (all, most) => {
      const tenant = `t${String((tenants += 1))}`;
      const told = ordered(all);
      await insertVisits(own.store, tenant, told);
      await insertVisits(own.store, `${tenant} next`, told); // another tenant's, never to be seen
      const wanted = told
        .flatMap(({ site, events: [first] }, nth) =>
          first!.at >= FROM && first!.at < TO
            ? [{ at: first!.at, id: `j${String(nth)}`, site }]
            : [],
        )
        .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));

      const { lines, pieces } = await linesOf(tenant, "journeys", {}, most);
      const rows = lines.map((line) => JSON.parse(line));
      expect(rows.map(({ journey, started }) => [journey, Date.parse(started)])).toEqual(
        wanted.map(({ id, at }) => [id, at]),
      );
      expect(pieces).toBeGreaterThan(1);

      const south = await linesOf(tenant, "journeys", { where: { site: ["south"] } }, most);
      expect(south.lines.map((line) => JSON.parse(line).journey)).toEqual(
        wanted.filter(({ site }) => site === "south").map(({ id }) => id),
      );

      const question = PathsQuestion.parse({ range: RANGE, kind: "variants" });
      const scope = scopeOf({ ...question, compare: undefined }, askerOf(tenant));
      const paths = await pathRows(own.store, scope, question, new AbortController().signal);
      const counts = new Map<string, number>();
      for (const { variant } of rows) counts.set(variant, (counts.get(variant) ?? 0) + 1);
      expect(counts).toEqual(new Map(paths.rows.map((row) => [row["variant"], row["journeys"]])));
    },
  );
  await fc.assert(property, { numRuns: 4, endOnFailure: true });
}, 120_000);

test("ids without a time in them, which all lie at one instant, are read from journey to journey", async () => {
  const ids = Array.from({ length: 500 }, (_, nth) => `visit-${String(nth)}`).sort();
  const cells = ids.map(
    (id) =>
      `('undated', toDateTime64('1970-01-05 00:00:00', 3, 'UTC'), '${id}', 2, fromUnixTimestamp64Milli(${String(FROM)}, 'UTC'), [1, 2], [0, 0])`,
  );
  await own.store.command(
    `INSERT INTO journeys (tenant, minted, journey, version, started, step_codes, step_ms) VALUES ${cells.join()}`,
  );
  const { lines, pieces } = await linesOf("undated", "journeys", {}, 100);
  expect(lines.map((line) => JSON.parse(line).journey)).toEqual(ids);
  expect(pieces).toBe(10);
});

test("events and logs are of one's own tenant, and of the sites that one may see", async () => {
  for (const tenant of ["mine", "theirs"]) {
    await insertVisits(own.store, tenant, [
      ticketAt("north", FROM),
      ticketAt("south", FROM + 1000),
    ]);
    const cells = ["north", "south"].map((site, nth) => {
      const at = String(FROM + nth * 1000);
      const time = `fromUnixTimestamp64Milli(${at}, 'UTC')`;
      return `('${tenant}', ${time}, 'j${String(nth)}', 's', '${tenant}-${site}', 1, 'ticket.issued', ${time}, ${time}, '${site}')`;
    });
    await own.store.command(
      `INSERT INTO events (tenant, minted, journey, source, id, body_hash, type, time, received, site) VALUES ${cells.join()}`,
    );
  }
  const idsIn = (lines: readonly string[]) => lines.map((line) => JSON.parse(line).id as string);
  expect(idsIn((await linesOf("mine", "events", {}, 100)).lines)).toEqual([
    "mine-north",
    "mine-south",
  ]);
  const bound = await linesOf("mine", "events", {}, 100, ["south"]);
  expect(idsIn(bound.lines)).toEqual(["mine-south"]);
  const log = (await linesOf("mine", "log", {}, 100, ["south"])).lines.join("\n");
  expect(log.match(/<trace>.*?concept:name" value="(\w+)"/g)).toHaveLength(1);
  expect(log).toContain('value="south"');
  expect(log).not.toContain('value="north"');
});

test("where there is nothing, an export is empty, and a log is still a log", async () => {
  expect((await linesOf("nobody", "events", {}, 10)).lines).toEqual([]);
  const { lines } = await linesOf("nobody", "log", {}, 10);
  expect([lines[0], lines.at(-1)]).toEqual(['<?xml version="1.0" encoding="UTF-8"?>', "</log>"]);
});

test("what fails before the first byte is told as a problem; what fails later breaks the connection", async () => {
  await insertVisits(own.store, "broken", [
    ticketAt("north", FROM),
    ticketAt("north", FROM + 86_400_000),
  ]);
  let pages = 0;
  const failing: Store = {
    ...own.store,
    async bytes(sql, format, params, options) {
      if ((pages += 1) > 1) throw new Error("the store is away");
      const page = await own.store.bytes(sql, format, params, options);
      return Buffer.concat([page, Buffer.alloc(1 << 20, " ")]); // more than any buffer on the way
    },
  };
  const app = createApp(pino({ level: "silent" }));
  const readerOf = async () => askerOf("broken");
  await app.register(exportRoutes({ store: failing, readerOf, pageEvents: 1 }));
  const url = `${await app.listen({ port: 0, host: "127.0.0.1" })}/v1/export/journeys`;
  const post = (body: object) =>
    fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  try {
    const refused = await post({ where: { sites: ["north"] } });
    expect([refused.status, (await refused.json()).nearest]).toEqual([400, "site"]);
    const answer = await post({ range: RANGE });
    expect([answer.status, answer.headers.get("parcours-journeys")]).toEqual([200, "2"]);
    await expect(answer.text()).rejects.toThrow();
    expect(pages).toBe(2);
  } finally {
    await app.close();
  }
});
