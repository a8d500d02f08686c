import type { TextMemory } from "./text-memory.ts";

/** How an event of the usual form begins: in two parts, since the machine compares sixteen bytes. */
const OPENING = ['{"specversion":"', '1.0"'];

/**
 * The other attributes of the usual form, in their order. An event has it when it is compact JSON,
 * its attributes are these texts in this order, not empty, in printable ASCII without escapes, and `data`, an
 * object, comes last. It is what Parcours itself writes, and what senders are advised to.
 */
const NAMES = [
  "id",
  "source",
  "type",
  "time",
  "subject",
  "site",
  "channel",
  "customer",
  "staff",
  "data",
] as const;

/** The place of each attribute among the others: what {@link UsualForm} is asked by. */
export const AT = {
  id: 0,
  source: 1,
  type: 2,
  time: 3,
  subject: 4,
  site: 5,
  channel: 6,
  customer: 7,
  staff: 8,
  data: 9,
} as const satisfies Record<(typeof NAMES)[number], number>;

/** What stands before the value of each. */
const KEYS = NAMES.map((name) => (name === "data" ? `,"${name}":{` : `,"${name}":"`));

/**
 * Finds the attributes of events in their bytes, and makes no objects of them: to parse an event costs
 * many times as much as to find its parts, and then there are thirty texts to collect again.
 */
export class UsualForm {
  private readonly memory: TextMemory;
  private readonly places: number;

  constructor(memory: TextMemory) {
    const { machine } = memory;
    this.memory = memory;
    this.places = machine.places.value;
    for (const [key, text] of [...OPENING, ...KEYS].entries()) {
      for (let at = 0; at < text.length; at += 1) machine.setKey(key, at, text.charCodeAt(at));
    }
  }

  /**
   * Whether an event of this form lies there, and nothing else. When not, that is no error: then
   * somebody has to parse it. What is said to be `data` was not looked at, and may be no JSON.
   */
  find(from: number, to: number): boolean {
    return this.memory.machine.find(from, to) === 1;
  }

  /** Where the attribute's value begins that was found last, behind its quote; 0 when there is none. */
  from(attribute: number): number {
    return this.memory.word(this.places, 2 * attribute);
  }

  /** Where it ends. */
  to(attribute: number): number {
    return this.memory.word(this.places, 2 * attribute + 1);
  }

  /** Its text; empty when there is none. */
  text(attribute: number): string {
    const from = this.from(attribute);
    return from === 0 ? "" : latin1(this.memory.bytes, from, this.to(attribute));
  }
}

/** `Buffer.toString` looks the encoding up by its name each time, which takes half of its time. */
export function latin1(bytes: Uint8Array, from: number, to: number): string {
  return (bytes as Uint8Array & Latin1).latin1Slice(from, to);
}

interface Latin1 {
  latin1Slice(from: number, to: number): string;
}
