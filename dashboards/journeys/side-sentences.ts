import { isFew } from "../data/cells.ts";
import { pointsOf } from "../parts/fact.ts";
import type { Speech } from "../speech.ts";
import type { Gap, Pair, SidesStep } from "./sides.ts";

/** Which side goes all the way more often, by the API's test of the last step. */
export function sidesSentence(pair: Pair, speech: Speech): string {
  const { words, format } = speech;
  const { sides } = words.journeys;
  const last = pair.steps.at(-1);
  if (!last || last.step === 1 || last.a.value === null || last.b.value === null) return sides.none;
  if (isThin(last)) return sides.few(pair.a.name, pair.b.name);
  const shares = { a: format.share(last.a.value), b: format.share(last.b.value) };
  const gap = readGap(last.entered, pair, speech);
  return gap
    ? sides.ahead(gap.more, gap.less, gap.points, [shares[gap.side], shares[otherOf(gap.side)]])
    : sides.alike(pair.a.name, pair.b.name, [shares.a, shares.b]);
}

/** How far apart a step's shares are, or why that is not said. */
export function gapText(pair: Pair, step: SidesStep, speech: Speech): string {
  const { sides } = speech.words.journeys;
  if (step.entered.size === null) return "–";
  if (isThin(step)) return sides.tooFew;
  const gap = readGap(step.entered, pair, speech);
  return gap ? sides.established(gap.points, gap.more) : sides.notEstablished;
}

/** How far apart they are in going on from the step before; that of the second step is all it says already. */
export function previousGapText(pair: Pair, step: SidesStep, speech: Speech): string | undefined {
  const gap = readGap(step.previous, pair, speech);
  if (!gap || step.step === 2 || isThin(step)) return undefined;
  return speech.words.journeys.sides.previous(gap.points, gap.more);
}

/** Too few entered, on one side or the other. */
const isThin = ({ a, b }: SidesStep) => isFew(a) || isFew(b);

const otherOf = (side: "a" | "b") => (side === "a" ? "b" : "a");

/** Who is ahead, and by how much; nothing unless the test says that there is a difference. */
function readGap({ size, significant }: Gap, pair: Pair, { words, format }: Speech) {
  if (size === null || significant !== true) return undefined;
  const side = size > 0 ? "a" : "b";
  return {
    side,
    more: pair[side].name,
    less: pair[otherOf(side)].name,
    points: pointsOf(size * 100, words, format),
  } as const;
}
