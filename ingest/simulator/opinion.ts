import { CHARACTERS } from "./characters.ts";
import type { Experience } from "./experience.ts";
import { between, happens, normal, oneOf, type Random } from "./random.ts";

/** What a customer thinks, before any questionnaire: `mood` is 0 when all went as usual. */
export interface Opinion {
  readonly mood: number;
  readonly nps: number;
  readonly csat: number;
  /** Version 2: 1–7, high is good. */
  readonly ces: number;
  readonly attitudes: {
    readonly welcome: number;
    readonly listening: number;
    readonly efficiency: number;
  };
  /** What harmed trust, the worst first. */
  readonly irritants: readonly string[];
}

// Up to here people in an office hardly mind; beyond, each minute costs. Callers mind sooner.
const BEND_SECONDS = { office: 360, phone: 60 } as const;
const PER_DOUBLING = { office: 0.62, phone: 0.3 } as const;
const BROKEN_PROMISE_SECONDS = 240;
const ENDINGS = {
  resolved: 0.12,
  partial: -0.75,
  unresolved: -1.5,
  referred: -0.9,
  left: -2.2,
  absent: -1.2,
} as const;

/** Draws the opinion of one customer. */
export function drawOpinion(random: Random, experience: Experience): Opinion {
  const { site, ending, transferred, improved } = experience;
  const character = CHARACTERS[site.character];
  const people = character.charm + 0.28 * improved;
  const wait = -costOfWait(experience);
  const result = ENDINGS[ending] - (transferred ? 0.3 : 0);
  const mood = people + wait + result + 0.95 * normal(random);
  const grade = (middle: number, spread: number, best: number, part: number) => {
    const value = middle + spread * (0.75 * mood + part + 0.45 * normal(random));
    return Math.max(1, Math.min(best, Math.round(value)));
  };
  return {
    mood,
    nps: npsOf(mood),
    csat: grade(4.25, 0.85, 5, 0),
    ces: grade(5.9, 1.2, 7, 0.4 * result),
    attitudes: {
      welcome: grade(4.35, 0.75, 5, 0.5 * people),
      listening: grade(4.25, 0.75, 5, 0.4 * people + 0.1 * result),
      efficiency: grade(4.15, 0.8, 5, 0.5 * wait + 0.3 * result),
    },
    irritants: drawIrritants(random, experience, mood),
  };
}

/** Who is upset goes down faster than who is pleased goes up. */
function npsOf(mood: number): number {
  const score = 8.65 + 1.7 * mood + 0.9 * Math.min(0, mood + 0.8);
  return Math.max(0, Math.min(10, Math.round(score)));
}

/** How much of the mood the wait takes: nothing below the bend, more where less was announced. */
function costOfWait({ site, waitSeconds, announcedSeconds }: Experience): number {
  const bend = BEND_SECONDS[site.channel];
  const long = Math.max(0, Math.log2(waitSeconds / bend)) * PER_DOUBLING[site.channel];
  const late = (waitSeconds - announcedSeconds) / BROKEN_PROMISE_SECONDS;
  const isNoticed = waitSeconds > bend / 2;
  return long + (isNoticed ? 0.25 * Math.max(-0.5, Math.min(2, late)) : 0);
}

function drawIrritants(random: Random, experience: Experience, mood: number): readonly string[] {
  const { site, ending, transferred } = experience;
  const found: string[] = [];
  if (costOfWait(experience) > between(random, 0.25, 1.1)) found.push("wait");
  if (ending !== "resolved" && ending !== "left" && happens(random, 0.75)) found.push("resolution");
  if (transferred && happens(random, 0.4)) found.push("complexity");
  const isBlaming = mood < -0.5 ? 0.65 : 0.07;
  if (happens(random, found.length > 0 ? isBlaming / 3 : isBlaming))
    found.push(oneOf(random, CHARACTERS[site.character].irritants));
  if (mood < -1.6 && happens(random, 0.15)) found.push("incivility");
  return [...new Set(found)];
}
