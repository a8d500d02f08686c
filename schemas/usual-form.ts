/** How an event of the usual form begins. */
const OPENING = new TextEncoder().encode('{"specversion":"1.0"');

/**
 * The other attributes of the usual form, in their order. An event has it when it is compact JSON,
 * its attributes are these texts in this order, in printable ASCII without escapes, and `data`, an
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

const REQUIRED = [AT.id, AT.source, AT.type, AT.time, AT.subject] as const;
/** What stands before the value of each. */
const KEYS = NAMES.map((name) => {
  return new TextEncoder().encode(name === "data" ? `,"${name}":{` : `,"${name}":"`);
});

const [QUOTE, BACKSLASH, CLOSE] = [0x22, 0x5c, 0x7d];
/** 1 for what a text may hold as it is. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, code) => {
  return code >= 0x20 && code < 0x7f && code !== QUOTE && code !== BACKSLASH ? 1 : 0;
});

/**
 * Finds the attributes of events in their bytes, and makes no objects of them: to parse an event costs
 * more than twice as much as to find its parts, and then there are thirty texts to collect again.
 */
export class UsualForm {
  private readonly places = new Int32Array(2 * NAMES.length);

  /**
   * Whether an event of this form lies there, and nothing else. When not, that is no error: then
   * somebody has to parse it. What is said to be `data` was not looked at, and may be no JSON.
   */
  find(bytes: Uint8Array, from: number, to: number): boolean {
    const { places } = this;
    places.fill(0);
    const last = to - 1;
    if (bytes[last] !== CLOSE || !standsAt(OPENING, bytes, from)) return false;
    let at = from + OPENING.length;
    for (let name = 0; at !== last; name += 1) {
      while (!standsAt(KEYS[name], bytes, at)) {
        name += 1;
        if (name === KEYS.length) return false;
      }
      at += (KEYS[name] as Uint8Array).length;
      if (name === AT.data) {
        places[2 * name] = at - 1;
        places[2 * name + 1] = last;
        break;
      }
      places[2 * name] = at;
      while (PLAIN[bytes[at] as number] === 1) at += 1;
      places[2 * name + 1] = at;
      if (bytes[at] !== QUOTE) return false;
      at += 1;
    }
    for (const attribute of REQUIRED) if (this.from(attribute) === 0) return false;
    return true;
  }

  /** Where the attribute's value begins that was found last, behind its quote; 0 when there is none. */
  from(attribute: number): number {
    return this.places[2 * attribute] as number;
  }

  /** Where it ends. */
  to(attribute: number): number {
    return this.places[2 * attribute + 1] as number;
  }

  /** Its text; empty when there is none. */
  text(attribute: number, bytes: Uint8Array): string {
    const from = this.from(attribute);
    return from === 0 ? "" : latin1(bytes, from, this.to(attribute));
  }
}

/** `Buffer.toString` looks the encoding up by its name each time, which takes half of its time. */
export function latin1(bytes: Uint8Array, from: number, to: number): string {
  return (bytes as Uint8Array & Latin1).latin1Slice(from, to);
}

interface Latin1 {
  latin1Slice(from: number, to: number): string;
}

function standsAt(key: Uint8Array | undefined, bytes: Uint8Array, at: number): boolean {
  if (key === undefined) return false;
  for (let index = 0; index < key.length; index += 1) {
    if (bytes[at + index] !== key[index]) return false;
  }
  return true;
}
