import { describe, expect, test } from "vitest";
import { formatOf } from "../../dashboards/format.ts";
import { wordsFor } from "../../dashboards/journeys/goers.ts";
import { levelsOf, withTimes } from "../../dashboards/journeys/levels.ts";
import { partOf } from "../../dashboards/journeys/part.ts";
import {
  conversionSentence,
  endsSentence,
  funnelSentence,
  spreadSentence,
  variantsSentence,
} from "../../dashboards/journeys/sentences.ts";
import type { Speech } from "../../dashboards/speech.ts";
import { wordsOf } from "../../dashboards/words.ts";
import type { Answer, Row } from "../../schemas/answer.ts";

const fr: Speech = { words: wordsOf("fr"), format: formatOf("fr"), language: "fr" };
const en: Speech = { words: wordsOf("en"), format: formatOf("en"), language: "en" };
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, " ");

/** A share with an interval of a tenth of a point around it, or of more. */
const share = (name: string, k: number, n: number, width = 0.001): Row => ({
  [name]: n === 0 ? null : k / n,
  [`${name}_low`]: n === 0 ? null : k / n - width,
  [`${name}_high`]: n === 0 ? null : k / n + width,
  [`${name}_n`]: n,
});

/** A funnel's rows from how many reached each step. */
const rowsOf = (units: readonly number[], width?: number, more: Row = {}): Row[] =>
  units.map((count, index) => ({
    step: index + 1,
    label: ["ticket.issued", "service.started", "service.ended", "review.submitted"][index] ?? "",
    units: count,
    open: 0,
    ...share("of_entered", count, units[0] ?? 0, width),
    ...share("of_previous", count, units[Math.max(0, index - 1)] ?? 0, width),
    ...(index > 0 && more),
  }));

describe("the sentence about a funnel", () => {
  const say = (units: readonly number[], width?: number, speech = fr) =>
    plain(funnelSentence(levelsOf(rowsOf(units, width), speech), speech));

  test("says in simple parts where most are lost", () => {
    expect(say([3000, 2000, 1900])).toBe(
      "Entre « Ticket pris » et « Début du service », un parcours sur trois se perd (33,3 %)",
    );
    expect(say([3000, 2900, 290])).toBe(
      "Entre « Début du service » et « Fin du service », neuf parcours sur dix se perdent (90,0 %)",
    );
    expect(say([3000, 2000, 1900], undefined, en)).toBe(
      "Between “Ticket issued” and “Service started”, one in three journeys is lost (33.3%)",
    );
  });

  test("concludes nothing while most may still go on, nor calls a change established", () => {
    const changed = { of_entered_before: 0.2, of_entered_significant: true };
    const rows = rowsOf([3000, 2000], undefined, changed).map((row) => ({ ...row, open: 1600 }));
    const levels = levelsOf(rows, fr);
    expect(plain(funnelSentence(levels, fr))).toBe(
      "Trop tôt pour conclure : 1 600 parcours sur 3 000 peuvent encore continuer",
    );
    expect(conversionSentence(levels, "previous_period", fr)).toBe("");
    expect(levels.map(({ significant }) => significant)).toEqual([null, null]);
  });

  test("says the share where no simple part is near", () => {
    expect(say([10_000, 5_700])).toBe(
      "Entre « Ticket pris » et « Début du service », 43,0 % des parcours se perdent",
    );
  });

  test("says that nothing is established between losses whose intervals meet", () => {
    expect(say([1000, 900, 800], 0.02)).toBe(
      "Les plus grandes pertes : avant « Fin du service » (11,1 %) et avant « Début du service » (10,0 %), rien n'est établi entre elles",
    );
  });

  test("says what there is to say of few, of nobody, of one step and of no loss", () => {
    expect(say([29, 3])).toBe("Ticket pris : trop peu pour conclure (n 29)");
    expect(say([0, 0])).toBe("Aucun parcours de cette sélection ne passe par la première étape");
    expect(say([1200])).toBe("1 200 parcours passent par « Ticket pris »");
    expect(say([1200, 1200])).toBe("Aucun parcours ne se perd : tous vont jusqu'au bout");
  });

  test("is in the words of the order: any two of the steps", () => {
    const levels = levelsOf(rowsOf([3000, 2000]), en, true);
    expect(levels.map(({ name }) => name)).toEqual(["any 1 of the steps", "any 2 of the steps"]);
  });
});

