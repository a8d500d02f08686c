import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tableFromIPC } from "apache-arrow";
import { parse } from "csv-parse/sync";
import { parquetReadObjects } from "hyparquet";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Answer, Row } from "../../schemas/answer.ts";
import type { QuestionName } from "../../schemas/questions/names.ts";
import { arrayBufferOf } from "../support/array-buffer.ts";
import { skipUnless } from "../support/requires.ts";
import { eventually, startParcours, type Role, type Running } from "../support/running.ts";
import {
  callsOf,
  figuresOf,
  groupsOf,
  weekLines,
  WEEK_FILE,
  WITHIN,
  type Call,
  type Key,
} from "./technion-oracle.ts";
import { EVENTS, expectEachOnce, expectTheWeek, FRAME, whyNoWeek } from "./technion-week.ts";

/** By what the figures are asked for, alone and in pairs. */
const GROUPINGS: Readonly<Record<string, readonly Key[]>> = {
  nothing: [],
  service: ["service"],
  day: ["day"],
  hour: ["hour"],
  priority: ["priority"],
  "service and day": ["service", "day"],
  "service and hour": ["service", "hour"],
  "weekday and hour of the day": ["weekday", "hour_of_day"],
};

const METRICS = [
  "journeys",
  "offered",
  "served",
  "abandoned",
  "abandonment",
  "cancelled",
  "suspect",
  "zero_waits",
  "asa_seconds",
  "wait_p50_seconds",
  "wait_p75_seconds",
  "wait_p90_seconds",
  "wait_p95_seconds",
  "wait_p99_seconds",
  "service_level_of_offered",
  "service_level_of_answered",
  "handle_seconds",
  "patience_seconds",
];

/** Each row of the answer against the same calls, counted from the file. */
function expectGroups(
  { rows, columns: described }: Answer,
  calls: readonly Call[],
  by: readonly Key[],
): void {
  const columns = described.map(({ name }) => name);
  const groups = groupsOf(calls, by);
  const keyOf = (row: Row) => JSON.stringify(by.map((name) => row[name]));
  expect(rows.map(keyOf).sort()).toEqual([...groups.keys()].sort());
  for (const row of rows) {
    const key = keyOf(row);
    const figures = Object.entries(figuresOf(groups.get(key) ?? []));
    expect(figures.filter(([name]) => columns.includes(name)).length).toBeGreaterThan(20);
    for (const [name, expected] of figures) {
      if (!columns.includes(name)) continue; // trend was not asked for it
      const found = row[name];
      if (expected === null || Number.isInteger(expected)) {
        expect(found, `${name} of ${key}`).toBe(expected);
      } else {
        expect(found, `${name} of ${key}`).toBeCloseTo(expected, 8);
      }
    }
  }
}

const command = (parcours: Running, file: string) =>
  parcours.command(["import", "--format", "technion", file]);

