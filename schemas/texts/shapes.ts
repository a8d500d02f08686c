import type { TextMemory } from "./text-memory.ts";

/** Stands for the first number of a shape; the others follow. None that a shape is found for has ten digits. */
const MARK = 1_000_000_000;

/**
 * Finds the shape of a text of JSON: the text, with 0 for each of its numbers. Most data of events that
 * is new differs from what came before in its numbers alone.
 */
export class Shapes {
  private readonly memory: TextMemory;
  private readonly numbers: number;
  private readonly end: number;
  /** Where the shape begins that was found last, */
  readonly from: number;
  /** and how many numbers it has. */
  count = 0;

  constructor(memory: TextMemory) {
    const { machine } = memory;
    this.memory = memory;
    this.numbers = machine.numbers.value;
    this.end = machine.shapeEnd.value;
    this.from = machine.shaped.value;
  }

  /** False for texts that are long, have escapes, or numbers that are not 0 to 999999999 and written as usual. */
  find(from: number, to: number): boolean {
    this.count = this.memory.machine.shape(from, to);
    return this.count >= 0;
  }

  /** Where it ends. */
  get to(): number {
    return this.memory.word(this.end, 0);
  }

  /** Where a number begins in the text that the shape is of. */
  numberFrom(index: number): number {
    return this.memory.word(this.numbers, 3 * index);
  }

  numberTo(index: number): number {
    return this.memory.word(this.numbers, 3 * index + 1);
  }

  value(index: number): number {
    return this.memory.word(this.numbers, 3 * index + 2);
  }

  values(): number[] {
    return Array.from({ length: this.count }, (_, index) => this.value(index));
  }

  /**
   * The text with a mark in the place of each number, so that who changes it sees where they go.
   * Undefined when something else in it looks like a mark.
   */
  marked(from: number, to: number): string | undefined {
    const { bytes } = this.memory;
    let text = "";
    let done = from;
    for (let index = 0; index < this.count; index += 1) {
      text += bytes.toString("utf8", done, this.numberFrom(index)) + String(MARK + index);
      done = this.numberTo(index);
    }
    text += bytes.toString("utf8", done, to);
    return (text.match(MARKS) ?? []).length === this.count ? text : undefined;
  }
}

/** Finds each mark in a text. */
export const MARKS = /100000000[0-7]/g;

/** Which number a mark stands for. */
export function indexOfMark(mark: number): number {
  return mark - MARK;
}