describe("of customers", () => {
  const say = (units: readonly number[], speech: Speech) => {
    const spoken = { ...speech, words: wordsFor("customer", speech.words) };
    return plain(funnelSentence(levelsOf(rowsOf(units), spoken), spoken));
  };

  test("the sentence about a funnel says customers", () => {
    expect(say([3000, 2000, 1900], fr)).toBe(
      "Entre « Ticket pris » et « Début du service », un client sur trois se perd (33,3 %)",
    );
    expect(say([10_000, 5_700], fr)).toBe(
      "Entre « Ticket pris » et « Début du service », 43,0 % des clients se perdent",
    );
    expect(say([3000, 2000, 1900], en)).toBe(
      "Between “Ticket issued” and “Service started”, one in three customers is lost (33.3%)",
    );
    expect(say([1200, 1200], en)).toBe("No customer is lost: all go through to the end");
    expect(say([0, 0], en)).toBe("No known customer of this selection goes through the first step");
    const reached = (n: string, { words }: Speech) =>
      wordsFor("customer", words).journeys.funnel.reached(n);
    expect(["0", "1", "2"].map((n) => reached(n, fr))).toEqual([
      "0 client",
      "1 client",
      "2 clients",
    ]);
    expect(["0", "1"].map((n) => reached(n, en))).toEqual(["0 customers", "1 customer"]);
    expect(wordsFor("journey", fr.words)).toBe(fr.words);
  });

  test("nothing else is said otherwise", () => {
    for (const { words } of [fr, en]) {
      const { funnel, evidence, ...others } = wordsFor("customer", words).journeys;
      expect(others).toEqual({ ...words.journeys, funnel: undefined, evidence: undefined });
      expect(Object.keys(funnel)).toEqual(Object.keys(words.journeys.funnel));
      expect(Object.keys(evidence)).toEqual(Object.keys(words.journeys.evidence));
    }
  });
});

describe("the sentence about the conversion", () => {
  const say = (more: Row) => {
    const levels = levelsOf(rowsOf([3000, 2000], undefined, more), fr);
    return plain(conversionSentence(levels, "previous_period", fr));
  };
  const is = "Sur 3 000 qui entrent, 66,7 % vont jusqu'au bout (de 66,6 % à 66,8 %)";

  test("says a change only when it is established", () => {
    expect(say({ of_entered_before: 0.647, of_entered_significant: true })).toBe(
      `${is} ; 2 points de plus sur la période précédente, c'est établi`,
    );
    expect(say({ of_entered_before: 0.2, of_entered_significant: false })).toBe(
      `${is} ; pas de changement établi sur la période précédente`,
    );
    expect(say({})).toBe(is);
  });
});

describe("levels", () => {
  test("are called by what they ask, unless they have names of their own", () => {
    const rows = rowsOf([100, 60]).map((row, at) => ({
      ...row,
      ...(at === 1 && { label: "Out" }),
    }));
    const levels = levelsOf(rows, fr, false, ["canal : guichet", "canal : web"]);
    expect(levels.map(({ name }) => name)).toEqual(["Ticket pris (canal : guichet)", "Out"]);
  });

  test("lose those who came to the step before and no further, without those who may still come", () => {
    const rows = rowsOf([100, 60]).map((row, index) =>
      index === 0
        ? { ...row, open: 10 }
        : { ...row, open: 4, ...share("of_previous", 56, 90, 0.05) },
    );
    const [, second] = levelsOf(rows, fr);
    expect(second?.loss).toMatchObject({ from: "Ticket pris", to: "Début du service", count: 34 });
    expect(second?.loss?.share.value).toBeCloseTo(34 / 90);
    expect(second?.loss?.share.low).toBeCloseTo(34 / 90 - 0.05);
    expect(second?.loss?.share.high).toBeCloseTo(34 / 90 + 0.05);
  });

  test("are there before their times, and keep their own counts when these come", () => {
    const answer = (rows: readonly Row[], columns: readonly string[]): Answer => ({
      definition: { id: "funnel", version: 1, text: "" },
      frame: { from: "", to: "", timezone: "UTC" },
      freshness: { behind_seconds: 0, last_event: null },
      exact: true,
      columns: columns.map((name) => ({ name, type: "number", unit: null, text: name })),
      rows,
      truncated: false,
    });
    const levels = answer(rowsOf([100, 60]), ["step", "units"]);
    expect(withTimes(levels, undefined)).toBe(levels);
    const later = rowsOf([101, 61]).map((row) => ({
      ...row,
      median_seconds: 44,
      p90_seconds: 580,
    }));
    const times = answer(later, ["step", "units", "median_seconds", "p90_seconds"]);
    const whole = withTimes(levels, times);
    expect(whole.columns.map(({ name }) => name)).toEqual([
      "step",
      "units",
      "median_seconds",
      "p90_seconds",
    ]);
    expect(levelsOf(whole.rows, fr)[1]).toMatchObject({
      units: 60,
      took: { median: 44, p90: 580 },
    });
  });
});

