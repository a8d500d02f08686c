import { describe, expect, test } from "vitest";
import { headFacts, momentFacts, npsFact, siteFacts } from "../../dashboards/esprit/facts.ts";
import type { Speech } from "../../dashboards/speech.ts";
import {
  momentsSentence,
  npsSentence,
  sitesSentence,
  waitingSentence,
  waitsSentence,
} from "../../dashboards/esprit/sentences.ts";
import { formatOf } from "../../dashboards/format.ts";
import { wordsOf } from "../../dashboards/words.ts";
import type { Answer, Row } from "../../schemas/answer.ts";

const speech: Speech = { words: wordsOf("fr"), format: formatOf("fr"), language: "fr" };
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, " ");

const answer = (...rows: readonly Row[]): Answer => ({
  definition: { id: "x", version: 1, text: "" },
  frame: { from: "", to: "", timezone: "UTC" },
  freshness: { behind_seconds: 0, last_event: null },
  exact: true,
  columns: [],
  rows,
  truncated: false,
});

describe("the sentence about the NPS", () => {
  const say = (row: Row) =>
    plain(npsSentence(npsFact(answer(row), speech), "previous_period", speech));
  const row = { n: 800, nps: 31, nps_low: 27, nps_high: 35 };

  test("says a change when it is established, with its p", () => {
    expect(say({ ...row, nps_before: 27, p_value: 0.003, significant: true })).toBe(
      "Le NPS gagne 4 points sur la période précédente, c'est établi (p 0,003)",
    );
  });

  test("says that none is established otherwise, however big the difference", () => {
    expect(say({ ...row, nps_before: -40, p_value: 0.42, significant: false })).toBe(
      "NPS : pas de changement établi sur la période précédente (p 0,42)",
    );
  });

  test("says the value and its interval where nothing is compared", () => {
    expect(say(row)).toBe("Le NPS est de +31, entre +27 et +35");
  });

  test("concludes nothing from too few", () => {
    const few = { ...row, n: 29, nps_before: -40, p_value: 0.0001, significant: true };
    expect(say(few)).toBe("NPS : trop peu pour conclure (n 29)");
    expect(say({ n: 0, nps: null, nps_low: null, nps_high: null })).toBe(
      "Aucun client n'a répondu dans cette période",
    );
  });
});

describe("the sentence about moments", () => {
  const moment = (name: string, compliance: number, low: number, high: number) => ({
    moment: name,
    name,
    compliance,
    compliance_low: low,
    compliance_high: high,
    compliance_n: 500,
  });
  const say = (...rows: Row[]) =>
    plain(momentsSentence(momentFacts(answer(...rows), undefined, speech), speech));

  test("names the least kept where its interval is apart from the next", () => {
    expect(say(moment("A", 0.9, 0.88, 0.92), moment("B", 0.64, 0.6, 0.68))).toBe(
      "Le moins tenu : « B », 64,0 %",
    );
  });

  test("names two where nothing is established between them", () => {
    expect(say(moment("A", 0.66, 0.62, 0.7), moment("B", 0.64, 0.6, 0.68))).toBe(
      "Les moins tenus : « B » et « A », rien n'est établi entre eux",
    );
  });
});

describe("the sentence about waits", () => {
  const say = (row: Row) => {
    const { wait, abandonment } = headFacts(answer(row), speech);
    return plain(waitsSentence(wait, abandonment, "previous_year", speech));
  };
  const row = { served: 900, wait_p90_seconds: 580, abandonment: 0.041, abandonment_n: 1000 };

  test("says an established change of abandonment in points", () => {
    const compared = { ...row, abandonment_before: 0.049, abandonment_significant: true };
    expect(say(compared)).toBe("L'abandon recule de 0,8 point sur un an, c'est établi");
  });

  test("says what is where nothing is compared", () => {
    expect(say(row)).toBe("Un client sur dix attend plus de 9 min 40 s, 4,1 % abandonnent");
  });
});

describe("the sentence about sites", () => {
  const site = (id: string, abandonment: number, low: number, high: number) => ({
    site: id,
    abandonment,
    abandonment_low: low,
    abandonment_high: high,
    abandonment_n: 400,
  });
  const network = headFacts(answer({ abandonment: 0.04, abandonment_n: 9000 }), speech).abandonment;
  const say = (...rows: Row[]) => {
    const facts = siteFacts(answer(...rows), "abandonment", (id) => `Bureau ${id}`, speech);
    return plain(sitesSentence(facts, network, "abandonment", speech));
  };

  test("counts only those whose whole interval is beyond the network", () => {
    expect(say(site("A", 0.06, 0.05, 0.07), site("B", 0.05, 0.03, 0.08))).toBe(
      "Bureau A perd plus de clients que le réseau (4,0 %)",
    );
  });

  test("says so where none stands out", () => {
    expect(say(site("A", 0.06, 0.03, 0.1), site("B", 0.01, 0.005, 0.02))).toBe(
      "Aucun des 2 bureaux ne se distingue en mal du réseau",
    );
  });
});

test("the sentence about who waits now is quiet when all is well", () => {
  const say = (...rows: Row[]) => plain(waitingSentence(answer(...rows), speech));
  expect(say()).toBe("Personne n'attend en ce moment");
  expect(say({ waiting: 3, over: 0 })).toBe(
    "Tout va bien : 3 en attente, aucun depuis plus de 10 min",
  );
  expect(say({ waiting: 3, over: 0 }, { waiting: 2, over: 1 })).toBe(
    "5 en attente, dont 1 depuis plus de 10 min",
  );
});
