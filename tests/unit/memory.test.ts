import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Store } from "../../infra/store/port.ts";
import type { LogRecord } from "../../infra/log/port.ts";
import type { Arrival } from "../../processors/event.ts";
import { foldJourney, type Journey } from "../../processors/journey.ts";
import { Memory } from "../../processors/memory.ts";
import { judgeMoments, type Moment } from "../../processors/moments.ts";
import { startWith } from "../../processors/pipe.ts";
import { collect, type Collected } from "../../processors/steps/collect.ts";
import { fold } from "../../processors/steps/fold.ts";
import { gather } from "../../processors/steps/gather.ts";
import { judge, type JourneyRows } from "../../processors/steps/judge.ts";
import type { Parsed } from "../../processors/steps/parse.ts";
import { recall } from "../../processors/steps/recall.ts";
import { MomentDefinition } from "../../schemas/moment.ts";
import {
  aDayLater,
  anyLines,
  eventsOf,
  setOf,
  shaken,
  START,
  subjectAt,
  TENANT,
} from "../support/events.ts";

const definitions = [
  { id: "short", success: "wait <= 5s", where: { channel: ["phone"] } },
  { id: "liked", success: "nps >= 7", delight: "nps >= 9" },
].map((given) => MomentDefinition.parse({ ...given, name: { en: given.id, fr: given.id } }));

/** The tables as ClickHouse keeps them: the row of the highest version, of equal ones the last. */
function openTables() {
  const events = new Map<string, Arrival>();
  const journeys = new Map<string, Journey>();
  const moments = new Map<string, Moment>();
  let queries = 0;
  const keyOf = ({ subject, event }: Arrival) =>
    [subject, event.source, event.id, event.hash.high, event.hash.low].join(" ");
  return {
    journeys,
    moments,
    queries: () => queries,
    latestMinted: () =>
      Math.max(Number.NEGATIVE_INFINITY, ...[...events.values()].map(({ minted }) => minted)),
    writeEvents(fresh: readonly Arrival[]) {
      for (const arrival of fresh) events.set(keyOf(arrival), arrival);
    },
    writeRows(rows: JourneyRows) {
      for (const row of rows.journeys) {
        if (row.version >= (journeys.get(row.subject)?.version ?? 0)) {
          journeys.set(row.subject, row);
        }
      }
      for (const row of rows.moments) {
        const key = `${row.journey.subject} ${row.moment}`;
        if (row.journey.version >= (moments.get(key)?.journey.version ?? 0)) moments.set(key, row);
      }
    },
    /** Answers the one query of the recall: the stored events of some journeys. */
    query: (async (_sql, params = {}) => {
      queries += 1;
      const minted = params["minted"] as readonly number[];
      const subjects = params["journeys"] as readonly string[];
      const asked = new Map(subjects.map((subject, index) => [subject, minted[index]]));
      return [...events.values()]
        .filter(({ subject, minted }) => asked.get(subject) === minted)
        .map(({ subject, minted, dataJson, event: { facts, at, hash, ...event } }) => ({
          ...event,
          minted_ms: minted,
          journey: subject,
          type: facts.type,
          time_ms: at,
          data: dataJson,
          hash_high: hash.high,
          hash_low: hash.low,
        }));
    }) as Store["query"],
  };
}

interface Landing {
  readonly batch: number;
  readonly number: number;
  readonly fresh: readonly Arrival[];
  readonly rows: JourneyRows;
}

/** Stands for the records of a slice: what they hold is told by the test. */
const SLICE: LogRecord = {
  tenant: TENANT,
  partition: 0,
  count: 1,
  appended: START,
  value: Buffer.of(),
};
const ignore = () => undefined;

/** How a batch may be cut short: nothing of it stored, or its events and not its rows. */
type Crash = "nothing stored" | "events stored";

/** Batches through the real steps, one insert in flight, and again from the last acknowledged. */
async function process(
  batches: readonly (readonly Arrival[])[],
  { maxEvents, crashes = new Map() }: { maxEvents: number; crashes?: Map<number, Crash> },
) {
  const tables = openTables();
  const memory = new Memory(maxEvents);
  memory.reset(tables.latestMinted());
  let inFlight: Landing | undefined;
  let written = 0;
  let number = 0;
  let acknowledged = 0;
  const land = async () => {
    if (inFlight === undefined) return;
    tables.writeEvents(inFlight.fresh);
    tables.writeRows(inFlight.rows);
    written = inFlight.number;
    acknowledged = inFlight.batch + 1;
    inFlight = undefined;
  };
  let parsed: Parsed = { events: [], employeeAnswers: [], rejects: [] };
  let fresh: readonly Arrival[] = [];
  const take = startWith(function told() {
    return parsed;
  }, ignore)
    .pipe(recall(memory, { query: tables.query }, land))
    .pipe(collect(memory, () => number))
    .pipe(function remember(collected: Collected) {
      fresh = collected.events;
      return collected;
    });
  const gatherAll = gather(take);
  const foldAll = fold(() => aDayLater);
  const judgeAll = judge(new Map([[TENANT, definitions]]));

  for (let batch = 0; batch < batches.length; batch += 1) {
    number += 1;
    parsed = { events: batches[batch] ?? [], employeeAnswers: [], rejects: [] };
    const { journeys } = await gatherAll([SLICE]);
    const rows = judgeAll(foldAll(journeys));
    await land();
    inFlight = { batch, number, fresh, rows };
    const crash = crashes.get(batch);
    if (crash !== undefined) {
      crashes.delete(batch);
      if (crash === "events stored") tables.writeEvents(fresh);
      inFlight = undefined;
      memory.reset(tables.latestMinted());
      batch = acknowledged - 1;
    }
    memory.forget(written);
  }
  await land();
  return { tables, memory };
}