describe("the sentence about the times of a step", () => {
  const say = (units: number, median: number | null, p90: number | null, speech = fr) => {
    const rows = rowsOf([100, units], 0.01, { median_seconds: median, p90_seconds: p90 });
    const [, level] = levelsOf(rows, speech);
    return level && plain(spreadSentence(level, speech));
  };

  test("says how long half of them take at most, and nine in ten", () => {
    expect(say(60, 200, 580)).toBe(
      "De « Ticket pris » à « Début du service », la moitié met 3 min 20 s au plus, neuf sur dix 9 min 40 s",
    );
    expect(say(60, 0, 0.4, en)).toBe(
      "From “Ticket issued” to “Service started”, nine in ten take less than a second",
    );
  });

  test("concludes nothing from few, nor before the times have come", () => {
    expect(say(12, 200, 580)).toBe(
      "De « Ticket pris » à « Début du service » : trop peu pour conclure (n 12)",
    );
    expect(say(60, null, null)).toBe("De « Ticket pris » à « Début du service »");
  });
});

describe("the sentences about paths", () => {
  const end = (from: string, k: number, width?: number): Row => ({
    ...{ from, to: "end", count: k },
    ...share("of_to", k, 1000, width),
  });
  const way = (steps: number, k: number, width?: number): Row => ({
    ...{ variant: "x", steps },
    ...share("share", k, 1000, width),
  });

  test("say after what journeys end, where that is established", () => {
    const rows = [{ from: "start", to: "ticket.issued" }, end("service.ended", 667)];
    expect(plain(endsSentence({ rows: [...rows, end("wait.abandoned", 333)] }, fr))).toBe(
      "Deux parcours sur trois s'achèvent après « Fin du service » (66,7 %)",
    );
    const tied = [end("service.ended", 510, 0.03), end("review.requested", 490, 0.03)];
    expect(endsSentence({ rows: tied }, en)).toBe(
      "Most journeys end after “Service ended” or “Opinion asked for”; between them nothing is established",
    );
    expect(endsSentence({ rows: [] }, en)).toBe("Too few journeys to say how they end");
  });

  test("say which way is the most usual, where that is established", () => {
    expect(variantsSentence({ rows: [way(6, 500), way(3, 120)] }, en)).toBe(
      "One in two journeys is alike: the same 6 events in the same order (50.0%)",
    );
    expect(variantsSentence({ rows: [way(6, 500, 0.3), way(3, 400, 0.3)] }, en)).toBe(
      "Which way is the most usual is not established",
    );
  });
});

test.each([
  [1 / 3, "1/3"],
  [0.34, "1/3"],
  [0.05, "1/20"],
  [0.9, "9/10"],
  [0.919, "none"],
  [0.012, "none"],
  [0.43, "none"],
  [0, "none"],
  [1, "none"],
])("%f is said as %s", (value, expected) => {
  const part = partOf(value);
  expect(part ? `${String(part.some)}/${String(part.of)}` : "none").toBe(expected);
});
