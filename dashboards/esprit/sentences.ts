import type { Answer } from "../../schemas/answer.ts";
import { numberIn } from "../data/cells.ts";
import { changeOf, isWeak, pointsOf, type Fact } from "../parts/fact.ts";
import type { Comparison, Ranking } from "../shell/address.ts";
import type { Speech } from "../speech.ts";
import { busiestHour } from "./heat.ts";
import { beyond } from "./ranking.ts";

/** Titles of the blocks, written from their rows. What is not established is not said. */

export function npsSentence(fact: Fact, compare: Comparison, speech: Speech): string {
  const { words, format } = speech;
  const { titles, against } = words;
  const { value, low, high, n } = fact.estimate;
  if (value === null || n === 0) return titles.npsNone;
  if (isWeak(fact)) return titles.few(fact.name, format.count(n));
  const p = numberIn(fact.answer?.rows[0], "p_value");
  const since = against[compare];
  if (fact.before === null || p === null || fact.significant === null) {
    return titles.npsIs(fact.write(value), fact.write(low ?? value), fact.write(high ?? value));
  }
  if (!fact.significant) return titles.npsSteady(since, format.probability(p));
  const points = pointsOf(value - fact.before, words, format);
  const say = value > fact.before ? titles.npsGains : titles.npsLoses;
  return say(points, since, format.probability(p));
}

/** `facts` has the least kept first. */
export function momentsSentence(facts: readonly Fact[], { words }: Speech): string {
  const { titles } = words;
  const judged = facts.filter(({ estimate }) => estimate.value !== null);
  const [worst, next] = judged;
  const least = worst?.estimate.value ?? null;
  if (!worst || least === null) return titles.momentsNone;
  const share = worst.write(least);
  if (!next) return titles.momentsOne(worst.name, share);
  const apart = (worst.estimate.high ?? 1) < (next.estimate.low ?? 0);
  return apart ? titles.momentsWorst(worst.name, share) : titles.momentsTied(worst.name, next.name);
}

export function waitsSentence(wait: Fact, abandonment: Fact, compare: Comparison, speech: Speech) {
  const { words, format } = speech;
  const { titles, against } = words;
  if (isWeak(abandonment)) {
    return titles.few(abandonment.name, format.count(abandonment.estimate.n));
  }
  const change = changeOf(abandonment, words, format);
  if (change) {
    const say = change.direction === "up" ? titles.abandonmentUp : titles.abandonmentDown;
    return say(change.points, against[compare]);
  }
  if (abandonment.significant === false) return titles.abandonmentSteady(against[compare]);
  const [p90, share] = [wait.estimate.value, abandonment.estimate.value];
  if (p90 === null || share === null) return titles.waitsNone;
  return titles.waitsAre(wait.write(p90), abandonment.write(share));
}

export function heatSentence(answer: Answer, { words, format }: Speech): string {
  const worst = busiestHour(answer);
  if (!worst) return words.titles.heatNone;
  const { weekday, hour, seconds } = worst;
  return words.titles.heatWorst(
    format.weekday(weekday),
    format.hour(hour),
    format.duration(seconds),
  );
}

export function sitesSentence(
  facts: readonly Fact[],
  network: Fact,
  ranking: Ranking,
  { words, format }: Speech,
): string {
  const { titles } = words;
  const reference = network.estimate.value;
  if (facts.length === 0 || reference === null) return titles.sitesNone;
  const worse = facts.filter((fact) => beyond(fact, reference) === "worse");
  const [first] = worse;
  const value = network.write(reference);
  if (!first) return titles.sitesAlike(format.count(facts.length));
  if (worse.length === 1) return titles.sitesOneAbove[ranking](first.name, value);
  return titles.sitesAbove[ranking](format.count(worse.length), format.count(facts.length), value);
}

export function waitingSentence(answer: Answer, { words, format }: Speech): string {
  const sum = (column: string) =>
    answer.rows.reduce((total, row) => total + (numberIn(row, column) ?? 0), 0);
  const [waiting, over] = [sum("waiting"), sum("over")];
  if (waiting === 0) return words.titles.liveNobody;
  if (over === 0) return words.titles.liveWell(format.count(waiting));
  return words.titles.liveOver(format.count(waiting), format.count(over));
}
