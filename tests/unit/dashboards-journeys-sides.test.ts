import { describe, expect, test } from "vitest";
import { formatOf } from "../../dashboards/format.ts";
import {
  gapText,
  previousGapText,
  sidesSentence,
} from "../../dashboards/journeys/side-sentences.ts";
import { comparedIn, sidesQuestion, verdictQuestion } from "../../dashboards/journeys/questions.ts";
import { chosenOf, pairOf, valuesOf } from "../../dashboards/journeys/sides.ts";
import { readAddress } from "../../dashboards/shell/address.ts";
import type { Speech } from "../../dashboards/speech.ts";
import { wordsOf } from "../../dashboards/words.ts";
import type { Answer, Row } from "../../schemas/answer.ts";

const fr: Speech = { words: wordsOf("fr"), format: formatOf("fr"), language: "fr" };
const en: Speech = { words: wordsOf("en"), format: formatOf("en"), language: "en" };
const plain = (text = "") => text.replaceAll(/[\u00a0\u202f]/g, " ");

const TYPES = ["ticket.issued", "service.started", "review.submitted"];

/** A funnel's rows from how many reached each step. */
const rowsOf = (units: readonly number[], more: Row = {}): Row[] =>
  units.map((count, index) => {
    const share = (name: string, n: number): Row => ({
      [name]: count / n,
      [`${name}_low`]: count / n - 0.01,
      [`${name}_high`]: count / n + 0.01,
      [`${name}_n`]: n,
    });
    return {
      ...{ step: index + 1, label: TYPES[index] ?? "", units: count, open: 0 },
      ...share("of_entered", units[0] ?? 1),
      ...share("of_previous", units[Math.max(0, index - 1)] ?? 1),
      ...more,
    };
  });

/** The same, compared with the funnel of others; which shares differ, step by step, the API said. */
const against = (
  units: readonly number[],
  others: readonly number[],
  differ: readonly (readonly [entered: boolean | null, previous: boolean | null])[],
): Row[] =>
  rowsOf(units).map((row, index) => {
    const before = rowsOf(others)[index];
    return {
      ...row,
      units_before: before?.["units"] ?? 0,
      of_entered_before: before?.["of_entered"] ?? null,
      of_entered_significant: differ[index]?.[0] ?? null,
      of_previous_before: before?.["of_previous"] ?? null,
      of_previous_significant: differ[index]?.[1] ?? null,
    };
  });

const answerOf = (rows: readonly Row[]): Answer => ({
  definition: { id: "funnel", version: 1, text: "" },
  frame: { from: "", to: "", timezone: "UTC" },
  freshness: { behind_seconds: 0, last_event: null },
  exact: true,
  columns: [],
  rows,
  truncated: false,
});

const office = [2000, 1600, 1000];
const phone = [900, 720, 300];
const list = {
  rows: [
    ...rowsOf(phone, { channel: "phone" }),
    ...rowsOf(office, { channel: "office" }),
    ...rowsOf([100, 80, 30], { channel: "" }),
  ],
};
const NOTHING = [null, null] as const;
const asked = (a: string, b: string) =>
  verdictQuestion(sidesQuestion(readAddress("?screen=journeys&channel=web&site=S1")), {
    by: "channel",
    a,
    b,
  });

const pair = (
  rows: readonly Row[],
  listed: Pick<Answer, "rows"> | undefined = list,
  speech: Speech = en,
) =>
  pairOf({ answer: answerOf(rows), answered: asked("office", "phone") }, listed, {
    speech,
    nameOf: (value) => value || "(none)",
    filtersOf: () => [],
  });

test("the values are those that have journeys, the most first, and the two chosen are two", () => {
  const values = valuesOf(list, "channel");
  expect(values).toEqual(["office", "phone", ""]);
  const by = "channel" as const;
  expect(chosenOf(values, { by })).toEqual({ by, a: "office", b: "phone" });
  expect(chosenOf(values, { by, a: "phone", b: "phone" })).toEqual({ by, a: "phone", b: "office" });
  expect(chosenOf(values, { by, a: "fax" })?.a).toBe("office");
  expect(chosenOf(["office"], { by })).toBeUndefined();
});

