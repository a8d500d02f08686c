import type { TextMemory } from "./text-memory.ts";

/**
 * What is known of texts that come again and again, found by their bytes and without making texts of
 * them. When all slots of a text are taken it takes the place of another: what is not known any more
 * is found out again.
 */
export class Pieces<Value> {
  private readonly memory: TextMemory;
  private readonly table: number;
  private readonly longest: number;
  private readonly values: (Value | undefined)[];

  /**
   * @param memory where the texts lie, and those that are asked for
   * @param slots a power of two; with twice as many as there are texts hardly any gives way
   * @param longest how long a text may be, in bytes: less than 2^16
   */
  constructor(memory: TextMemory, slots: number, longest: number) {
    this.memory = memory;
    this.table = memory.table(slots, longest);
    this.longest = longest;
    this.values = new Array<undefined>(slots).fill(undefined);
  }

  /** @param kind texts of different kinds are different, less than 2^16 */
  get(from: number, to: number, kind = 0): Value | undefined {
    const slot = this.memory.machine.get(this.table, from, to, kind);
    return slot < 0 ? undefined : this.values[slot];
  }

  /** Remembers the value, unless the text is too long. */
  set(from: number, to: number, value: Value, kind = 0): Value {
    if (to - from <= this.longest) {
      this.values[this.memory.machine.set(this.table, from, to, kind)] = value;
    }
    return value;
  }
}
