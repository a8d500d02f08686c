import { describe, expect, test } from "vitest";
import { journey, rowOf, START } from "../support/events.ts";

/** How a journey's waits read, in seconds: the columns that statistics are made of. */
function waitOf(...lines: readonly string[]) {
  const row = rowOf(...lines);
  return { status: row["status"], wait: seconds(row["wait_ms"]) };
}

function seconds(ms: unknown): number | null {
  return typeof ms === "number" ? ms / 1000 : null;
}

/** Each wait of a journey as [start, end], in seconds after its beginning. */
function spansOf(...lines: readonly string[]) {
  return journey(...lines).waits.map(({ from, until }) => [
    (from - START) / 1000,
    until === undefined ? null : (until - START) / 1000,
  ]);
}

describe("a wait starts", () => {
  test("at wait.started, though a ticket was issued before", () => {
    expect(waitOf("issued 0", "wait.started 20", "wait.ended 50", "service.started 51")).toEqual({
      status: "served",
      wait: 30,
    });
  });

  test("at ticket.issued where there is no wait.started", () => {
    expect(waitOf("issued 0", "service.started 45").wait).toBe(45);
  });

  test("at a wait.started without any ticket, as on the phone", () => {
    expect(waitOf("wait.started 5", "wait.ended 12", "service.started 12").wait).toBe(7);
  });

  test("at a transfer without a wait.started", () => {
    const lines = ["issued 0", "service.started 10", "service.ended 60", "transferred 60"];
    expect(spansOf(...lines, "service.started 100")).toEqual([
      [0, 10],
      [60, 100],
    ]);
  });

  test("at the wait.started that follows a transfer, where there is one", () => {
    const lines = ["issued 0", "service.started 10", "service.ended 60", "transferred 60"];
    expect(spansOf(...lines, "wait.started 65", "wait.ended 100")).toEqual([
      [0, 10],
      [65, 100],
    ]);
  });
});

describe("a wait ends", () => {
  test("issued 0, called 10, no-show 12, called 30, served 31: a wait of 30, served", () => {
    expect(
      waitOf("issued 0", "called 10", "no_show 12", "called 30", "service.started 31"),
    ).toEqual({ status: "served", wait: 30 });
  });

  test("at its wait.ended, which wins over calls and services", () => {
    const lines = ["issued 0", "called 10", "called 18", "wait.ended 20", "service.started 22"];
    expect(waitOf(...lines)).toEqual({ status: "served", wait: 20 });
    expect(waitOf("issued 0", "wait.ended 20", "called 25", "service.started 40").wait).toBe(20);
  });

  test("at its wait.abandoned, which wins over calls", () => {
    expect(waitOf("issued 0", "called 10", "wait.abandoned 25")).toEqual({
      status: "abandoned",
      wait: 25,
    });
  });

  test("of a served journey at the last call before its first service", () => {
    const lines = ["issued 0", "called 10", "called 20", "service.started 26", "called 40"];
    expect(waitOf(...lines)).toEqual({ status: "served", wait: 20 });
  });

  test("of a served journey without a call at the start of service", () => {
    expect(waitOf("issued 0", "service.started 26", "service.ended 99")).toEqual({
      status: "served",
      wait: 26,
    });
  });

  test("of a journey that was called and not served at its first call", () => {
    expect(waitOf("issued 0", "called 10", "called 30").wait).toBe(10);
    expect(waitOf("issued 0", "called 10", "called 30", "no_show 35")).toEqual({
      status: "no_show",
      wait: 10,
    });
  });

  test("of a journey of which only an absence is known then", () => {
    expect(waitOf("issued 0", "no_show 40")).toEqual({ status: "no_show", wait: 40 });
  });

  test("at once where nobody had to wait: a wait of zero counts", () => {
    expect(waitOf("issued 0", "called 0", "service.started 2")).toEqual({
      status: "served",
      wait: 0,
    });
  });
});

describe("the status of a journey is how its first wait ended", () => {
  test("an absent customer who comes back and is served is served", () => {
    const lines = ["issued 0", "called 10", "no_show 12", "called 60"];
    expect(waitOf(...lines, "service.started 61").status).toBe("served");
    expect(waitOf("issued 0", "wait.ended 10", "no_show 12", "service.started 61")).toEqual({
      status: "served",
      wait: 10,
    });
  });

  test("called, wait ended by the call, and absent is a no-show", () => {
    expect(waitOf("issued 0", "called 10", "wait.ended 10", "no_show 70")).toEqual({
      status: "no_show",
      wait: 10,
    });
  });

  test("so it is when the absence is told before the end of the wait", () => {
    expect(waitOf("issued 0", "called 10", "no_show 70", "wait.ended 71")).toEqual({
      status: "no_show",
      wait: 71,
    });
  });

  test("a ticket cancelled without a wait event or a call is cancelled, and no wait", () => {
    expect(waitOf("issued 0", "cancelled 50")).toEqual({ status: "cancelled", wait: null });
  });

  test("a ticket cancelled after a wait began, or after a call, is not", () => {
    expect(waitOf("issued 0", "wait.started 1", "cancelled 50").status).not.toBe("cancelled");
    expect(waitOf("issued 0", "called 20", "cancelled 50").status).not.toBe("cancelled");
  });

  test("a service without ticket and wait is served, its wait unknown", () => {
    expect(waitOf("service.started 0", "service.ended 60 outcome=resolved")).toEqual({
      status: "served",
      wait: null,
    });
  });

  test("a journey of a review alone has no status", () => {
    expect(waitOf("review.submitted 0 nps=9").status).toBe("none");
  });

  test("a wait that is not over is open since its start, and the clock is the query's", () => {
    const row = rowOf("issued 0", "wait.started 3");
    expect(row).toMatchObject({ status: "waiting", wait_ms: null, waiting_since: START + 3_000 });
  });

  test("a later event opens nothing that ended, and closes what was open", () => {
    const row = rowOf("issued 0", "wait.started 3", "called 90", "service.started 91");
    expect(row).toMatchObject({ status: "served", waiting_since: null, wait_ms: 87_000 });
  });

  test("the first wait counts, though a second one ended otherwise", () => {
    const lines = ["issued 0", "service.started 10", "service.ended 60", "transferred 60"];
    expect(waitOf(...lines, "wait.abandoned 300")).toEqual({ status: "served", wait: 10 });
  });
});