describe("a week of a real call centre", skipUnless("technion", whyNoWeek), () => {
  const folder = mkdtempSync(join(tmpdir(), "parcours-technion-"));
  const [header = "", ...lines] = whyNoWeek === undefined ? weekLines() : [];
  const calls = callsOf([header, ...lines]);

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  describe("once it is imported", () => {
    let parcours: Running;
    let summary = "";

    beforeAll(async () => {
      parcours = await startParcours();
      const { code, stdout, stderr } = await command(parcours, WEEK_FILE);
      expect(code, stderr).toBe(0);
      summary = stdout;
    }, 120_000);

    afterAll(async () => {
      await parcours.stop();
    });

    test("is told row by row: taken, skipped and refused", () => {
      expect(summary).toContain(
        "11,715 rows gave 50,046 events: 50,046 accepted, 0 known already.",
      );
      expect(summary).toContain("Skipped: 100 rows\n  100 phantom call\n");
      expect(summary).toContain("Rejected: 0\n");
      expect(summary).toContain("All of it is in the figures now.");
    });

    test("has the figures of its README, to the last digit", async () => {
      await expectTheWeek(parcours);
      await expectEachOnce(parcours);
    });

    test.each(Object.entries(GROUPINGS))(
      "gives in waits by %s what the file gives",
      async (_, by) => {
        const answer = await parcours.ask("waits", { ...FRAME, by, within_seconds: WITHIN });
        expect(answer).toMatchObject({ truncated: false, exact: true });
        expectGroups(answer, calls, by);
      },
    );

    test.each(Object.entries(GROUPINGS))(
      "gives in trend by %s what the file gives",
      async (_, by) => {
        const question = { ...FRAME, by, metrics: METRICS, within_seconds: WITHIN };
        const answer = await parcours.ask("trend", question);
        expectGroups(answer, calls, by);
        for (const row of answer.rows) expect(row["n"]).toBe(row["journeys"]);
      },
    );

    test("adds up over services, days and hours to the whole", async () => {
      const counts = ["journeys", "offered", "served", "abandoned", "cancelled", "zero_waits"];
      const [whole] = (await parcours.ask("waits", FRAME)).rows;
      for (const by of Object.values(GROUPINGS)) {
        for (const question of ["waits", "trend"] as const) {
          const asked = question === "trend" ? { metrics: METRICS } : {};
          const { rows } = await parcours.ask(question, { ...FRAME, by, ...asked });
          for (const name of counts) {
            const sum = rows.reduce((total, row) => total + Number(row[name]), 0);
            expect(sum, `${name} by ${by.join(", ")} in ${question}`).toBe(whole?.[name]);
          }
        }
      }
    });

    test("is the same through each single day, and through filters", async () => {
      const ask = async (more: object) => (await parcours.ask("waits", { ...FRAME, ...more })).rows;
      const [first] = await ask({ range: { from: "2010-08-01", to: "2010-08-02" } });
      const [byDay] = await ask({ by: ["day"] });
      const { day: _day, ...figures } = byDay!;
      expect(first).toEqual(figures);
      const [regular] = await ask({ where: { service: ["PS"] } });
      const others = await ask({ except: { service: ["PS"] }, by: ["service"] });
      const [whole] = await ask({});
      const served = others.reduce((sum, row) => sum + Number(row["served"]), 0);
      expect(Number(regular?.["served"]) + served).toBe(whole?.["served"]);
      expect(others.map((row) => row["service"])).not.toContain("PS");
    });

    test.each<[QuestionName, object]>([
      ["waits", { ...FRAME, by: ["service", "day"] }],
      ["trend", { ...FRAME, by: ["hour", "service"], metrics: METRICS }],
      [
        "trend",
        { ...FRAME, by: ["day"], metrics: ["nps", "abandonment"], compare: "previous_year" },
      ],
      ["moments", { ...FRAME, by: ["moment", "day"] }],
      ["voice", { ...FRAME, by: ["service"] }],
      ["journeys", { ...FRAME, limit: 500 }],
    ])("has the same rows of %s in every format", async (question, body) => {
      const answer = await parcours.ask(question, body);
      for (const rows of await inOtherFormats(parcours, question, body, answer)) {
        expect(rows).toEqual(answer.rows.map((row) => cellsOf(answer, row)));
      }
    });

    test("is the same once it is imported a second time", async () => {
      const { code, stdout } = await command(parcours, WEEK_FILE);
      expect(code).toBe(0);
      const [, accepted, known] = /: ([\d,]+) accepted, ([\d,]+) known already/.exec(stdout) ?? [];
      expect(numberOf(accepted) + numberOf(known)).toBe(EVENTS);
      await expectTheWeek(parcours);
      await expectEachOnce(parcours);
    }, 60_000);
  });

  test("is the same from a shuffled file", async () => {
    const file = join(folder, "shuffled.csv");
    writeFileSync(file, [header, ...shuffled(lines, 20_100_801)].join("\n"));
    const parcours = await startParcours();
    try {
      const { code, stdout, stderr } = await command(parcours, file);
      expect(code, stderr).toBe(0);
      expect(stdout).toContain("50,046 accepted, 0 known already");
      await expectTheWeek(parcours);
      await expectEachOnce(parcours);
    } finally {
      await parcours.stop();
    }
  }, 120_000);

  test("is the same when every part was killed in the middle of its import", async () => {
    const file = join(folder, "pipe.csv");
    execFileSync("mkfifo", [file]); // so that the middle is where we say
    const parcours = await startParcours();
    try {
      const importing = command(parcours, file);
      let isOver = false;
      void importing.then(() => (isOver = true));
      const pipe = await open(file, "w");
      await pipe.write(`${header}\n`);
      const victims: readonly (readonly Role[])[] = [
        ["store"],
        ["processor"],
        ["front"],
        ["store", "processor"],
        ["processor"],
        ["store"],
        ["front", "store", "processor"],
      ];
      const size = Math.ceil(lines.length / (victims.length + 1));
      for (const [index, roles] of victims.entries()) {
        await pipe.write(`${lines.slice(index * size, (index + 1) * size).join("\n")}\n`);
        await eventually(`${roles.join(" and ")} can be killed`, () =>
          roles.every((role) => parcours.pids()[role] !== undefined),
        );
        for (const role of roles) parcours.kill(role);
        expect(isOver).toBe(false);
      }
      await pipe.write(`${lines.slice(victims.length * size).join("\n")}\n`);
      await pipe.close();
      const { code, stdout, stderr } = await importing;
      expect(code, stderr).toBe(0);
      expect(stdout).toContain("11,715 rows gave 50,046 events");
      await parcours.ready();
      await parcours.settled();
      await expectTheWeek(parcours);
      await expectEachOnce(parcours);
    } finally {
      await parcours.stop();
    }
  }, 180_000);
});

