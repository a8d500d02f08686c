import { Pieces } from "./pieces.ts";
import type { TextMemory } from "./text-memory.ts";

const DAY = "2026-11-23";
const USUAL = `${DAY}T09:30:00.000Z`;
const DAYS = 64;

/** Reads instants of the form that nearly every sender writes, of days that it was told about. */
export class Instants {
  private readonly memory: TextMemory;
  private readonly midnights: Pieces<number>;

  constructor(memory: TextMemory) {
    this.memory = memory;
    this.midnights = new Pieces(memory, DAYS, DAY.length);
  }

  /** In ms since 1970; NaN when it has another form or its day is not known: then somebody has to look at it. */
  read(from: number, to: number): number {
    const ms = to - from === USUAL.length ? this.memory.machine.msOfDay(from) : -1;
    if (ms < 0) return Number.NaN;
    return (this.midnights.get(from, from + DAY.length) ?? Number.NaN) + ms;
  }

  /** Remembers the day of an instant that somebody has looked at; nothing when it has another form. */
  learn(from: number, to: number, at: number): void {
    const ms = to - from === USUAL.length ? this.memory.machine.msOfDay(from) : -1;
    if (ms >= 0) this.midnights.set(from, from + DAY.length, at - ms);
  }
}
