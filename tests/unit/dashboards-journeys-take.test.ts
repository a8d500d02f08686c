import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  wholeQuestion,
  timesQuestion,
  levelsQuestion,
  sidesQuestion,
  spreadQuestion,
  verdictQuestion,
  valuesQuestion,
} from "../../dashboards/journeys/questions.ts";
import { curlOf, explainQuestion, pythonOf, sqlIn } from "../../dashboards/journeys/take.ts";
import { readAddress } from "../../dashboards/shell/address.ts";
import { FunnelQuestion } from "../../schemas/questions/funnel.ts";
import { TrendQuestion } from "../../schemas/questions/trend.ts";
import { LASTING_TRAITS, OWN_TRAITS } from "../../schemas/traits.ts";
import { anyFunnel } from "../support/funnels.ts";

const ORIGIN = "http://127.0.0.1:7300";
const view = readAddress("?screen=journeys&channel=phone&window=30m&step=ticket.issued-L'entrée");

/** What a shell gives to a program called `curl`, argument by argument. */
function argumentsOf(line: string): readonly string[] {
  const told = execFileSync("sh", ["-c", `curl() { printf '%s\\0' "$@"; }; ${line}`], {
    env: { PARCOURS_READ_KEY: "the-key" },
  });
  return told.toString().split("\0").slice(0, -1);
}

test("copied into a shell, a question arrives as it was asked", () => {
  const request = wholeQuestion(view);
  const told = argumentsOf(curlOf(ORIGIN, request));
  expect(told).toContain("Authorization: Bearer the-key");
  expect(told).toContain(`${ORIGIN}/v1/questions/funnel`);
  expect(JSON.parse(told.at(-1) ?? "")).toEqual(request.question);
});

test("filters and customers are taken along", () => {
  const asked = readAddress("?screen=journeys&unit=customer&step=ticket.issued~site=S1,L'île");
  const told = argumentsOf(curlOf(ORIGIN, wholeQuestion(asked)));
  expect(JSON.parse(told.at(-1) ?? "")).toMatchObject({
    steps: [{ type: "ticket.issued", where: { site: ["S1", "L'île"] } }],
    unit: "customer",
  });
  expect(pythonOf(ORIGIN, wholeQuestion(asked))).toContain(`"where": {"site": ["S1", "L'île"]}`);
});

test("no name of a step gets out of its quotes", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (label) => {
      fc.pre(!label.includes("\0"));
      const question = { steps: [{ type: "ticket.issued", label }] };
      const told = argumentsOf(curlOf(ORIGIN, { name: "funnel", question }));
      expect(JSON.parse(told.at(-1) ?? "")).toEqual(question);
    }),
    { numRuns: 30 },
  );
});

test("in Python, a question is a literal of Python's own", () => {
  const python = pythonOf(ORIGIN, {
    name: "funnel",
    question: { times: true, compare: null, steps: [{ type: "ticket.issued", label: "L'entrée" }] },
  });
  expect(python).toContain(
    `question = {
    "times": True,
    "compare": None,
    "steps": [{"type": "ticket.issued", "label": "L'entrée"}],
}`,
  );
  expect(python).toContain(`"${ORIGIN}/v1/questions/funnel"`);
  expect(python).not.toMatch(/\b(true|false|null)\b/);
});

test("every question of the screen is one that the API understands", () => {
  fc.assert(
    fc.property(anyFunnel, (funnel) => {
      const asked = { ...view, journeys: { ...view.journeys, funnel } };
      const levels = levelsQuestion(asked);
      for (const request of [
        levels,
        timesQuestion(levels),
        spreadQuestion(levels),
        wholeQuestion(asked),
        explainQuestion(wholeQuestion(asked)),
        sidesQuestion(asked),
        verdictQuestion(sidesQuestion(asked), { by: "channel", a: "phone", b: "" }),
      ]) {
        expect(FunnelQuestion.safeParse(request?.question).error?.issues).toBeUndefined();
      }
    }),
  );
});

test("levels are asked for without times, then times alone, compared with nothing", () => {
  const levels = levelsQuestion(view);
  expect(levels.question).toMatchObject({ times: false, compare: "previous_period" });
  const times = timesQuestion(levels);
  expect(times?.question).toMatchObject({ times: true, where: { channel: ["phone"] } });
  expect(times?.question).not.toHaveProperty("compare");
  expect(timesQuestion(undefined)).toBeUndefined();
});

test("the SQL is that of the way which gives every figure, where there is one", () => {
  const explained = (sql: string | null) => [
    { way: "by_variant", variants: 3, journeys: 90, sql: null },
    { way: "by_place", variants: 4, journeys: 10, sql },
  ];
  expect(explainQuestion(wholeQuestion(view)).question).toMatchObject({ explain: true });
  expect(sqlIn({ rows: explained("SELECT 1") })).toBe("SELECT 1");
  expect(sqlIn({ rows: explained(null) })).toBeUndefined();
  expect(sqlIn({ rows: [{ way: "by_place", variants: 4, journeys: 10 }] })).toBeUndefined();
  expect(sqlIn({ rows: [] })).toBeUndefined();
});

test("sides are compared over all values of their dimension, whatever the filter says of it", () => {
  expect(sidesQuestion(view).question).toMatchObject({ where: {}, by: ["channel"], times: false });
});

test("values are asked for where the page knows none and the API can tell, over all of the period", () => {
  const asked = [...LASTING_TRAITS, ...OWN_TRAITS].flatMap((trait) => {
    const request = valuesQuestion(view, trait);
    if (!request) return [];
    expect(TrendQuestion.safeParse(request.question).error?.issues).toBeUndefined();
    expect(request.question).not.toHaveProperty("where");
    return [trait];
  });
  expect(asked).toEqual(["service", "segment", "priority"]);
});