/** What the tables should say: each journey folded once, from all its events. */
function expected(events: readonly Arrival[]) {
  const subjects = [...new Set(events.map(({ subject }) => subject))];
  const judgeOne = judgeMoments(definitions);
  const journeys = subjects.map((subject) => {
    return foldJourney(setOf(events.filter((event) => event.subject === subject)), aDayLater);
  });
  return told(journeys, journeys.flatMap(judgeOne));
}

/** Journeys' rows and the moments that apply; one that doesn't may have a row that says so, or none. */
function told(journeys: Iterable<Journey>, moments: Iterable<Moment>) {
  return {
    journeys: [...journeys].toSorted((a, b) => (a.subject < b.subject ? -1 : 1)),
    moments: [...moments]
      .filter(({ result }) => result !== "not_applicable")
      .map(({ journey, ...verdict }) => ({ journey: journey.subject, ...verdict }))
      .toSorted((a, b) => (`${a.journey} ${a.moment}` < `${b.journey} ${b.moment}` ? -1 : 1)),
  };
}

/** Some dated, one undated: ids of another form are never surely new. */
const SUBJECTS = [
  subjectAt(START),
  subjectAt(START, 1),
  subjectAt(START + 3),
  subjectAt(START + 60_000),
  "visit-17",
];

/** Events of several journeys, shuffled and repeated, cut into batches. */
const traffic = fc
  .tuple(...SUBJECTS.map(() => anyLines))
  .chain((journeys) => {
    const events = journeys.flatMap((lines, index) => eventsOf(lines, SUBJECTS[index]));
    return fc.tuple(shaken(events), fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1 }));
  })
  .map(([events, sizes]) => {
    const batches: (readonly Arrival[])[] = [];
    for (let from = 0, turn = 0; from < events.length; turn += 1) {
      const size = sizes[turn % sizes.length] ?? 1;
      batches.push(events.slice(from, from + size));
      from += size;
    }
    return batches;
  });

const crashPlans = fc
  .array(fc.tuple(fc.nat({ max: 10 }), fc.constantFrom<Crash>("nothing stored", "events stored")), {
    maxLength: 3,
  })
  .map((entries) => new Map(entries));

describe("however events arrive, the tables say the same", () => {
  test("in any order, any batches and with any memory, however small", async () => {
    const room = fc.constantFrom(1, 4, 16, 10_000);
    await fc.assert(
      fc.asyncProperty(traffic, room, async (batches, maxEvents) => {
        const { tables } = await process(batches, { maxEvents });
        expect(told(tables.journeys.values(), tables.moments.values())).toEqual(
          expected(batches.flat()),
        );
      }),
      { numRuns: 120 },
    );
  });

  test("and though the processor dies between its reads and its writes", async () => {
    await fc.assert(
      fc.asyncProperty(traffic, crashPlans, async (batches, crashes) => {
        const { tables } = await process(batches, { maxEvents: 12, crashes: new Map(crashes) });
        expect(told(tables.journeys.values(), tables.moments.values())).toEqual(
          expected(batches.flat()),
        );
      }),
      { numRuns: 120 },
    );
  });

  test("a moment that a later event takes out of its scope is taken back", async () => {
    const lines = ["called 20 channel=phone", "issued 10", "issued 0 channel=office"];
    const batches = eventsOf(lines).map((event) => [event]);
    const { tables } = await process(batches, { maxEvents: 100 });
    const short = [...tables.moments.values()].find(({ moment }) => moment === "short");
    expect(short?.result).toBe("not_applicable");
  });

  test("a moment that never applied has no row", async () => {
    const { tables } = await process([eventsOf(["issued 0 channel=office"])], { maxEvents: 100 });
    expect([...tables.moments.values()].map(({ moment }) => moment)).toEqual(["liked"]);
  });
});

describe("what the memory asks the store", () => {
  const minted = (count: number) =>
    Array.from({ length: count }, (_, nth) => eventsOf(["issued 0"], subjectAt(START + nth)));

  test("nothing of journeys that were minted after everything it ever knew", async () => {
    const { tables } = await process(minted(20), { maxEvents: 5 });
    expect(tables.queries()).toBe(0);
  });

  test("what it forgot, when that goes on", async () => {
    const again = eventsOf(["called 9 id=9"], subjectAt(START));
    const { tables } = await process([...minted(20), again], { maxEvents: 5 });
    expect(tables.queries()).toBe(1);
    expect(tables.journeys.get(subjectAt(START))?.version).toBe(2);
  });

  test("it holds about as many events as it may, and forgets the earliest minted first", async () => {
    const { memory } = await process(minted(100), { maxEvents: 30 });
    expect(memory.size).toBeLessThanOrEqual(31);
    expect(memory.get(TENANT, subjectAt(START + 99))).toBeDefined();
    expect(memory.get(TENANT, subjectAt(START))).toBeUndefined();
  });

  test("it spares what is not written yet, even beyond its room", () => {
    const memory = new Memory(1);
    const events = minted(4).flat();
    for (const { subject, minted, event } of events) {
      const set = memory.open(TENANT, subject, minted);
      memory.add(set, event);
      set.touched = 7;
    }
    memory.forget(6);
    expect(memory.size).toBe(4);
    memory.forget(7);
    expect(memory.size).toBe(0);
  });
});