test("one side is asked for and compared with the other, under the filters of the screen", () => {
  const { question } = asked("office", "");
  expect(question).toMatchObject({
    where: { site: ["S1"], channel: ["office"] },
    compare: { where: { channel: [""] } },
    times: false,
  });
  expect(question).not.toHaveProperty("by");
  expect(comparedIn(asked("office", ""))).toEqual({ by: "channel", a: "office", b: "" });
});

describe("a difference", () => {
  const apart = against(office, phone, [NOTHING, [false, false], [true, true]]);
  const say = (rows: readonly Row[], speech = en) => {
    const both = pair(rows, list, speech);
    return both && plain(sidesSentence(both, speech));
  };

  test("is established where the API's test says so, and its size stands beside it", () => {
    expect(say(apart)).toBe(
      "All the way, office is ahead of phone by 17 points (50.0% against 33.3%): established",
    );
    expect(say(apart, fr)).toBe(
      "Jusqu'au bout, office devance phone de 17 points (50,0 % contre 33,3 %), c'est établi",
    );
    const both = pair(apart);
    expect(both?.steps.map((step) => gapText(both, step, en))).toEqual([
      "no difference established",
      "no difference established",
      "Office: 17 points more, established",
    ]);
    expect(both?.steps.map((step) => previousGapText(both, step, en))).toEqual([
      undefined,
      undefined,
      "From the step before, office: 21 points more, established",
    ]);
  });

  test("is not, whatever the figures look like, where the test does not say so", () => {
    const alike = against(office, phone, [NOTHING, [true, true], [false, null]]);
    expect(say(alike)).toBe(
      "All the way, no difference is established between office and phone (50.0% against 33.3%)",
    );
    expect(say(alike, fr)).toBe(
      "Jusqu'au bout, aucun écart établi entre office et phone (50,0 % contre 33,3 %)",
    );
  });

  test("of few is none, nor is one where there is but one step", () => {
    const few = against([29, 20, 20], phone, [NOTHING, [true, true], [true, true]]);
    expect(say(few)).toBe("Office and phone: too few to conclude");
    const both = pair(few);
    expect(both?.steps.map((step) => gapText(both, step, en))).toContain("too few to conclude");
    expect(say(against([2000], [900], [NOTHING]))).toBe(
      "There is nothing to compare in this selection",
    );
  });
});

describe("what is shown is of one answer", () => {
  const rows = against(office, phone, [NOTHING, [false, false], [true, true]]);

  test("with the intervals of the list where that says the same", () => {
    const both = pair(rows);
    expect(both?.hasMoved).toBe(false);
    expect(both?.steps[2]?.b).toMatchObject({ value: 300 / 900, n: 900 });
    expect(both?.steps[2]?.b.low).toBeCloseTo(300 / 900 - 0.01);
  });

  test.each([
    ["a step has grown", { rows: rowsOf([900, 720, 301], { channel: "phone" }) }],
    ["that side is not in the list", { rows: rowsOf(office, { channel: "office" }) }],
    ["the list is of another dimension", { rows: rowsOf(phone, { site: "phone" }) }],
  ])("without them where %s", (_, listed) => {
    const both = pair(rows, listed);
    expect(both?.hasMoved).toBe(true);
    expect(both?.steps[2]?.b).toEqual({ value: 300 / 900, low: null, high: null, n: 900 });
  });

  test("and nothing before the first one", () => {
    const nothing = { answer: undefined, answered: undefined };
    expect(
      pairOf(nothing, list, { speech: en, nameOf: (value) => value, filtersOf: () => [] }),
    ).toBeUndefined();
  });
});
