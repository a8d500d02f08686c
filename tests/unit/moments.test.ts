import { describe, expect, test } from "vitest";
import { judgeMoments } from "../../processors/moments.ts";
import { MomentDefinition } from "../../schemas/moment.ts";
import { DAY_MS, journey, START } from "../support/events.ts";

const name = { en: "A moment", fr: "Un moment" };
type Given = Record<string, unknown>;

/** How one moment of a journey goes. */
function judged(given: Given, ...lines: readonly string[]) {
  const definition = MomentDefinition.parse({ id: "m", name, ...given });
  const [moment] = judgeMoments([definition])(journey(...lines));
  if (moment === undefined) throw new Error("A declared moment is always judged.");
  const { result, dueAt, resultWhenDue } = moment;
  return { result, dueAt, resultWhenDue };
}
const resultOf = (given: Given, ...lines: readonly string[]) => judged(given, ...lines).result;

describe("a moment about the wait", () => {
  const within = { success: "wait <= 60s" };

  test("is kept when the wait was within its limit, the limit included", () => {
    expect(resultOf(within, "issued 0", "called 60", "service.started 61")).toBe("kept");
    expect(resultOf({ success: "wait < 60s" }, "issued 0", "service.started 60")).toBe("missed");
  });

  test("is missed once the wait is over it: served, abandoned or absent", () => {
    expect(resultOf(within, "issued 0", "service.started 60.001")).toBe("missed");
    expect(resultOf(within, "issued 0", "wait.abandoned 61")).toBe("missed");
    expect(resultOf(within, "issued 0", "called 61", "no_show 62")).toBe("missed");
  });

  test("does not apply to who gave up within the limit", () => {
    expect(resultOf(within, "issued 0", "wait.abandoned 60")).toBe("not_applicable");
  });

  test("does not apply to a cancelled ticket, nor where nobody waited", () => {
    expect(resultOf(within, "issued 0", "cancelled 300")).toBe("not_applicable");
    expect(resultOf(within, "review.submitted 0 nps=2")).toBe("not_applicable");
  });

  test("is unknown where the wait is", () => {
    expect(resultOf(within, "service.started 0")).toBe("unknown");
    expect(resultOf(within, "wait.started 10", "service.started 3")).toBe("unknown");
  });

  test("is pending while the wait is open, and due the first ms that is too late", () => {
    expect(judged(within, "issued 0")).toEqual({
      result: "pending",
      dueAt: START + 60_001,
      resultWhenDue: "missed",
    });
    expect(judged({ success: "wait < 60s" }, "issued 0").dueAt).toBe(START + 60_000);
  });
});

describe("a moment about all the waits of a journey", () => {
  const within = { success: "total_wait <= 60s" };
  const transferred = ["issued 0", "service.started 20", "service.ended 30", "transferred 30"];

  test("is kept or missed by their sum", () => {
    expect(resultOf(within, ...transferred, "service.started 70")).toBe("kept");
    expect(resultOf(within, ...transferred, "service.started 71")).toBe("missed");
  });

  test("is pending while one is open, and due when what is left of the limit is over", () => {
    expect(judged(within, ...transferred)).toEqual({
      result: "pending",
      dueAt: START + 70_001,
      resultWhenDue: "missed",
    });
    expect(judged(within, "issued 0")).toMatchObject({
      dueAt: START + 60_001,
      resultWhenDue: "missed",
    });
  });

  test("is missed at once where the waits that are over are too long already", () => {
    const lines = ["issued 0", "service.started 90", "service.ended 95", "transferred 95"];
    expect(resultOf(within, ...lines)).toBe("missed");
  });

  test("does not apply to who gave up within the limit", () => {
    expect(resultOf(within, "issued 0", "wait.abandoned 50")).toBe("not_applicable");
    expect(resultOf(within, ...transferred, "wait.abandoned 50")).toBe("not_applicable");
  });

  test("is unknown where one of them is", () => {
    expect(resultOf(within, "service.started 0")).toBe("unknown");
    expect(resultOf(within, "wait.started 10", "service.started 3")).toBe("unknown");
  });

  test("is missed by an abandoned journey that had waited too long", () => {
    expect(resultOf(within, ...transferred, "wait.abandoned 71")).toBe("missed");
  });
});

describe("a moment about anything else", () => {
  const solved = { success: "outcome = resolved" };

  test("is pending until answered, then unknown 14 days after the journey closed", () => {
    expect(judged(solved, "issued 0", "service.started 10")).toEqual({
      result: "pending",
      dueAt: START + 10_000 + DAY_MS + 14 * DAY_MS,
      resultWhenDue: "unknown",
    });
  });

  test("is settled by its answer, however late", () => {
    const late = 40 * 86_400;
    expect(judged(solved, "issued 0", `service.ended ${late} outcome=resolved`)).toEqual({
      result: "kept",
      dueAt: undefined,
      resultWhenDue: "",
    });
    expect(resultOf(solved, "issued 0", "service.ended 9 outcome=referred")).toBe("missed");
  });

  test.each([
    ["nps >= 9", "nps=9", "kept"],
    ["nps >= 9", "nps=8", "missed"],
    ["nps >= 9", "csat=5", "pending"],
    ["nps > 0", "nps=0", "missed"],
    ["csat = 5", "csat=5", "kept"],
    ["attitudes.welcome >= 4", "attitudes.welcome=3", "missed"],
    ["attitudes.listening >= 4", "attitudes.listening=4", "kept"],
    ["attitudes.efficiency < 3", "attitudes.efficiency=2", "kept"],
    ["nps >= 9", "form=complaint nps=10", "pending"],
  ])("%s with an answer of %s is %s", (success, answer, result) => {
    expect(resultOf({ success }, "issued 0", `review.submitted 99 ${answer}`)).toBe(result);
  });

  test("speaks of the handle time too", () => {
    const lines = ["service.started 0", "service.ended 60 outcome=resolved"];
    expect(resultOf({ success: "handle <= 60s" }, ...lines)).toBe("kept");
    expect(resultOf({ success: "handle < 60s" }, ...lines)).toBe("missed");
    expect(resultOf({ success: "handle < 60s" }, "service.started 0")).toBe("pending");
  });
});