type Cells = Readonly<Record<string, unknown>>;

function cellsOf({ columns }: Answer, row: Row): Cells {
  return Object.fromEntries(columns.map(({ name }) => [name, row[name] ?? null]));
}

/** The rows of an answer in its other formats, each read by its own reader. */
async function inOtherFormats(
  parcours: Running,
  question: QuestionName,
  body: object,
  answer: Answer,
): Promise<readonly (readonly Cells[])[]> {
  const { columns } = answer;
  const ask = async (accept: string) => {
    const response = await fetch(`${parcours.url}/v1/questions/${question}`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${parcours.keys.read}`,
        "content-type": "application/json",
        accept,
      },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toContain(accept);
    return Buffer.from(await response.arrayBuffer());
  };

  const { values } = JSON.parse(String(await ask("application/vnd.parcours.columns+json"))) as {
    values: Record<string, unknown[]>;
  };
  expect(Object.keys(values)).toEqual(columns.map(({ name }) => name));
  const columnar = answer.rows.map((_, index) =>
    Object.fromEntries(columns.map(({ name }) => [name, values[name]?.[index]])),
  );

  const texts: Record<string, string>[] = parse(await ask("text/csv"), { columns: true });
  const csv = texts.map((row) =>
    Object.fromEntries(columns.map(({ name, type }) => [name, readCell(row[name] ?? "", type)])),
  );

  const table = tableFromIPC(await ask("application/vnd.apache.arrow.stream"));
  expect(table.schema.names).toEqual(columns.map(({ name }) => name));
  const arrow = table.toArray().map((row: { toJSON(): Cells }) => row.toJSON());

  const file = arrayBufferOf(await ask("application/vnd.apache.parquet"));
  const parquet = (await parquetReadObjects({ file })) as Cells[];
  return [columnar, csv, arrow, parquet];
}

function readCell(text: string, type: Answer["columns"][number]["type"]): unknown {
  if (text === "") return type === "string" ? "" : null;
  if (type === "boolean") return text === "true";
  return type === "string" || type === "time" ? text : Number(text);
}

const numberOf = (text: string | undefined) => Number((text ?? "").replaceAll(",", ""));

/** The same things in another order, which the seed alone decides (mulberry32, Fisher-Yates). */
function shuffled<T>(things: readonly T[], seed: number): readonly T[] {
  let state = seed;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const mixed = [...things];
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [mixed[last], mixed[other]] = [mixed[other]!, mixed[last]!];
  }
  return mixed;
}
