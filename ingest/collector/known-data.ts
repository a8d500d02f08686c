import type { TypeFacts } from "../../schemas/event-types.ts";
import { parsed } from "../../schemas/texts/parsed.ts";
import { Pieces } from "../../schemas/texts/pieces.ts";
import { indexOfMark, MARKS, Shapes } from "../../schemas/texts/shapes.ts";
import type { TextMemory } from "../../schemas/texts/text-memory.ts";
import { latin1 } from "../../schemas/texts/usual-form.ts";
import { storedData } from "./admit.ts";
import { BadStructure } from "./normal-form.ts";
import { validators } from "./validators.ts";

/** Data that is longer hardly ever comes again. */
const LONGEST = 256;

/** What is known of data of one shape; of data without a shape, such as one with an escape, of that text. */
interface Known {
  /** As it is stored, what stands before, between and behind the numbers. */
  readonly texts: readonly string[];
  /** Which number of the text that came stands behind each but the last. */
  readonly order: readonly number[];
  /** The least and the largest that was ever admitted of each number that came. */
  readonly least: number[];
  readonly most: number[];
}

/** Admits the data of events by what was admitted before. */
export interface KnownData {
  /** As it is stored, of data that lies in the memory; undefined when it is not valid. */
  stored(from: number, to: number, facts: TypeFacts): string | undefined;
  /** Whether events of a type may have no data, as far as it is known. */
  mayLack(facts: TypeFacts): boolean;
  learnLack(facts: TypeFacts): void;
}

/**
 * Data that differs in its numbers alone is looked at once: what the schema asks of a number is that
 * it lies in a range, so that between two which were admitted all are, whatever the others are.
 */
export function knownData(memory: TextMemory): KnownData {
  const shapes = new Shapes(memory);
  const known = new Pieces<Known>(memory, 16_384, LONGEST);
  const isValid = validators("data");
  const silent = new Set<TypeFacts>();

  function isWithin({ least, most }: Known): boolean {
    for (let index = 0; index < least.length; index += 1) {
      const value = shapes.value(index);
      if (value < (least[index] as number) || value > (most[index] as number)) return false;
    }
    return true;
  }

  function written({ texts, order }: Known): string {
    let text = texts[0] as string;
    for (let place = 0; place < order.length; place += 1) {
      const index = order[place] as number;
      text += latin1(memory.bytes, shapes.numberFrom(index), shapes.numberTo(index));
      text += texts[place + 1] as string;
    }
    return text;
  }

  function learn(from: number, to: number, code: number): void {
    const fresh = () => knownOf(shapes.marked(from, to) ?? "", shapes.count);
    const found = known.get(shapes.from, shapes.to, code) ?? fresh();
    if (found === undefined) return;
    for (const [index, value] of shapes.values().entries()) {
      found.least[index] = Math.min(found.least[index] ?? value, value);
      found.most[index] = Math.max(found.most[index] ?? value, value);
    }
    known.set(shapes.from, shapes.to, found, code);
  }

  return {
    stored(from, to, { type, code }) {
      const isShort = to - from <= LONGEST;
      const hasShape = isShort && shapes.find(from, to);
      const [begin, end] = hasShape ? [shapes.from, shapes.to] : [from, to];
      const found = isShort ? known.get(begin, end, code) : undefined;
      if (found !== undefined && isWithin(found)) return written(found);
      const data = parsed(memory.bytes.toString("utf8", from, to));
      if (isValid(type)?.(data) !== true) return undefined;
      const stored = normal(data);
      // What somebody has written is remembered nowhere as it came.
      if (stored === undefined || !isShort || isWritten(data)) return stored;
      if (hasShape) learn(from, to, code);
      else known.set(from, to, { texts: [stored], order: [], least: [], most: [] }, code);
      return stored;
    },
    mayLack: (facts) => silent.has(facts),
    learnLack(facts) {
      silent.add(facts);
    },
  };
}

/** Undefined unless each number is stored once: a key may come twice. */
function knownOf(marked: string, count: number): Known | undefined {
  const stored = normal(parsed(marked));
  if (stored === undefined) return undefined;
  const order = (stored.match(MARKS) ?? []).map((mark) => indexOfMark(Number(mark)));
  const isOnceEach = order.length === count && new Set(order).size === count;
  return isOnceEach ? { texts: stored.split(MARKS), order, least: [], most: [] } : undefined;
}

/** Undefined where a closer look will say what is wrong. */
function normal(data: unknown): string | undefined {
  try {
    return JSON.stringify(storedData(data));
  } catch (error) {
    if (error instanceof BadStructure) return undefined;
    throw error;
  }
}

function isWritten(data: unknown): boolean {
  return typeof data === "object" && data !== null && "verbatim" in data;
}
