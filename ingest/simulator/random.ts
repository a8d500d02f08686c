/** A source of numbers in [0, 1); the same seed gives the same numbers for ever. */
export type Random = () => number;

/** 128 bits of a text: cyrb128 by bryc (public domain). Good for seeds and ids, not for secrets. */
export function hash128(text: string): readonly [number, number, number, number] {
  let a = 1779033703;
  let b = 3144134277;
  let c = 1013904242;
  let d = 2773480762;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    a = b ^ Math.imul(a ^ code, 597399067);
    b = c ^ Math.imul(b ^ code, 2869860233);
    c = d ^ Math.imul(c ^ code, 951274213);
    d = a ^ Math.imul(d ^ code, 2716044179);
  }
  a = Math.imul(c ^ (a >>> 18), 597399067);
  b = Math.imul(d ^ (b >>> 22), 2869860233);
  c = Math.imul(a ^ (c >>> 17), 951274213);
  d = Math.imul(b ^ (d >>> 19), 2716044179);
  const mix = a ^ b ^ c ^ d;
  return [mix >>> 0, (b ^ mix) >>> 0, (c ^ mix) >>> 0, (d ^ mix) >>> 0];
}

/** The generator of a seed: sfc32 by Chris Doty-Humphrey (PractRand, public domain). */
export function randomOf(seed: string): Random {
  let [a, b, c, counter] = hash128(seed);
  const next: Random = () => {
    const out = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + out;
    return (out >>> 0) / 4_294_967_296;
  };
  // Its author's advice: neighbouring seeds have parted after twelve rounds.
  for (let round = 0; round < 12; round += 1) next();
  return next;
}

/** A number in [0, 1) that belongs to a text. */
export const fractionOf = (text: string): number => hash128(text)[0] / 4_294_967_296;

/** Whether something of this probability happens. */
export const happens = (random: Random, probability: number): boolean => random() < probability;

/** Uniform in [low, high). */
export const between = (random: Random, low: number, high: number): number =>
  low + (high - low) * random();

/** Exponential, in the unit of its mean. */
export const exponential = (random: Random, mean: number): number => -mean * Math.log(1 - random());

/** Standard normal (Box and Muller). */
export const normal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Lognormal with this mean; sigma is the deviation of its logarithm. */
export const lognormal = (random: Random, mean: number, sigma: number): number =>
  mean * Math.exp(sigma * normal(random) - (sigma * sigma) / 2);

/** Times of a Poisson process of constant rate in [from, to), in the unit of the rate's time. */
export function poissonTimes(random: Random, from: number, to: number, rate: number): number[] {
  const times: number[] = [];
  if (rate <= 0) return times;
  for (let at = from + exponential(random, 1 / rate); at < to; at += exponential(random, 1 / rate))
    times.push(at);
  return times;
}

/** One of a list that is not empty, all equally likely. */
export function oneOf<T>(random: Random, items: readonly T[]): T {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new RangeError("oneOf needs a list that is not empty");
  return item;
}

/** Makes a choice among weighted items; weights need not add up to 1. */
export function weighted<T>(choices: readonly (readonly [T, number])[]): (random: Random) => T {
  const total = choices.reduce((sum, [, weight]) => sum + weight, 0);
  return (random) => {
    let left = random() * total;
    for (const [item, weight] of choices) {
      left -= weight;
      if (left < 0) return item;
    }
    const last = choices.at(-1);
    if (last === undefined) throw new RangeError("weighted needs at least one choice");
    return last[0];
  };
}
