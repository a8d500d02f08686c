import type { Answer } from "../../schemas/answer.ts";
import { estimateIn, isFew, textIn, type Estimate } from "../data/cells.ts";
import { changeOf } from "../parts/fact.ts";
import type { Comparison } from "../shell/address.ts";
import type { Speech } from "../speech.ts";
import { isEarly, levelFact, type Level, type Loss } from "./levels.ts";
import { partOf } from "./part.ts";

/** Titles of the blocks, written from their rows. What is not established is not said. */

export function funnelSentence(levels: readonly Level[], { words, format }: Speech): string {
  const { funnel } = words.journeys;
  const [first] = levels;
  if (!first || first.units === 0) return funnel.nobody;
  if (isFew(first.entered)) return words.titles.few(first.name, format.count(first.entered.n));
  const losses = levels.flatMap(({ loss }) => (loss && !isFew(loss.share) ? [loss] : []));
  if (levels.length === 1) return funnel.oneStep(format.count(first.units), first.name);
  if (isEarly(levels)) return funnel.early(format.count(first.open), format.count(first.units));
  const [worst, next] = losses.toSorted((a, b) => (b.share.value ?? 0) - (a.share.value ?? 0));
  if (!worst || worst.count === 0) return funnel.noLoss;
  if (next && !isApart(worst.share, next.share)) {
    return funnel.lossesTied(said(worst, format), said(next, format));
  }
  const share = format.share(worst.share.value ?? 0);
  return funnel.worstLoss(worst.from, worst.to, partOf(worst.share.value ?? 0), share);
}

const said = ({ to, share }: Loss, format: Speech["format"]) => ({
  to,
  share: format.share(share.value ?? 0),
});

/** How many go all the way, and whether that has changed. */
export function conversionSentence(
  levels: readonly Level[],
  compare: Comparison,
  speech: Speech,
): string {
  const { words, format } = speech;
  const { funnel } = words.journeys;
  const last = levels.at(-1);
  const { value = null, low = null, high = null, n = 0 } = last?.entered ?? {};
  if (levels.length < 2 || !last || value === null || isEarly(levels)) return "";
  const says = funnel.conversion(
    format.count(n),
    format.share(value),
    format.share(low ?? value),
    format.share(high ?? value),
  );
  const change = changeOf(levelFact(last, undefined, speech), words, format);
  const since = words.against[compare];
  if (change) return `${says}${funnel.changed[change.direction](change.points, since)}`;
  return last.significant === false ? `${says}${funnel.unchanged(since)}` : says;
}

/** After which event journeys end. */
export function endsSentence({ rows }: Pick<Answer, "rows">, { words, format }: Speech): string {
  const { paths } = words.journeys;
  const ends = rows.filter((row) => textIn(row, "to") === "end");
  return mostOf(
    ends.map((row) => ({
      name: wordOf(textIn(row, "from"), words),
      share: estimateIn(row, "of_to"),
    })),
    {
      none: paths.none,
      most: ({ name, share }) =>
        paths.mostEnd(partOf(share.value ?? 0), name, format.share(share.value ?? 0)),
      tied: (a, b) => paths.endsTied(a.name, b.name),
    },
  );
}

/** Which way is the most usual. */
export function variantsSentence(
  { rows }: Pick<Answer, "rows">,
  { words, format }: Speech,
): string {
  const { variants } = words.journeys;
  return mostOf(
    rows.map((row) => ({ steps: Number(row["steps"] ?? 0), share: estimateIn(row, "share") })),
    {
      none: variants.none,
      most: ({ steps, share }) =>
        variants.most(
          format.count(steps),
          partOf(share.value ?? 0),
          format.share(share.value ?? 0),
        ),
      tied: () => variants.tied,
    },
  );
}

/** How long a step takes those who come to it. */
export function spreadSentence({ loss, took, units }: Level, { words, format }: Speech): string {
  const { spread } = words.journeys;
  const [from, to] = [loss?.from ?? "", loss?.to ?? ""];
  if (isFew({ n: units })) return words.titles.few(spread.between(from, to), format.count(units));
  if (!took) return spread.between(from, to);
  return took.p90 < 1
    ? spread.atOnce(from, to)
    : spread.half(from, to, format.duration(took.median), format.duration(took.p90));
}

interface Telling<T> {
  readonly none: string;
  readonly most: (first: T) => string;
  readonly tied: (first: T, second: T) => string;
}

/** The greatest share, where it is apart from the next. */
function mostOf<T extends { readonly share: Estimate }>(
  all: readonly T[],
  { none, most, tied }: Telling<T>,
): string {
  const [first, second] = all.toSorted((x, y) => (y.share.value ?? 0) - (x.share.value ?? 0));
  if (!first || isFew(first.share)) return none;
  return second && !isApart(first.share, second.share) ? tied(first, second) : most(first);
}

/** True when two intervals don't meet: then the difference is established. */
function isApart(a: Estimate, b: Estimate): boolean {
  if (a.low === null || a.high === null || b.low === null || b.high === null) return false;
  return a.low > b.high || b.low > a.high;
}

function wordOf(type: string, words: Speech["words"]): string {
  return new Map<string, string>(Object.entries(words.events)).get(type) ?? type;
}
