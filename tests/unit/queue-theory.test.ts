import { describe, expect, test } from "vitest";
import { erlangA, erlangC } from "../../ingest/simulator/queue-theory.ts";
import { runQueue, type Customer } from "../../ingest/simulator/queue.ts";
import { exponential, poissonTimes, randomOf } from "../../ingest/simulator/random.ts";

const CALLS = { arrivalsPerHour: 720, handleSeconds: 240, agents: 55 };
const BRANCH = { arrivalsPerHour: 60, handleSeconds: 240, agents: 5, patienceSeconds: 900 };

test("Erlang C gives the textbook's figures", () => {
  const { waitProbability, meanWaitSeconds, within } = erlangC(CALLS);
  expect(waitProbability).toBeCloseTo(0.238701, 6);
  expect(meanWaitSeconds).toBeCloseTo(8.18403, 5);
  expect(within(15)).toBeCloseTo(0.845883, 6);
});

test("Erlang C refuses a load that its agents can't carry", () => {
  expect(() => erlangC({ ...CALLS, agents: 48 })).toThrow(/48 erlangs/);
});

test("Erlang A gives the textbook's figures, its mean wait over all offered", () => {
  const { abandonProbability, meanWaitSeconds, occupancy } = erlangA(BRANCH);
  expect(abandonProbability).toBeCloseTo(0.057568, 6);
  expect(meanWaitSeconds).toBeCloseTo(51.811, 3);
  expect(occupancy).toBeCloseTo(0.753946, 6);
});

test("Erlang A with endless patience is Erlang C", () => {
  const patient = erlangA({ ...CALLS, patienceSeconds: 1e12 });
  expect(patient.meanWaitSeconds).toBeCloseTo(erlangC(CALLS).meanWaitSeconds, 4);
});

const HOUR_MS = 3_600_000;
const BATCHES = 40;
/** Student's t, two-sided 99 %, 39 degrees of freedom. */
const T_99 = 2.708;

interface Seen {
  readonly waitSeconds: number;
  readonly waited: number;
  readonly late: number;
  readonly left: number;
}

/** Hours at constant rate in batches of equal length; the first of them, the warm-up, is left out. */
function simulate(load: typeof CALLS & { patienceSeconds?: number }, hours: number): Seen[][] {
  const random = randomOf("queue theory");
  const end = hours * HOUR_MS;
  const mean = load.handleSeconds * 1000;
  const customers = poissonTimes(random, 0, end, load.arrivalsPerHour / HOUR_MS).map(
    (at): Customer => ({
      at,
      rank: 0,
      silent: false,
      deskMs: exponential(random, mean),
      patienceMs: load.patienceSeconds
        ? exponential(random, load.patienceSeconds * 1000)
        : Infinity,
    }),
  );
  const passages = runQueue(customers, [{ from: 0, desks: load.agents }]);
  const batches = Array.from({ length: BATCHES + 1 }, (): Seen[] => []);
  passages.forEach(({ at, fate }, index) => {
    const joined = customers[index]!.at;
    const waitSeconds = (at - joined) / 1000;
    const seen = {
      waitSeconds,
      waited: Number(waitSeconds > 0),
      late: Number(waitSeconds > 15),
      left: Number(fate === "left"),
    };
    batches[Math.floor((joined / end) * (BATCHES + 1))]!.push(seen);
  });
  return batches.slice(1);
}

function interval99(batches: readonly (readonly Seen[])[], of: keyof Seen) {
  const means = batches.map(
    (batch) => batch.reduce((sum, seen) => sum + seen[of], 0) / batch.length,
  );
  const mean = means.reduce((sum, value) => sum + value, 0) / BATCHES;
  const variance = means.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (BATCHES - 1);
  return { mean, half: T_99 * Math.sqrt(variance / BATCHES) };
}

function expectInside({ mean, half }: { mean: number; half: number }, expected: number) {
  expect(Math.abs(mean - expected)).toBeLessThan(half);
  // An interval that is too wide would contain anything.
  expect(half).toBeLessThan(0.15 * expected);
}

describe("a long simulation lands within its own 99 % interval", () => {
  test("of Erlang C", () => {
    const batches = simulate(CALLS, 820);
    const theory = erlangC(CALLS);
    expectInside(interval99(batches, "waited"), theory.waitProbability);
    expectInside(interval99(batches, "waitSeconds"), theory.meanWaitSeconds);
    expectInside(interval99(batches, "late"), 1 - theory.within(15));
  });

  test("of Erlang A", () => {
    const batches = simulate(BRANCH, 4100);
    const theory = erlangA(BRANCH);
    expectInside(interval99(batches, "left"), theory.abandonProbability);
    expectInside(interval99(batches, "waitSeconds"), theory.meanWaitSeconds);
  });
});

describe("the queue", () => {
  const customer = (at: number, other: Partial<Customer> = {}): Customer => ({
    ...{ at, rank: 1, patienceMs: Infinity, deskMs: 100, silent: false },
    ...other,
  });

  test("calls who has an appointment first, then who came first", () => {
    const passages = runQueue(
      [customer(0), customer(1), customer(2), customer(3, { rank: 0 })],
      [{ from: 0, desks: 1 }],
    );
    expect(passages.map(({ at }) => at)).toEqual([0, 200, 300, 100]);
    expect(passages.map(({ ahead }) => ahead)).toEqual([0, 0, 1, 0]);
  });

  test("loses who runs out of patience, and calls in vain who left without a word", () => {
    const passages = runQueue(
      [customer(0), customer(1, { patienceMs: 50 }), customer(2, { patienceMs: 50, silent: true })],
      [{ from: 0, desks: 1 }],
    );
    expect(passages.map(({ fate, at }) => [fate, at])).toEqual([
      ["served", 0],
      ["left", 51],
      ["absent", 100],
    ]);
  });

  test("opens desks for those who wait, and lets a desk that closes finish", () => {
    const passages = runQueue(
      [customer(0, { deskMs: 500 }), customer(0, { deskMs: 500 }), customer(10), customer(120)],
      [
        { from: 0, desks: 2 },
        { from: 50, desks: 3 },
        { from: 110, desks: 1 },
      ],
    );
    expect(passages.map(({ at }) => at)).toEqual([0, 0, 50, 500]);
  });
});