describe("waits after a transfer", () => {
  const served = ["issued 0", "service.started 10", "service.ended 60", "transferred 60"];

  test("are counted apart when abandoned", () => {
    expect(rowOf(...served, "wait.abandoned 90")).toMatchObject({ abandoned_after_transfer: 1 });
    expect(rowOf(...served, "service.started 90")).toMatchObject({ abandoned_after_transfer: 0 });
    expect(rowOf("issued 0", "wait.abandoned 90")).toMatchObject({ abandoned_after_transfer: 0 });
  });

  test("add up with the first", () => {
    expect(rowOf(...served, "service.started 100")).toMatchObject({
      wait_ms: 10_000,
      total_wait_ms: 50_000,
      transfers: 1,
    });
  });

  test("make the customer wait again", () => {
    expect(rowOf(...served)).toMatchObject({
      status: "served",
      waiting_since: START + 60_000,
      total_wait_ms: 10_000,
    });
  });

  test("keep the queue that each was for", () => {
    const row = rowOf(
      "wait.started 0 queue=welcome",
      "wait.ended 5",
      "service.started 5",
      "service.ended 60",
      "transferred 60",
      "wait.started 60 queue=advisor",
      "wait.ended 75",
    );
    expect(row).toMatchObject({
      wait_queues: ["welcome", "advisor"],
      wait_from_ms: [0, 60_000],
      wait_until_ms: [5_000, 75_000],
      total_wait_ms: 20_000,
    });
  });
});

describe("clocks of two machines differ", () => {
  test("service up to 5 s before the end of the wait is noise", () => {
    const row = rowOf("wait.started 0", "service.started 30", "wait.ended 35");
    expect(row).toMatchObject({ status: "served", wait_ms: 35_000, suspect: "" });
  });

  test("beyond that the journey is suspect, says why, and its durations still count", () => {
    const row = rowOf("wait.started 0", "service.started 30", "wait.ended 35.001");
    expect(row).toMatchObject({
      status: "served",
      wait_ms: 35_001,
      suspect: "service-before-wait-end",
    });
  });

  test("a wait that ends before it starts is no duration, and is counted apart", () => {
    const row = rowOf("wait.started 10", "wait.ended 4", "service.ended 20");
    expect(row).toMatchObject({ wait_ms: null, total_wait_ms: null, negative_duration: 1 });
  });

  test("so is a service before the wait that it should end", () => {
    const row = rowOf("wait.started 10", "service.started 4");
    expect(row).toMatchObject({ wait_ms: null, negative_duration: 1 });
  });

  test("so it is though the service that follows would give a positive one", () => {
    const row = rowOf("wait.ended 4", "wait.started 10", "service.started 15");
    expect(row).toMatchObject({ wait_ms: null, negative_duration: 1 });
  });

  test("so is a ticket whose clock is ahead of the service that it led to", () => {
    const row = rowOf("service.started 5", "service.ended 60", "issued 10");
    expect(row).toMatchObject({ status: "served", wait_ms: null, negative_duration: 1 });
  });

  test("so is a ticket whose clock is ahead of its call; nobody waits on for it", () => {
    const row = rowOf("called 5", "issued 10");
    expect(row).toMatchObject({ wait_ms: null, waiting_since: null, negative_duration: 1 });
  });

  test("a wait of the right sign is not counted apart", () => {
    expect(rowOf("issued 0", "called 5", "service.started 6")).toMatchObject({
      negative_duration: 0,
      suspect: "",
    });
  });
});

describe("handle time", () => {
  const handle = (...lines: readonly string[]) => {
    const { handleMs, negativeDuration } = journey(...lines);
    return { handle: handleMs === undefined ? null : handleMs / 1000, negativeDuration };
  };

  test("is service.ended − service.started", () => {
    expect(handle("issued 0", "service.started 10", "service.ended 95").handle).toBe(85);
  });

  test("adds up the services of a journey", () => {
    const lines = ["service.started 0", "service.ended 20", "service.started 50"];
    expect(handle(...lines, "service.ended 80").handle).toBe(50);
  });

  test("is unknown while the service goes on, or when its start is not known", () => {
    expect(handle("service.started 10")).toEqual({ handle: null, negativeDuration: false });
    expect(handle("service.ended 10")).toEqual({ handle: null, negativeDuration: false });
  });

  test("that is negative is no duration, and is counted apart", () => {
    expect(handle("service.started 10", "service.ended 4")).toEqual({
      handle: null,
      negativeDuration: true,
    });
  });
});

describe("what was announced", () => {
  test("is that of the first wait, in ms", () => {
    expect(rowOf("wait.started 0 announced=300", "wait.ended 200")).toMatchObject({
      announced_ms: 300_000,
    });
  });

  test("is the first thing that was said, not a later correction", () => {
    const row = rowOf("wait.started 0 announced=300", "wait.ended 200 announced=60");
    expect(row).toMatchObject({ announced_ms: 300_000 });
  });

  test("is nothing where nothing was said", () => {
    expect(rowOf("issued 0", "called 9")).toMatchObject({ announced_ms: null });
  });
});
