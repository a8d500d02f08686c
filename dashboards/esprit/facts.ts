import type { Answer, Row } from "../../schemas/answer.ts";
import { booleanIn, estimateIn, numberIn, textIn, type Estimate } from "../data/cells.ts";
import { definitionOf, type Fact } from "../parts/fact.ts";
import type { Ranking } from "../shell/address.ts";
import type { Speech } from "../speech.ts";

const NO_INTERVAL = { low: null, high: null };

/** NPS of the period: the answer of `voice`. */
export function npsFact(answer: Answer | undefined, { words, format, language }: Speech): Fact {
  const row = answer?.rows[0];
  const estimate = estimateIn(row, "nps", "n");
  return {
    id: "nps",
    name: words.figures.nps,
    definition: definitionOf("nps", language),
    estimate,
    before: numberIn(row, "nps_before"),
    significant: booleanIn(row, "significant"),
    write: (value) => format.score(value),
    rests: words.figures.n.answers(format.count(estimate.n)),
    better: "up",
    pointsPerUnit: 1,
    answer,
  };
}

/** A share of a row, with its interval. */
function shareFact(
  row: Row | undefined,
  metric: "abandonment" | "compliance" | "service_level_of_offered",
  id: string,
  name: string,
  answer: Answer | undefined,
  { words, format, language }: Speech,
): Fact {
  const estimate = estimateIn(row, metric);
  const n = metric === "compliance" ? words.figures.n.moments : words.figures.n.offered;
  return {
    id,
    name,
    definition: definitionOf(metric, language),
    estimate,
    before: numberIn(row, `${metric}_before`),
    significant: booleanIn(row, `${metric}_significant`),
    write: (value) => format.share(value),
    rests: n(format.count(estimate.n)),
    better: metric === "abandonment" ? "down" : "up",
    pointsPerUnit: 100,
    answer,
  };
}

/** What the header shows beside the NPS, and what sites are measured against. */
export function headFacts(
  answer: Answer | undefined,
  speech: Speech,
): Record<"kept" | "wait" | "abandonment" | "serviceLevel", Fact> {
  const row = answer?.rows[0];
  const { words, format, language } = speech;
  const median = numberIn(row, "wait_p50_seconds");
  const served: Estimate = {
    value: numberIn(row, "wait_p90_seconds"),
    ...NO_INTERVAL,
    n: numberIn(row, "served") ?? 0,
  };
  const wait: Fact = {
    id: "wait",
    name: words.figures.wait,
    definition: definitionOf("wait_p90_seconds", language),
    estimate: served,
    before: numberIn(row, "wait_p90_seconds_before"),
    significant: null,
    write: (value) => format.duration(value),
    rests: words.figures.n.served(format.count(served.n)),
    better: "down",
    ...(median !== null && { note: words.figures.median(format.duration(median)) }),
    answer,
  };
  const { figures } = words;
  return {
    kept: shareFact(row, "compliance", "moments", figures.moments, answer, speech),
    wait,
    abandonment: shareFact(row, "abandonment", "abandonment", figures.abandonment, answer, speech),
    serviceLevel: shareFact(
      row,
      "service_level_of_offered",
      "service_level",
      figures.service_level,
      answer,
      speech,
    ),
  };
}

/** Each moment of truth, the least kept first; `changes` compares them, where it is there. */
export function momentFacts(
  answer: Answer | undefined,
  changes: Answer | undefined,
  speech: Speech,
): readonly Fact[] {
  const facts = (answer?.rows ?? []).map((row) => {
    const moment = textIn(row, "moment");
    const change = changes?.rows.find((other) => textIn(other, "moment") === moment);
    const fact = shareFact(
      row,
      "compliance",
      `moment.${moment}`,
      textIn(row, "name"),
      answer,
      speech,
    );
    return {
      ...fact,
      before: numberIn(change, "compliance_before"),
      significant: booleanIn(change, "compliance_significant"),
    };
  });
  return facts.toSorted((a, b) => (a.estimate.value ?? 2) - (b.estimate.value ?? 2));
}

/** Each site by what it is ranked by, the worst first. Sites without a value are left out. */
export function siteFacts(
  answer: Answer | undefined,
  ranking: Ranking,
  nameOf: (site: string) => string,
  speech: Speech,
): readonly Fact[] {
  const worse = ranking === "abandonment" ? -1 : 1;
  const id = ranking === "abandonment" ? "abandonment" : "service_level";
  return (answer?.rows ?? [])
    .map((row) => {
      const site = textIn(row, "site");
      return { ...shareFact(row, ranking, id, nameOf(site), answer, speech), site };
    })
    .filter(({ estimate }) => estimate.value !== null)
    .toSorted((a, b) => ((a.estimate.value ?? 0) - (b.estimate.value ?? 0)) * worse);
}