describe("delight", () => {
  const given = { success: "wait <= 60s", delight: "wait <= 10s" };

  test("is a success that is more than that", () => {
    expect(resultOf(given, "issued 0", "service.started 10")).toBe("delighted");
    expect(resultOf(given, "issued 0", "service.started 11")).toBe("kept");
    expect(resultOf(given, "issued 0", "service.started 61")).toBe("missed");
  });

  test("never makes a success of what is none", () => {
    const odd = { success: "wait <= 10s", delight: "nps >= 9" };
    const lines = ["issued 0", "service.started 60", "review.submitted 99 nps=10"];
    expect(resultOf(odd, ...lines)).toBe("missed");
  });

  test("that is not answered yet leaves a success kept", () => {
    const odd = { success: "wait <= 60s", delight: "nps >= 9" };
    expect(resultOf(odd, "issued 0", "service.started 30")).toBe("kept");
    expect(resultOf(odd, "issued 0", "service.started 30", "review.submitted 99 nps=10")).toBe(
      "delighted",
    );
  });

  test("is part of kept: 60 delighted, 20 kept otherwise, 20 missed are 80 %", () => {
    const waits = [...many(60, 5), ...many(20, 30), ...many(20, 90)];
    const results = waits.map((wait) => resultOf(given, "issued 0", `service.started ${wait}`));
    const kept = results.filter((result) => result === "kept" || result === "delighted").length;
    expect(kept / results.length).toBe(0.8);
  });
});

function many(count: number, waitSeconds: number): readonly number[] {
  return Array.from({ length: count }, () => waitSeconds);
}

describe("which journeys a moment is about", () => {
  const given = {
    success: "wait <= 60s",
    where: { service: ["parcel", "bank"], channel: ["office"], site: ["S1"], segment: ["pro"] },
  };
  const inside = "issued 0 service=bank channel=office site=S1 segment=pro";

  test("those that have one of its values in every dimension it names", () => {
    expect(resultOf(given, inside, "service.started 5")).toBe("kept");
  });

  test.each(["service=letter", "channel=phone", "site=S2", "segment=private"])(
    "not those with %s",
    (other) => {
      const [name = ""] = other.split("=");
      const outside = inside.replace(new RegExp(`${name}=\\S+`), other);
      expect(resultOf(given, outside, "service.started 5")).toBe("not_applicable");
    },
  );
});

describe("the definition valid at the journey's start judges it", () => {
  const definitions = [
    { version: 1, success: "wait <= 60s" },
    { version: 3, from: "2024-03-12", success: "wait <= 30s" },
    { version: 2, from: "2024-03-12", success: "wait <= 40s" },
    { version: 4, from: "2024-03-13", success: "wait <= 10s" },
  ].map((given) => MomentDefinition.parse({ id: "m", name, ...given }));
  const judge = judgeMoments(definitions);
  const secondOf = (iso: string) => (Date.parse(iso) - START) / 1000;
  const judgedAt = (iso: string, waitSeconds: number) => {
    const start = secondOf(iso);
    return judge(journey(`issued ${start}`, `service.started ${start + waitSeconds}`))[0];
  };

  test("the one of that day, the latest version of it, and not one that came later", () => {
    expect(judgedAt("2024-03-12T00:00:00Z", 35)).toMatchObject({ definition: 3, result: "missed" });
    expect(judgedAt("2024-03-11T23:59:59Z", 35)).toMatchObject({ definition: 1, result: "kept" });
    expect(judgedAt("2024-03-13T00:00:00Z", 35)).toMatchObject({ definition: 4, result: "missed" });
  });

  test("though the journey ends when another one is valid", () => {
    expect(judgedAt("2024-03-12T23:59:50Z", 20)).toMatchObject({ definition: 3, result: "kept" });
  });

  test("and none where none was", () => {
    const late = MomentDefinition.parse({ id: "m", name, from: "2030-01-01", success: "nps > 8" });
    expect(judgeMoments([late])(journey("issued 0"))[0]).toMatchObject({
      definition: 0,
      result: "not_applicable",
      dueAt: undefined,
    });
  });

  test("one verdict for each moment that is declared, whatever its versions", () => {
    const other = MomentDefinition.parse({ id: "other", name, success: "nps > 8" });
    const moments = judgeMoments([...definitions, other])(journey("issued 0"));
    expect(moments.map(({ moment }) => moment)).toEqual(["m", "other"]);
  });
});
